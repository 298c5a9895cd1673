// Thousands of schedules in which everything goes wrong that can, each drawn from a seed. In the
// environment, COUNTERSIGN_SIMULATION_SEED plays a single one again, COUNTERSIGN_SIMULATION_FIRST is the
// first of many, and COUNTERSIGN_SIMULATION_SCHEDULES says how many.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Report } from "./run-schedule.ts";
import { runInThreads } from "./run-schedules.ts";

const { env } = process;
const ONE = env["COUNTERSIGN_SIMULATION_SEED"];
const FIRST = Number(ONE ?? env["COUNTERSIGN_SIMULATION_FIRST"] ?? 0);
const SCHEDULES = ONE === undefined ? Number(env["COUNTERSIGN_SIMULATION_SCHEDULES"] ?? 600) : 1;

describe("engines that share a store", () => {
  it("lose nothing, do nothing twice and come to an end, whatever fails and whenever", async (t) => {
    const total = totalOf(await runInThreads({ first: FIRST, last: FIRST + SCHEDULES - 1 }));
    t.diagnostic(JSON.stringify(total));
    if (SCHEDULES < 100) return;
    for (const [what, count] of Object.entries(total)) {
      assert.ok(count > SCHEDULES, `there is more than one of ${what} in a schedule`);
    }
  });

  it("do the same again with the same seed", { skip: ONE !== undefined }, async () => {
    const few = { first: FIRST, last: FIRST + 3 };
    assert.deepEqual(await runInThreads(few), await runInThreads(few));
  });
});

function totalOf(reports: readonly Report[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { executions, events, crashes, requests } of reports) {
    for (const [what, count] of Object.entries({ executions, events, crashes, ...requests })) {
      total[what] = (total[what] ?? 0) + count;
    }
  }
  return total;
}
