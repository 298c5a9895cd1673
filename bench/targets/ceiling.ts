import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Writes } from "../ceilings/trace-writes.ts";
import type { ApprovalSystem } from "../lib/approval-system.ts";
import { startNode } from "../lib/child-process.ts";
import { cpuSeconds } from "../lib/measure.ts";
import { createClient } from "../lib/step-functions-client.ts";
import { stepFunctionsSystem } from "../lib/step-functions-system.ts";

/** A system that is running, and how to be rid of it. */
export interface Running {
  readonly system: ApprovalSystem;
  /** Processor time of its processes so far, without a database of their own. */
  cpuSeconds(): number;
  dispose(): Promise<void>;
}

export interface CeilingOptions {
  readonly writes: Writes;
  readonly concurrency: number;
  readonly databaseUrl?: string | undefined;
}

const PROGRAM = fileURLToPath(new URL("../ceilings/serve-ceiling.ts", import.meta.url));
/** What the ceiling is asked for in the place of a machine. */
const MACHINES = { approval: "start", passes: "passes", tasks: "tasks", callbacks: "" };

export async function startCeiling(options: CeilingOptions): Promise<Running> {
  const { writes, concurrency, databaseUrl } = options;
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const place = databaseUrl === undefined ? ["--folder", folder] : ["--database-url", databaseUrl];
  const child = await startNode(PROGRAM, ["--writes", JSON.stringify(writes), ...place]);
  const client = createClient(child.firstLine, concurrency);
  const { runCallbacks: _, ...system } = stepFunctionsSystem(client.call, MACHINES);
  return {
    system,
    cpuSeconds: () => cpuSeconds([child.pid]),
    async dispose() {
      client.close();
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
