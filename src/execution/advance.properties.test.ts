// Properties that hold for every machine and every order of events, however wrong the events are.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "../base/json.ts";
import { advance } from "./advance.ts";
import type { Happening } from "./event.ts";
import { LineTable, NO_LINES, type NumberedLine } from "./line-table.ts";
import type { ExecutionState, Waiting } from "./state.ts";
import { lineOf, machineOf, newRun, type Run, T0 } from "./testing.ts";

const STATES_MAX = 6;
const TERMINAL = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

/** Forward mostly; only states that wait may lead back, so that nothing spins. */
function nextOf(index: number, count: number, jump: number, mayGoBack: boolean): JsonObject {
  const target = mayGoBack ? jump % (count + 1) : index + 1 + (jump % (count - index));
  return target >= count ? { End: true } : { Next: `S${target}` };
}

/** @param catchTo where a failure leads, if anywhere */
function stateOf(
  index: number,
  count: number,
  seed: readonly number[],
  catchTo?: string,
): JsonObject {
  const [type = 0, jump = 0, detail = 0] = seed;
  const next = nextOf(index, count, jump, false);
  switch (type % 8) {
    case 0:
      return { Type: "Pass", Result: { n: detail }, ResultPath: "$.n", ...next };
    case 1:
      return {
        Type: "Pass",
        Parameters: { "id.$": "States.UUID()", "r.$": "States.MathRandom(0, 9)" },
        ...next,
      };
    case 2: {
      const target = String(next["Next"] ?? "End");
      const rule = { Variable: "$.n.n", NumericGreaterThan: detail, Next: target };
      return { Type: "Choice", Choices: [rule], ...(detail % 3 > 0 && { Default: target }) };
    }
    case 3:
      return { Type: "Wait", Seconds: detail % 50, ...nextOf(index, count, jump, detail > 90) };
    case 6:
      return {
        Type: "Parallel",
        Branches: [0, 1, 2]
          .slice(detail % 3)
          .map((branch) => branchOf(`S${index}B${branch}`, seed, branch)),
        ...handlingOf(detail, catchTo),
        ...next,
      };
    case 7:
      return {
        Type: "Map",
        QueryLanguage: "JSONata",
        Items: [1, 2, 3, 4].slice(detail % 5),
        MaxConcurrency: jump % 3,
        ItemProcessor: branchOf(`S${index}I`, seed, jump),
        ...handlingOf(detail, catchTo),
        ...next,
      };
    case 4:
      return detail % 2 ? { Type: "Fail", Error: "E", Cause: "C" } : { Type: "Succeed" };
    default:
      return {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
        Parameters: { "Message.$": "$$.Task.Token" },
        ...(detail % 2 && { TimeoutSeconds: 100, HeartbeatSeconds: 10 }),
        ...handlingOf(detail, catchTo),
        ...nextOf(index, count, jump, detail > 90),
      };
  }
}

function handlingOf(detail: number, catchTo: string | undefined): JsonObject {
  return {
    ...(detail % 3 === 0 && { Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }] }),
    ...(detail % 5 === 0 &&
      catchTo !== undefined && { Catch: [{ ErrorEquals: ["States.ALL"], Next: catchTo }] }),
  };
}

/** Two states at most, the first of which may be a Parallel of its own. */
function branchOf(
  name: string,
  [type = 0, jump = 0, detail = 0]: readonly number[],
  salt: number,
): JsonObject {
  const last = {
    [`${name}Z`]: stateOf(0, 1, [[0, 3, 4, 5][(jump + salt) % 4] ?? 0, 0, detail % 90]),
  };
  if ((detail + salt) % 3 > 0) return { StartAt: `${name}Z`, States: last };
  const first =
    name.length < 8
      ? {
          Type: "Parallel",
          Branches: [branchOf(`${name}P`, [type, jump + 1, detail + 1], salt)],
          Next: `${name}Z`,
        }
      : { Type: "Wait", Seconds: detail % 7, Next: `${name}Z` };
  return { StartAt: `${name}A`, States: { [`${name}A`]: first, ...last } };
}

function rule(target: string): JsonObject {
  return { Variable: "$.never", IsPresent: true, Next: target };
}

const definitions = fc
  .array(fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: STATES_MAX })
  .map((seeds) => ({
    StartAt: "Start",
    ...((seeds[0]?.[2] ?? 0) % 4 === 0 && { TimeoutSeconds: 1_000 }),
    States: {
      ...Object.fromEntries(
        seeds.map((seed, index) => [`S${index}`, stateOf(index, seeds.length, seed, "End")]),
      ),
      // Every state is named somewhere, as the checks demand.
      Start: {
        Type: "Choice",
        Choices: [...seeds.keys()]
          .slice(1)
          .map((index) => rule(`S${index}`))
          .concat(rule("End")),
        Default: "S0",
      },
      End: { Type: "Pass", End: true },
    },
  }));

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
