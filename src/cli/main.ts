// The process: real streams, real signals.

import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { readEnvironment } from "../config/read-environment.ts";
import { runCommand } from "./run-command.ts";
import type { StopSignal, Terminal } from "./terminal.ts";

const SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

// A reader that has seen enough (`| head`) closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const terminal: Terminal = {
  print: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  write: (chunk) => process.stderr.write(chunk),
  readInput: () => text(process.stdin),
  isInteractive: process.stderr.isTTY === true,
  environment: readEnvironment(),
  clock: Date.now,
  version: readVersion(),
  waitForStop: () =>
    new Promise((resolve) => {
      const stop = (signal: NodeJS.Signals) => {
        // The next one of either kind finds nobody who listens, and ends the process.
        for (const each of SIGNALS) process.off(each, stop);
        resolve(signal as StopSignal);
      };
      for (const each of SIGNALS) process.on(each, stop);
    }),
};

process.exitCode = await runCommand(process.argv.slice(2), terminal.version, terminal);

function readVersion(): string {
  // Two folders up both from `src/cli/` and from `dist/cli/`.
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
