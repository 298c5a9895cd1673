// The server as a process of its own, as its users run it, so that it can be killed.

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** SIGKILL, and gone when it resolves. */
  kill(): Promise<void>;
  /** SIGTERM, and gone when it resolves; answers with the exit code. */
  stop(): Promise<number | null>;
  /** What it has written to standard error so far. */
  errors(): string;
}

export interface ServerOptions {
  readonly port?: string;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What Node is to run. @default the command of this checkout */
  readonly program?: string;
  /** A command that runs the command that follows it, and becomes it. */
  readonly through?: readonly string[];
}

const LAUNCHER = fileURLToPath(new URL("../../bin/countersign.mjs", import.meta.url));

/** Starts `countersign serve` and resolves when it says where it listens. */
export async function startServerProcess(
  dataDirectory: string,
  {
    port = "0",
    flags = [],
    environment = {},
    program = LAUNCHER,
    through = [],
  }: ServerOptions = {},
): Promise<ServerProcess> {
  const serve = ["serve", "--data", dataDirectory, "--port", port, "--log-level", "warn"];
  const [command = "", ...words] = [...through, process.execPath, program, ...serve, ...flags];
  const child = spawn(command, words, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const found = /https?:\/\/[\w.:[\]-]+/.exec(output);
      if (found) resolve(found[0]);
    });
    gone.then((code) => reject(new Error(`the server ended with ${code}: ${output}${errors}`)));
  });
  return {
    url,
    child,
    errors: () => errors,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      child.kill("SIGTERM");
      return gone;
    },
  };
}
