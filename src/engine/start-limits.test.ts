import assert from "node:assert/strict";
import { test } from "node:test";
import type { Progress } from "../execution/state.ts";
import type { Unit } from "../store/store.ts";
import { createStartLimits, type StartLimitsOptions } from "./start-limits.ts";

function openLimits(changes: Partial<StartLimitsOptions>, counts: readonly number[] = []) {
  const time = { ms: 5_000_000 };
  const left = [...counts];
  const limits = createStartLimits({
    store: { isShared: false, countRunningExecutions: async () => left.shift() ?? 0 },
    steady: () => time.ms,
    ...changes,
  });
  const take = (name: string, count: number) =>
    Array.from({ length: count }, () => limits.mayStart(name)).filter(Boolean).length;
  return { limits, time, take };
}

test("without limits everything may start", async () => {
  const { limits, take } = openLimits({});
  assert.equal(take("m", 10_000), 10_000);
  assert.ok(await limits.enter());
});

test("a rate allows what comes in a second at once, and then as much a second", () => {
  const { take, time } = openLimits({ startRateMax: 100 });
  assert.equal(take("m", 500), 100);
  time.ms += 250;
  assert.equal(take("m", 500), 25);
  time.ms += 60_000;
  assert.equal(take("n", 500), 100);
});

test("each machine has a rate of its own, and what it may not start costs the others nothing", () => {
  const { take } = openLimits({ startRateMax: 100, machineStartRateMax: 10 });
  assert.equal(take("busy", 500), 10);
  assert.equal(take("quiet", 500), 10);
  const others = Array.from({ length: 20 }, (_, index) => take(`m${index}`, 10));
  assert.equal(
    others.reduce((sum, count) => sum + count, 0),
    80,
  );
});

test("machines by any number of names take no memory for ever", () => {
  const { limits, take, time } = openLimits({ machineStartRateMax: 1 });
  for (let number = 0; number < 30_000; number++) {
    limits.mayStart(`m${number}`);
    time.ms += 1;
  }
  assert.equal(take("m29999", 5), 0);
  assert.equal(take("m0", 5), 1);
});

test("no more than so many run at once, those that are just starting included", async () => {
  const { limits } = openLimits({ executionsMax: 3 }, [1]);
  const [first, second, third] = await Promise.all([
    limits.enter(),
    limits.enter(),
    limits.enter(),
  ]);
  assert.ok(first && second);
  assert.equal(third, undefined);
  limits.unitCommitted([started()]);
  first();
  assert.equal(await limits.enter(), undefined);
  second();
  const again = await limits.enter();
  assert.ok(again);
  again();
  limits.unitCommitted([started(), ended()]);
  assert.ok(await limits.enter());
});

test("what others on the database start and end is counted now and then", async () => {
  const { limits, time } = openLimits({
    executionsMax: 3,
    store: { isShared: true, countRunningExecutions: async () => counts.shift() ?? 0 },
  });
  const counts = [0, 3, 2];
  (await limits.enter())?.();
  assert.ok(await limits.enter());
  time.ms += 6_000;
  assert.equal(await limits.enter(), undefined);
  time.ms += 6_000;
  assert.equal(await limits.enter(), undefined);
  time.ms += 6_000;
  assert.ok(await limits.enter());
});

const RUNNING = {} as Progress;
const OVER = { end: { status: "SUCCEEDED" } } as unknown as Progress;

function started(): Unit[number] {
  return { kind: "createExecution", execution: {}, progress: RUNNING } as unknown as Unit[number];
}

function ended(): Unit[number] {
  return { kind: "advanceExecution", executionId: "e", expectedVersion: 1, progress: OVER };
}
