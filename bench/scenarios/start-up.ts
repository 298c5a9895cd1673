// From the start of the process to the first finished execution: a machine is created and run over HTTP.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServerProcess } from "../../test/support/server-process.ts";
import type { Figures } from "../lib/approval-system.ts";
import { percentile, residentMiB } from "../lib/measure.ts";
import { createClient, must } from "../lib/step-functions-client.ts";
import { createMachine } from "../lib/step-functions-system.ts";
import { PROGRAM } from "../targets/countersign.ts";

const ROUNDS = 7;

export async function measureStartUp(): Promise<Figures> {
  const rounds: Figures[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await startOnce());
  const median = (name: string) =>
    percentile(
      rounds.map((each) => each[name] ?? Number.NaN),
      0.5,
    );
  return {
    startUpToFirstFinishedMs: median("finishedMs"),
    startUpToListeningMs: median("listeningMs"),
    residentIdleMiB: median("residentMiB"),
  };
}

async function startOnce(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const startedMs = performance.now();
  const server = await startServerProcess(folder, { program: PROGRAM });
  const listeningMs = performance.now() - startedMs;
  const client = createClient(server.url, 1);
  try {
    const definition = { StartAt: "Done", States: { Done: { Type: "Succeed" } } };
    const stateMachineArn = await createMachine(client.call, "first", definition);
    await must(client.call, "StartExecution", { stateMachineArn });
    const finishedMs = performance.now() - startedMs;
    return { listeningMs, finishedMs, residentMiB: residentMiB(server.child.pid) };
  } finally {
    client.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
