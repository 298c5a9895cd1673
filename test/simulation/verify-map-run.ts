// Compares a Map Run with the executions that it has begun.

import assert from "node:assert/strict";
import type { MapRunCounts, MapRunRecord } from "../../src/store/map-run-records.ts";
import type { ExecutionSummary } from "../../src/store/records.ts";
import type { Store } from "../../src/store/store.ts";
import type { Accepted } from "./recorder.ts";

export async function verifyMapRun(
  store: Store,
  mapRun: MapRunRecord,
  accepted: readonly Accepted[],
): Promise<void> {
  const { id, phase, dueAt, counts } = mapRun;
  assert.deepEqual([phase, dueAt], ["over", null], "a Map Run is over when everything is");
  assert.deepEqual(await store.countOpenMapItems(id), [], "every child execution is counted");
  const children = await store.listExecutions({ mapRun: id }, { limit: 1_000 });
  for (const [count, status] of COUNTED) {
    const { length } = children.filter((child) => child.status === status);
    const { executions } = counts[count];
    // A redrive may fail before all that had failed have begun again.
    const isExact = mapRun.redriveCount === 0 || status === "SUCCEEDED";
    const what = `${executions} of ${length} ${status} child executions are counted`;
    assert.ok(isExact ? executions === length : executions <= length, what);
  }
  const outcome = accepted
    .flatMap(({ happenings }) => happenings)
    .flatMap((each) => (each.kind === "mapRunEnded" && each.mapRun === id ? [each.outcome] : []))
    .at(-1);
  if (outcome?.kind !== "succeeded") {
    const isHeard = outcome?.kind === "failed";
    const others = isHeard && mapRun.redriveCount === 0 ? ["FAILED"] : ["FAILED", "ABORTED"];
    assert.ok(others.includes(mapRun.status), "whoever has waited for it has heard of its end");
    return;
  }
  assert.equal(mapRun.status, "SUCCEEDED");
  assert.equal(children.length, counts.total.executions, "each item has had its execution");
  assert.deepEqual(JSON.parse(outcome.output ?? "null"), await resultsOf(store, children));
}

const COUNTED: readonly (readonly [keyof MapRunCounts, string])[] = [
  ["succeeded", "SUCCEEDED"],
  ["failed", "FAILED"],
  ["timedOut", "TIMED_OUT"],
  ["aborted", "ABORTED"],
];

/** Items are numbers that rise. */
async function resultsOf(store: Store, children: readonly ExecutionSummary[]): Promise<unknown[]> {
  const found = await Promise.all(children.map(({ id }) => store.findExecution(id)));
  return found
    .toSorted((left, right) => Number(left?.input) - Number(right?.input))
    .map((execution) => JSON.parse(execution?.output ?? "null"));
}
