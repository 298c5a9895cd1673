import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../base/json.ts";
import { callbackMachine, play, type Run, start, T0 } from "./testing.ts";

const LATER = T0 + 60_000;

function fail(run: Run, task: number) {
  return run.at(T0, { kind: "taskFailed", task, error: "No" });
}

function succeed(run: Run, task: number, output: unknown) {
  return run.at(LATER, { kind: "taskSucceeded", task, output: JSON.stringify(output) });
}

function redrive(run: Run) {
  return run.at(LATER, { kind: "redriveRequested" });
}

/** The history behind the redrive, as `id<previousEventId type`. */
function since(run: Run): string[] {
  const from = run.history.findLastIndex(({ type }) => type === "ExecutionRedriven");
  return run.history
    .slice(from)
    .map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
}

const ASK = callbackMachine({})["States"] as JsonObject;

function asking(name: string): JsonObject {
  return { StartAt: name, States: { [name]: ASK["Ask"] ?? null } };
}

describe("a redrive", () => {
  it("schedules a failed task again, under a new token and without entering its state", async () => {
    const run = await start(callbackMachine({ TimeoutSeconds: 50 }), { n: 1 });
    await fail(run, 1);
    const transition = await redrive(run);
    assert.deepEqual(since(run), ["7<6 ExecutionRedriven", "8<7 TaskScheduled", "9<8 TaskStarted"]);
    assert.deepEqual(transition.history[0]?.details, {
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
    assert.deepEqual([run.calls.at(-1)?.task, run.calls.at(-1)?.token], [2, "token-2"]);
    await succeed(run, 2, "yes");
    assert.deepEqual(
      [run.state.progress.status, run.state.progress.end?.output],
      ["SUCCEEDED", '"yes"'],
    );
  });

  it("gives retriers their attempts again", async () => {
    const run = await start(callbackMachine({ Retry: [{ ErrorEquals: ["No"], MaxAttempts: 1 }] }));
    await fail(run, 1);
    await run.at(T0, { kind: "timerFired", timer: 1 });
    await fail(run, 2);
    assert.equal(run.state.progress.status, "FAILED");
    await redrive(run);
    await run.at(LATER, { kind: "taskFailed", task: 3, error: "No" });
    assert.equal(run.state.progress.status, "RUNNING");
  });

  it("takes up only the branches that did not succeed", async () => {
    const run = await start({
      StartAt: "All",
      States: {
        All: { Type: "Parallel", Branches: ["A", "B", "C"].map(asking), End: true },
      },
    });
    await run.at(T0, { kind: "taskSucceeded", task: 1, output: '"a"' });
    await fail(run, 2);
    await redrive(run);
    assert.deepEqual(
      run.calls.map(({ stateName }) => stateName),
      ["A", "B", "C", "B", "C"],
    );
    await succeed(run, 5, "c");
    await succeed(run, 4, "b");
    assert.equal(run.state.progress.end?.output, '["a","b","c"]');
  });

  it("goes on with the items that a Map has not begun", async () => {
    const run = await start(
      {
        StartAt: "Each",
        States: {
          Each: { Type: "Map", MaxConcurrency: 1, ItemProcessor: asking("Item"), End: true },
        },
      },
      [1, 2],
    );
    await fail(run, 1);
    await redrive(run);
    await succeed(run, 2, "one");
    await succeed(run, 3, "two");
    assert.equal(run.state.progress.end?.output, '["one","two"]');
  });

  it("evaluates again what could not be evaluated, and enters Fail again", async () => {
    const failing = { StartAt: "F", States: { F: { Type: "Fail", Error: "E" } } };
    const run = await start(failing);
    await redrive(run);
    assert.deepEqual(since(run), [
      "4<3 ExecutionRedriven",
      "5<4 FailStateEntered",
      "6<5 ExecutionFailed",
    ]);
  });

  it("starts the time of the machine anew", async () => {
    const run = await start({ ...callbackMachine({}), TimeoutSeconds: 30 });
    await run.at(T0 + 30_000, { kind: "timerFired", timer: 1 });
    assert.equal(run.state.progress.status, "TIMED_OUT");
    await redrive(run);
    assert.deepEqual(run.timers(), [[2, LATER + 30_000]]);
  });

  it("shows itself in the context object", async () => {
    const run = await start(
      callbackMachine({ Parameters: { "n.$": "$$.Execution.RedriveCount" } }),
    );
    await fail(run, 1);
    await redrive(run);
    assert.deepEqual(
      run.calls.map(({ parameters }) => parameters),
      [{ n: 0 }, { n: 1 }],
    );
  });

  it("means nothing to an execution that runs or has succeeded", async () => {
    const run = await start(callbackMachine({}));
    assert.ok((await play(run, LATER, { kind: "redriveRequested" })).isStale);
    await succeed(run, 1, null);
    assert.ok((await play(run, LATER, { kind: "redriveRequested" })).isStale);
  });
});
