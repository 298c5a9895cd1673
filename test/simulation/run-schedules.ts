// Many schedules, in threads: on all processors, and out of sight of the test runner, which watches every
// promise of its own thread.

import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { openMemoryStore } from "../../src/store/open-store.ts";
import { type Report, runSchedule } from "./run-schedule.ts";

/** Seeds, both ends included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** Executions stay in a store when they have ended, and slow it down a little. */
const SCHEDULES_PER_STORE = 50;

/** One after the other, on one store. @throws Error that says how to play the schedule that fails again */
async function runSchedules({ first, last }: Range): Promise<readonly Report[]> {
  const store = await openMemoryStore();
  const reports: Report[] = [];
  for (let seed = first; seed <= last; seed++) {
    try {
      reports.push(await runSchedule(store, seed));
    } catch (cause) {
      const again = `COUNTERSIGN_SIMULATION_SEED=${seed} node --test test/simulation/`;
      throw new Error(`schedule ${seed} fails; once more: ${again}`, { cause });
    }
  }
  await store.close();
  return reports;
}

/** In as many threads as there are processors. */
export async function runInThreads(all: Range): Promise<readonly Report[]> {
  const ranges = split(all);
  const run = async (): Promise<readonly Report[]> => {
    const reports: Report[] = [];
    for (let range = ranges.shift(); range; range = ranges.shift()) {
      reports.push(...(await runInThread(range)));
    }
    return reports;
  };
  return (await Promise.all(Array.from({ length: availableParallelism() }, run))).flat();
}

function split({ first, last }: Range): Range[] {
  const ranges: Range[] = [];
  for (let from = first; from <= last; from += SCHEDULES_PER_STORE) {
    ranges.push({ first: from, last: Math.min(last, from + SCHEDULES_PER_STORE - 1) });
  }
  return ranges;
}

function runInThread(range: Range): Promise<readonly Report[]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: range });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

if (!isMainThread) parentPort?.postMessage(await runSchedules(workerData as Range));
