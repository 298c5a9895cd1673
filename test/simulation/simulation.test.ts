// Thousands of schedules in which everything goes wrong that can, each drawn from a seed. Environment:
// COUNTERSIGN_SIMULATION_SEED plays one again, COUNTERSIGN_SIMULATION_SCHEDULES says how many to play.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../../src/store/open-store.ts";
import { type Report, runSchedule } from "./run-schedule.ts";

const ONE = process.env["COUNTERSIGN_SIMULATION_SEED"];
const SCHEDULES = Number(process.env["COUNTERSIGN_SIMULATION_SCHEDULES"] ?? 1_500);
/** A store does not grow for ever. */
const SCHEDULES_PER_STORE = 100;

describe("engines on one store, whatever goes wrong and whenever", () => {
  it("lose nothing, do nothing twice and come to an end, as the interpreter alone would", async () => {
    const seeds = ONE === undefined ? [...Array(SCHEDULES).keys()] : [Number(ONE)];
    const reports: Report[] = [];
    for (let first = 0; first < seeds.length; first += SCHEDULES_PER_STORE) {
      const store = await openMemoryStore();
      for (const seed of seeds.slice(first, first + SCHEDULES_PER_STORE)) {
        const report = await runSchedule(store, seed).catch((cause: unknown) => {
          const again = `COUNTERSIGN_SIMULATION_SEED=${seed} node --test test/simulation/`;
          throw new Error(`seed ${seed} fails; play it again with ${again}`, { cause });
        });
        reports.push(report);
      }
      await store.close();
    }
    const total = (count: (report: Report) => number) =>
      reports.reduce((sum, report) => sum + count(report), 0);
    console.log({
      executions: total(({ executions }) => executions),
      events: total(({ events }) => events),
      crashes: total(({ crashes }) => crashes),
      applied: total(({ requests }) => requests.applied),
      lost: total(({ requests }) => requests.lost),
      nothing: total(({ requests }) => requests.nothing),
    });
    assert.ok(total(({ executions }) => executions) > 0);
  });
});
