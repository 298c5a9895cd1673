// Servers of a benchmark other than Countersign's own.

import { type ChildProcess, spawn } from "node:child_process";

export interface Child {
  /** The first line of its standard output. */
  readonly firstLine: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** Resolves with its first line. */
export async function startNode(program: string, args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const firstLine = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}`)));
    child.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
  });
  return { firstLine, pid: child.pid, stop: () => kill(child) };
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}
