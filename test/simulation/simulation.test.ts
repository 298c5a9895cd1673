// Thousands of schedules in which everything goes wrong that can, each drawn from a seed. In the
// environment, COUNTERSIGN_SIMULATION_SEED plays a single one again, COUNTERSIGN_SIMULATION_FIRST is the
// first of many, and COUNTERSIGN_SIMULATION_SCHEDULES says how many.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../../src/store/open-store.ts";
import { type Report, runSchedule } from "./run-schedule.ts";

const { env } = process;
const ONE = env["COUNTERSIGN_SIMULATION_SEED"];
const FIRST = Number(ONE ?? env["COUNTERSIGN_SIMULATION_FIRST"] ?? 0);
const SCHEDULES = ONE === undefined ? Number(env["COUNTERSIGN_SIMULATION_SCHEDULES"] ?? 600) : 1;
/** Executions stay in a store when they have ended, and slow it down a little. */
const SCHEDULES_PER_STORE = 50;

describe("engines that share a store", () => {
  it("lose nothing, do nothing twice and come to an end, whatever fails and whenever", async (t) => {
    const reports: Report[] = [];
    for (let first = FIRST; first < FIRST + SCHEDULES; first += SCHEDULES_PER_STORE) {
      const last = Math.min(first + SCHEDULES_PER_STORE, FIRST + SCHEDULES) - 1;
      reports.push(...(await runSchedules(first, last)));
    }
    const total = totalOf(reports);
    t.diagnostic(JSON.stringify(total));
    if (SCHEDULES < 100) return;
    for (const [what, count] of Object.entries(total)) {
      assert.ok(count > SCHEDULES, `there is more than one of ${what} in a schedule`);
    }
  });

  it("do the same again with the same seed", { skip: ONE !== undefined }, async () => {
    const first = await runSchedules(FIRST, FIRST + 3);
    assert.deepEqual(await runSchedules(FIRST, FIRST + 3), first);
  });
});

async function runSchedules(first: number, last: number): Promise<readonly Report[]> {
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

function totalOf(reports: readonly Report[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { executions, events, crashes, requests } of reports) {
    for (const [what, count] of Object.entries({ executions, events, crashes, ...requests })) {
      total[what] = (total[what] ?? 0) + count;
    }
  }
  return total;
}
