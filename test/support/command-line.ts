// The command line as its users run it: a process, its output and its exit code.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../bin/countersign.mjs", import.meta.url));

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `countersign` with these arguments against a server. */
export function runCommand(url: string, ...args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    const env = { ...process.env, COUNTERSIGN_URL: url };
    execFile(process.execPath, [LAUNCHER, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** Runs it, insists on success, and reads its JSON. */
export async function runJson(url: string, ...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCommand(url, ...args, "--json");
  if (code !== 0) throw new Error(`countersign ${args.join(" ")}: ${code} ${stderr}`);
  return JSON.parse(stdout);
}
