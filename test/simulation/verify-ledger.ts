// Compares what those outside were told with what executions have taken.

import assert from "node:assert/strict";
import type { Store } from "../../src/store/store.ts";
import { type Ledger, markOf, type Told } from "./ledger.ts";
import type { Accepted } from "./recorder.ts";

/** @returns how many were told what */
export async function verifyLedger(
  store: Store,
  ledger: Ledger,
  accepted: ReadonlyMap<string, readonly Accepted[]>,
): Promise<Record<Told, number>> {
  for (const [name, ids] of ledger.started) {
    assert.equal(ids.size, 1, `all who started ${name} were told of the same execution`);
    for (const id of ids) assert.ok(accepted.has(id), `${name} was acknowledged and is there`);
  }
  const taken = countMarks(accepted);
  const told: Record<Told, number> = { applied: 0, lost: 0, nothing: 0 };
  for (const request of ledger.requests) {
    const times = taken.get(request.mark) ?? 0;
    const what = `${request.mark}, told ${request.told}, was taken ${times} times`;
    if (request.told === "applied") assert.equal(times, 1, what);
    else assert.ok(times <= (request.told === "lost" ? 1 : 0), what);
    told[request.told] += 1;
  }
  await verifyDecisions(store, ledger, taken);
  assert.equal(new Set(ledger.taken).size, ledger.taken.length, "a task is given to one worker");
  return told;
}

function countMarks(accepted: ReadonlyMap<string, readonly Accepted[]>): Map<string, number> {
  const taken = new Map<string, number>();
  for (const { happenings } of [...accepted.values()].flat()) {
    for (const mark of happenings.map(markOf)) {
      if (mark !== undefined) taken.set(mark, (taken.get(mark) ?? 0) + 1);
    }
  }
  return taken;
}

/** A decision is stored with the event that it caused, or not at all. */
async function verifyDecisions(
  store: Store,
  { requests }: Ledger,
  taken: ReadonlyMap<string, number>,
): Promise<void> {
  const keys = new Set(requests.flatMap(({ decisionKey }) => decisionKey ?? []));
  for (const key of keys) {
    const marks = requests.filter(({ decisionKey }) => decisionKey === key).map(({ mark }) => mark);
    const [takenMark, second] = marks.filter((mark) => taken.has(mark));
    assert.equal(second, undefined, "no second decision");
    assert.equal(await store.findSetting(key), takenMark, key);
  }
}
