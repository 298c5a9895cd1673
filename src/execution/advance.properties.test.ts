// Properties that hold for every machine and every order of events, however wrong the events are.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { definitionFrom } from "../../test/support/random-definition.ts";
import { advance } from "./advance.ts";
import type { Happening } from "./event.ts";
import { LineTable, NO_LINES, type NumberedLine } from "./line-table.ts";
import type { ExecutionState, Waiting } from "./state.ts";
import { lineOf, machineOf, newRun, type Run, T0 } from "./testing.ts";

const STATES_MAX = 6;
const TERMINAL = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

const definitions = fc
  .array(fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: STATES_MAX })
  .map((seeds) => definitionFrom(seeds));

const small = fc.integer({ min: 1, max: 12 });
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant("timerFired" as const), timer: small }),
  fc.record({ kind: fc.constant("taskHeartbeat" as const), task: small }),
  fc.record({
    kind: fc.constantFrom("taskSucceeded" as const, "taskSubmitted" as const),
    task: small,
    output: fc.json({ maxDepth: 2 }),
  }),
  fc.record({ kind: fc.constant("taskFailed" as const), task: small, error: fc.constant("E") }),
  fc.record({ kind: fc.constant("executionStarted" as const) }),
  fc.record({ kind: fc.constantFrom("stopRequested" as const, "redriveRequested" as const) }),
);

const scripts = fc.array(fc.tuple(fc.nat(30_000), happenings), { maxLength: 30 });

async function playAll(run: Run, script: readonly (readonly [number, Happening])[]) {
  let at = T0;
  await run.at(at, { kind: "executionStarted" });
  for (const [delayMs, happening] of script) {
    at += delayMs;
    const before = run.state;
    const transition = await run.at(at, happening);
    if (transition.isStale) {
      assert.equal(transition.after, before);
      assert.deepEqual([transition.history, transition.effects, transition.lines], [[], [], []]);
    }
  }
}

async function check(run: Run): Promise<void> {
  run.history.forEach((event, index) => {
    assert.equal(event.id, index + 1);
    assert.ok(event.previousEventId < event.id);
  });
  const { progress } = run.state;
  assert.equal(progress.lastEventId, run.history.length);
  const ends = run.history.filter(({ type }) => TERMINAL.test(type));
  const redrives = run.history.filter(({ type }) => type === "ExecutionRedriven").length;
  const timers = run.timers().map(([timer]) => timer);
  const open = run.calls.map(({ task }) => task).filter((task) => !isClosed(run, task));
  if (progress.status === "RUNNING") {
    assert.equal(ends.length, redrives);
    const waits = await waitsOf(run);
    assert.deepEqual(open, waits.flatMap(taskOf).toSorted(ascending));
    assert.deepEqual(
      timers.toSorted(ascending),
      [...ownTimersOf(run.state), ...waits.flatMap(timersOf)].toSorted(ascending),
    );
    assert.ok(open.length + timers.length > 0, "a running execution waits for something");
  } else {
    assert.equal(ends.length, redrives + 1);
    assert.equal(run.history.at(-1), ends.at(-1));
    assert.deepEqual([open, timers], [[], []]);
    assert.deepEqual(await waitsOf(run), []);
    if (progress.status === "SUCCEEDED") assert.deepEqual(await keptLines(run), []);
  }
  const closedOnce = new Set(run.closedTasks.map(([task]) => task));
  assert.equal(closedOnce.size, run.closedTasks.length, "a task is closed once");
}

function isClosed(run: Run, task: number): boolean {
  return run.closedTasks.some(([closed]) => closed === task);
}

function keptLines({ lines, state }: Run): Promise<readonly NumberedLine[]> {
  return lines.listLines(0, state.progress.lastLine ?? 0);
}

/** What the lines wait for, but for lines of their own. */
async function waitsOf(run: Run): Promise<Exclude<Waiting, { kind: "fork" }>[]> {
  const { frame } = run.state.progress;
  const frames = (await keptLines(run)).flatMap(([, line]) =>
    "frame" in line ? [line.frame] : [],
  );
  return [...(frame ? [frame] : []), ...frames].flatMap(({ waitingFor }) =>
    waitingFor && waitingFor.kind !== "fork" ? [waitingFor] : [],
  );
}

function taskOf(waiting: Waiting): number[] {
  return waiting.kind === "task" ? [waiting.task] : [];
}

function timersOf(waiting: Exclude<Waiting, { kind: "fork" }>): number[] {
  if (waiting.kind === "mapRun") return [];
  if (waiting.kind !== "task") return [waiting.timer];
  const timers = [waiting.timeoutTimer, waiting.heartbeat?.timer];
  return timers.filter((timer) => timer !== undefined);
}

function ownTimersOf({ progress }: ExecutionState): number[] {
  return [progress.timeoutTimer, progress.pause?.timer].filter((timer) => timer !== undefined);
}

function ascending(left: number, right: number): number {
  return left - right;
}

describe("advance(), whatever happens", () => {
  it("keeps history, timers and tasks in order and ends once, and once more per redrive", async () => {
    await fc.assert(
      fc.asyncProperty(definitions, scripts, async (definition, script) => {
        const run = newRun(machineOf(definition), {});
        await playAll(run, script);
        await check(run);
      }),
      { numRuns: 500 },
    );
  });

  it("makes the same bytes of the same events, also from a state that was stored", async () => {
    await fc.assert(
      fc.asyncProperty(definitions, scripts, async (definition, script) => {
        const machine = machineOf(definition);
        const stored = newRun(machine, {});
        await playAll(stored, script);
        let state = newRun(machine, {}).state;
        const lines = new LineTable(NO_LINES);
        let at = T0;
        const history: unknown[] = [];
        const events: [number, Happening][] = [[0, { kind: "executionStarted" }], ...script];
        for (const [delayMs, happening] of events) {
          at += delayMs;
          const line = lineOf(stored, happening);
          const event = { line, ...happening, at, seed: `${at}` };
          const transition = await advance(machine, state, event, lines);
          history.push(...transition.history);
          lines.apply(transition.lines);
          state = transition.after;
        }
        assert.equal(JSON.stringify(history), JSON.stringify(stored.history));
        assert.equal(JSON.stringify(state), JSON.stringify(stored.state));
      }),
      { numRuns: 300 },
    );
  });
});
