import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Writes } from "../ceilings/trace-writes.ts";
import type { ApprovalSystem } from "../lib/approval-system.ts";
import { createClient } from "../lib/step-functions-client.ts";
import { stepFunctionsSystem } from "../lib/step-functions-system.ts";

export interface Ceiling {
  readonly system: ApprovalSystem;
  dispose(): Promise<void>;
}

export interface CeilingOptions {
  readonly writes: Writes;
  readonly concurrency: number;
  readonly databaseUrl?: string | undefined;
}

const PROGRAM = fileURLToPath(new URL("../ceilings/serve-ceiling.ts", import.meta.url));

export async function startCeiling(options: CeilingOptions): Promise<Ceiling> {
  const { writes, concurrency, databaseUrl } = options;
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const place =
    databaseUrl === undefined ? ["--folder", folder] : ["--database-url", databaseUrl];
  const child = spawn(
    process.execPath,
    [PROGRAM, "--writes", JSON.stringify(writes), ...place],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const client = createClient([await urlOf(child)], concurrency);
  const machines = { approval: "start", passes: "passes", tasks: "tasks", callbacks: "" };
  const { runCallbacks: _, ...system } = stepFunctionsSystem(client.call, machines);
  return {
    system,
    async dispose() {
      client.close();
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the ceiling ended with ${code}`)));
    child.stdout?.once("data", (line: Buffer) => resolve(line.toString().trim()));
  });
}
