import assert from "node:assert/strict";
import { test } from "node:test";
import { createSharedClock } from "./shared-clock.ts";

const T = 1_700_000_000_000;

function openClock() {
  const time = { steadyMs: 500 };
  const shared = createSharedClock(() => time.steadyMs);
  const read = (at: number, tookMs: number) => {
    const sentMs = time.steadyMs;
    time.steadyMs += tookMs;
    shared.learn(at, { sentMs, receivedMs: time.steadyMs });
  };
  return { ...shared, time, read };
}

test("the time is that of the database, and goes on between two readings", () => {
  const { clock, read, time } = openClock();
  read(T, 10);
  assert.equal(clock(), T + 5);
  time.steadyMs += 1_000;
  assert.equal(clock(), T + 1_005);
});

test("a slow reading that may be right changes nothing, a quick one corrects", () => {
  const { clock, read } = openClock();
  read(T, 100);
  assert.equal(clock(), T + 50);
  read(T + 2_000, 10_000);
  assert.equal(clock(), T + 10_050);
  read(T + 10_000, 0);
  assert.equal(clock(), T + 10_000);
});

test("a database whose clock was set is followed at once", () => {
  const { clock, read } = openClock();
  read(T, 2);
  read(T + 3_600_000, 2);
  assert.ok(Math.abs(clock() - (T + 3_600_000)) <= 2);
  read(T, 2);
  assert.ok(Math.abs(clock() - T) <= 2);
});
