// What many waiting executions cost: memory and disk each, and whether a start and a callback are slower
// among them than in an empty store. Lists are read while they wait.

import type { Figures } from "../lib/approval-system.ts";
import { eachConcurrently, milliseconds, names, percentile } from "../lib/measure.ts";
import { must } from "../lib/step-functions-client.ts";
import { REPORT, stepFunctionsSystem } from "../lib/step-functions-system.ts";
import { type Countersign, startCountersign } from "../targets/countersign.ts";

const FILL_CONCURRENCY = 64;

/** @param createDatabase Answers the URL of a new one, or nothing for SQLite. */
export async function measureWaiting(
  waiting: number,
  createDatabase: () => Promise<string | undefined>,
): Promise<Figures> {
  const start = async () =>
    startCountersign({ concurrency: FILL_CONCURRENCY, databaseUrl: await createDatabase() });
  const none = await start();
  const all = await start();
  try {
    const restartEmptyMs = await all.restart();
    const empty = await footprint(all);
    await fill(all, waiting);
    const restartFullMs = await all.restart();
    const full = await footprint(all);
    const diskBytesPerWaiting = (full.diskBytes - empty.diskBytes) / waiting;
    return {
      waitingExecutions: waiting,
      residentGrowthMiB: full.residentMiB - empty.residentMiB,
      diskBytesPerWaiting,
      diskBytesPerWaitingBeyondInput: diskBytesPerWaiting - REPORT.length,
      restartEmptyMs,
      restartFullMs,
      ...(await compareLatencies(none, all)),
      ...(await readLists(all)),
    };
  } finally {
    await none.dispose();
    await all.dispose();
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

const BLOCKS = 12;
const BLOCK = 100;

/** One at a time, in turns, so that a machine which is busy for a while is so for both. */
async function compareLatencies(none: Countersign, all: Countersign): Promise<Figures> {
  const amongNone: Latencies = { startsMs: [], callbacksMs: [] };
  const amongAll: Latencies = { startsMs: [], callbacksMs: [] };
  for (let block = 0; block < BLOCKS; block++) {
    await measureBlock(none, `block-${block}`, amongNone);
    await measureBlock(all, `block-${block}`, amongAll);
  }
  // The first half is for practice.
  const median = (values: readonly number[]) => percentile(values.slice(values.length / 2), 0.5);
  const startP50MsAmongNone = median(amongNone.startsMs);
  const startP50MsAmongAll = median(amongAll.startsMs);
  const callbackP50MsAmongNone = median(amongNone.callbacksMs);
  const callbackP50MsAmongAll = median(amongAll.callbacksMs);
  return {
    startP50MsAmongNone,
    startP50MsAmongAll,
    startGrowth: startP50MsAmongAll / startP50MsAmongNone,
    callbackP50MsAmongNone,
    callbackP50MsAmongAll,
    callbackGrowth: callbackP50MsAmongAll / callbackP50MsAmongNone,
  };
}

interface Latencies {
  readonly startsMs: number[];
  readonly callbacksMs: number[];
}

async function measureBlock(
  { call, machines }: Countersign,
  prefix: string,
  { startsMs, callbacksMs }: Latencies,
): Promise<void> {
  const system = stepFunctionsSystem(call, machines);
  const started: string[] = [];
  const starts = await eachConcurrently(names(prefix, BLOCK), 1, async (name) => {
    started.push(await system.start(name));
  });
  const tokens: string[] = [];
  for (const each of started) tokens.push(await system.findToken(each));
  startsMs.push(...starts);
  callbacksMs.push(...(await eachConcurrently(tokens, 1, (token) => system.answer(token))));
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
