import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../base/json.ts";
import { play, type Run, start, T0, typesOf } from "./testing.ts";

const ASK = {
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
  Parameters: { "Message.$": "$$.Task.Token" },
};

function pass(fields: JsonObject = { End: true }): JsonObject {
  return { Type: "Pass", ...fields };
}

function branch(name: string, state: JsonObject): JsonObject {
  return { StartAt: name, States: { [name]: { End: true, ...state } } };
}

function parallel(branches: readonly JsonObject[], fields: JsonObject = {}): JsonObject {
  return {
    StartAt: "All",
    States: {
      All: { Type: "Parallel", Branches: branches, Next: "After", ...fields },
      After: pass(),
    },
  };
}

function map(state: JsonObject, fields: JsonObject = {}): JsonObject {
  return {
    StartAt: "Each",
    States: {
      Each: { Type: "Map", ItemProcessor: branch("Item", state), Next: "After", ...fields },
      After: pass(),
    },
  };
}

/** `id<previousEventId type` without the end of the history that does not matter. */
function tree({ history }: Run): string[] {
  return history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
}

function answer(run: Run, task: number, output: unknown) {
  return run.at(T0, { kind: "taskSucceeded", task, output: JSON.stringify(output) });
}

describe("a Parallel state", () => {
  it("runs its branches side by side and puts their outputs in a list", async () => {
    const two = {
      StartAt: "B",
      States: { B: pass({ Next: "C" }), C: pass({ Result: 2, End: true }) },
    };
    const run = await start(parallel([branch("A", pass({ Result: 1 })), two]), { n: 0 });
    assert.equal(run.state.progress.end?.output, "[1,2]");
    assert.deepEqual(tree(run).slice(1, 13), [
      "2<0 ParallelStateEntered",
      "3<2 ParallelStateStarted",
      "4<3 PassStateEntered",
      "5<4 PassStateExited",
      "6<3 PassStateEntered",
      "7<6 PassStateExited",
      "8<7 PassStateEntered",
      "9<8 PassStateExited",
      "10<9 ParallelStateSucceeded",
      "11<9 ParallelStateExited",
      "12<11 PassStateEntered",
      "13<12 PassStateExited",
    ]);
    assert.deepEqual(run.lines.changes(), [], "nothing of it was ever to be stored");
  });

  it("waits until the last branch has ended, whichever that is", async () => {
    const run = await start(parallel([branch("A", ASK), branch("B", ASK)]));
    assert.deepEqual([run.state.progress.frame, run.state.progress.hasLines], [undefined, true]);
    await answer(run, 2, "second");
    assert.equal(run.state.progress.status, "RUNNING");
    await answer(run, 1, "first");
    assert.equal(run.state.progress.end?.output, '["first","second"]');
    assert.deepEqual([...(await run.lines.listLines(0, 9))], []);
    assert.equal(await run.lines.findFork(0), undefined);
  });

  it("calls off what its other branches wait for when one fails", async () => {
    const sleep = { Type: "Wait", Seconds: 9 };
    const run = await start(parallel([branch("A", ASK), branch("B", ASK), branch("C", sleep)]));
    await run.at(T0, { kind: "taskFailed", task: 1, error: "No" });
    assert.deepEqual(tree(run).slice(-6), [
      "11<6 TaskFailed",
      "12<11 TaskStateAborted",
      "13<11 TaskStateAborted",
      "14<11 WaitStateAborted",
      "15<11 ParallelStateFailed",
      "16<15 ExecutionFailed",
    ]);
    assert.deepEqual(run.closedTasks, [
      [1, "failed"],
      [2, "cancelled"],
    ]);
    assert.deepEqual(run.timers(), []);
    assert.ok((await play(run, T0, { kind: "taskSucceeded", task: 2, output: "1" })).isStale);
  });

  it("begins anew by Retry and goes elsewhere by Catch, as one state", async () => {
    const handling = {
      Retry: [{ ErrorEquals: ["No"], MaxAttempts: 1, IntervalSeconds: 5 }],
      Catch: [{ ErrorEquals: ["No"], ResultPath: "$.why", Next: "After" }],
    };
    const run = await start(parallel([branch("A", ASK), branch("B", ASK)], handling), { n: 1 });
    await run.at(T0, { kind: "taskFailed", task: 2, error: "No" });
    const [[timer] = []] = run.timers();
    assert.deepEqual([...(await run.lines.listLines(1, 9))], [], "the branches are gone");
    await run.at(T0 + 5_000, { kind: "timerFired", timer: timer ?? 0 });
    assert.match(tree(run).at(-7) ?? "", /<10 ParallelStateStarted$/);
    await run.at(T0, { kind: "taskFailed", task: 3, error: "No" });
    assert.equal(run.state.progress.end?.output, '{"n":1,"why":{"Error":"No","Cause":null}}');
    assert.deepEqual(typesOf(run.history).slice(-5), [
      "ParallelStateFailed",
      "ParallelStateExited",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
    assert.deepEqual(
      run.lines.changes().filter(({ kind }) => kind.startsWith("put")),
      [],
    );
  });

  it("can stand in a branch of another, and fails with it", async () => {
    const inner = { Type: "Parallel", Branches: [branch("C", ASK), branch("D", ASK)] };
    const run = await start(parallel([branch("A", ASK), branch("B", inner)]));
    await run.at(T0, { kind: "taskFailed", task: 1, error: "No" });
    assert.deepEqual(
      run.history.slice(-7).map(({ type }) => type),
      [
        "TaskFailed",
        "TaskStateAborted",
        "TaskStateAborted",
        "TaskStateAborted",
        "ParallelStateAborted",
        "ParallelStateFailed",
        "ExecutionFailed",
      ],
    );
    assert.deepEqual(run.closedTasks.map(([task]) => task).toSorted(), [1, 2, 3]);
  });

  it("shows its branches the variables outside, and keeps theirs inside", async () => {
    const run = await start({
      QueryLanguage: "JSONata",
      StartAt: "Set",
      States: {
        Set: pass({ Assign: { a: 1 }, Next: "All" }),
        All: {
          Type: "Parallel",
          Branches: [
            {
              StartAt: "In",
              States: {
                In: { ...pass({ Assign: { b: "{% $a + 1 %}" }, Next: "Out" }) },
                Out: pass({ Output: "{% [$a, $b] %}", End: true }),
              },
            },
            branch("Later", { Type: "Wait", Seconds: 1, Output: "{% $a %}" }),
          ],
          Next: "After",
        },
        After: pass({ Output: { in: "{% $states.input %}", b: "{% $exists($b) %}" }, End: true }),
      },
    });
    await run.at(T0 + 1_000, { kind: "timerFired", timer: 1 });
    assert.equal(run.state.progress.end?.output, '{"in":[[1,2],1],"b":false}');
  });
});

describe("a Map state", () => {
  it("goes through a list, as many items at a time as it may", async () => {
    const run = await start(map(ASK, { MaxConcurrency: 2 }), ["a", "b", "c"]);
    assert.deepEqual(
      run.calls.map(({ line }) => line),
      [1, 2],
    );
    await answer(run, 2, "B");
    assert.deepEqual(
      run.calls.map(({ line }) => line),
      [1, 2, 3],
    );
    await answer(run, 3, "C");
    await answer(run, 1, "A");
    assert.equal(run.state.progress.end?.output, '["A","B","C"]');
  });

  it("starts every item at once without a limit", async () => {
    const run = await start(
      map(ASK),
      Array.from({ length: 100 }, (_, index) => index),
    );
    assert.equal(run.calls.length, 100);
  });

  it("gives each iteration its item, selected by the state", async () => {
    const fields = {
      ItemsPath: "$.list",
      ItemSelector: { "of.$": "$.n", "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value" },
    };
    const inside = pass({ Parameters: { "got.$": "$", "again.$": "$$.Map.Item.Value" } });
    const run = await start(map(inside, fields), { n: 7, list: ["x"] });
    assert.equal(run.state.progress.end?.output, '[{"got":{"of":7,"i":0,"v":"x"},"again":"x"}]');
  });

  it("succeeds at once when there is nothing to do", async () => {
    const run = await start(map(ASK), []);
    assert.deepEqual(tree(run).slice(1, 5), [
      "2<0 MapStateEntered",
      "3<2 MapStateStarted",
      "4<3 MapStateSucceeded",
      "5<3 MapStateExited",
    ]);
  });

  it("fails with its first failure and aborts the other iterations", async () => {
    const run = await start(map(ASK), [1, 2]);
    await run.at(T0, { kind: "taskFailed", task: 1, error: "No" });
    assert.deepEqual(typesOf(run.history).slice(-7), [
      "TaskFailed",
      "MapIterationFailed",
      "TaskStateAborted",
      "TaskStateAborted",
      "MapIterationAborted",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
  });

  it("goes on in another transition when one grows too long, and loses no item", async () => {
    const items = Array.from({ length: 4_000 }, (_, index) => index);
    const run = await start(map(pass({ End: true })), items);
    assert.ok(run.history.length < 6_000);
    for (let turn = 0; turn < 9 && run.state.progress.status === "RUNNING"; turn++) {
      const [[timer] = []] = run.timers();
      await run.at(T0, { kind: "timerFired", timer: timer ?? 0 });
    }
    assert.equal(run.state.progress.end?.output, JSON.stringify(items));
  });

  it("is given up when an execution stops in the middle of it", async () => {
    const run = await start(map(ASK, { MaxConcurrency: 1 }), [1, 2]);
    await run.at(T0, { kind: "stopRequested" });
    assert.deepEqual(run.closedTasks, [[1, "cancelled"]]);
    assert.equal(run.state.progress.status, "ABORTED");
  });
});
