// What many waiting executions cost: memory and disk each, and whether a start and a callback are slower
// among them than in an empty store. Lists are read while they wait.

import type { Figures } from "../lib/approval-system.ts";
import { eachConcurrently, milliseconds, names, percentile } from "../lib/measure.ts";
import { must } from "../lib/step-functions-client.ts";
import { REPORT, stepFunctionsSystem } from "../lib/step-functions-system.ts";
import { type Countersign, startCountersign } from "../targets/countersign.ts";

/** So many starts and callbacks, one at a time. */
const SAMPLES = 500;
const FILL_CONCURRENCY = 64;

export async function measureWaiting(
  waiting: number,
  options: { readonly databaseUrl?: string | undefined } = {},
): Promise<Figures> {
  const countersign = await startCountersign({ concurrency: FILL_CONCURRENCY, ...options });
  try {
    await countersign.restart();
    const amongNone = await latencies(countersign, "none");
    const restartEmptyMs = await countersign.restart();
    const empty = await footprint(countersign);
    await fill(countersign, waiting);
    const restartFullMs = await countersign.restart();
    const full = await footprint(countersign);
    const amongAll = await latencies(countersign, "all");
    return {
      waitingExecutions: waiting,
      residentGrowthMiB: full.residentMiB - empty.residentMiB,
      diskBytesPerWaiting: (full.diskBytes - empty.diskBytes) / waiting,
      diskBytesPerWaitingBeyondInput: (full.diskBytes - empty.diskBytes) / waiting - REPORT.length,
      restartEmptyMs,
      restartFullMs,
      startP50MsAmongNone: amongNone.startMs,
      startP50MsAmongAll: amongAll.startMs,
      startGrowth: amongAll.startMs / amongNone.startMs,
      callbackP50MsAmongNone: amongNone.callbackMs,
      callbackP50MsAmongAll: amongAll.callbackMs,
      callbackGrowth: amongAll.callbackMs / amongNone.callbackMs,
      ...(await readLists(countersign)),
    };
  } finally {
    await countersign.dispose();
  }
}

async function footprint(countersign: Countersign) {
  return { residentMiB: countersign.residentMiB(), diskBytes: await countersign.diskBytes() };
}

async function fill({ call, machines }: Countersign, count: number): Promise<void> {
  const { start } = stepFunctionsSystem(call, machines);
  await eachConcurrently(names("waiting", count), FILL_CONCURRENCY, async (name) => {
    await start(name);
  });
}

/** Medians after as many for practice. */
async function latencies({ call, machines }: Countersign, prefix: string) {
  const system = stepFunctionsSystem(call, machines);
  const started: string[] = [];
  const startsMs = await eachConcurrently(names(prefix, SAMPLES * 2), 1, async (name) => {
    started.push(await system.start(name));
  });
  const tokens: string[] = [];
  for (const each of started) tokens.push(await system.findToken(each));
  const callbacksMs = await eachConcurrently(tokens, 1, (token) => system.answer(token));
  return {
    startMs: percentile(startsMs.slice(SAMPLES), 0.5),
    callbackMs: percentile(callbacksMs.slice(SAMPLES), 0.5),
  };
}

async function readLists({ call, machines, url }: Countersign): Promise<Figures> {
  const { approval } = machines;
  const list = (input: object) => () =>
    must(call, "ListExecutions", { stateMachineArn: approval, maxResults: 100, ...input });
  const page = (path: string) => async () => {
    const response = await fetch(url + path);
    await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
  };
  return {
    listP50Ms: await medianMs(list({})),
    listRunningP50Ms: await medianMs(list({ statusFilter: "RUNNING" })),
    listFailedP50Ms: await medianMs(list({ statusFilter: "FAILED" })),
    executionsPageP50Ms: await medianMs(page("/executions")),
    waitingPageP50Ms: await medianMs(page("/waiting")),
    mailboxPageP50Ms: await medianMs(page("/mailbox")),
    metricsP50Ms: await medianMs(page("/metrics")),
  };
}

async function medianMs(act: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < 15; round++) took.push(await milliseconds(act));
  return percentile(took, 0.5);
}
