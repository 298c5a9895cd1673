import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { advance } from "./advance.ts";
import { callbackMachine, play, type Run, start, T0, typesOf } from "./testing.ts";

/** Lets an execution that only pauses run to its end; answers how often it did. */
async function playPauses(run: Run): Promise<number> {
  let pauses = 0;
  while (run.state.progress.status === "RUNNING") {
    const [timer] = run.timers();
    assert.ok(timer, "a running execution waits for something");
    pauses += 1;
    await run.at(T0, { kind: "timerFired", timer: timer[0] });
  }
  return pauses;
}

describe("advance()", () => {
  it("runs a chain of pure states in one transition", async () => {
    const run = await start({
      StartAt: "A",
      States: {
        A: { Type: "Pass", Result: 1, ResultPath: "$.a", Next: "B" },
        B: {
          Type: "Choice",
          Choices: [{ Variable: "$.a", NumericEquals: 1, Next: "C" }],
          Default: "D",
        },
        C: { Type: "Succeed" },
        D: { Type: "Fail" },
      },
    });
    assert.deepEqual(typesOf(run.history), [
      "ExecutionStarted",
      "PassStateEntered",
      "PassStateExited",
      "ChoiceStateEntered",
      "ChoiceStateExited",
      "SucceedStateEntered",
      "SucceedStateExited",
      "ExecutionSucceeded",
    ]);
    assert.equal(run.state.progress.status, "SUCCEEDED");
    assert.equal(run.state.progress.end?.output, '{"a":1}');
    assert.deepEqual(
      run.history.map(({ id, previousEventId }) => [id, previousEventId]),
      [
        [1, 0],
        [2, 0],
        [3, 2],
        [4, 3],
        [5, 4],
        [6, 5],
        [7, 6],
        [8, 7],
      ],
    );
  });

  it("ends in Fail without an Exited event and with empty details when it says nothing", async () => {
    const run = await start({ StartAt: "F", States: { F: { Type: "Fail" } } });
    assert.deepEqual(typesOf(run.history), [
      "ExecutionStarted",
      "FailStateEntered",
      "ExecutionFailed",
    ]);
    assert.deepEqual(run.history.at(-1)?.details, { executionFailedEventDetails: {} });
  });

  it("waits until its instant and not before", async () => {
    const run = await start({
      StartAt: "W",
      States: { W: { Type: "Wait", Seconds: 5, End: true } },
    });
    assert.deepEqual(run.timers(), [[1, T0 + 5_000]]);
    await run.at(T0 + 5_000, { kind: "timerFired", timer: 1 });
    assert.equal(run.state.progress.status, "SUCCEEDED");
    assert.deepEqual(run.timers(), []);
  });

  it("goes straight on when the instant to wait for has passed", async () => {
    const run = await start({
      StartAt: "W",
      States: { W: { Type: "Wait", Timestamp: "2020-01-01T00:00:00Z", End: true } },
    });
    assert.equal(run.state.progress.status, "SUCCEEDED");
    assert.deepEqual(run.timers(), []);
  });

  it("fails with the state's name and event in the cause when a path leads nowhere", async () => {
    const run = await start({
      StartAt: "P",
      States: { P: { Type: "Pass", InputPath: "$.missing", End: true } },
    });
    assert.deepEqual(run.state.progress.end, {
      at: T0,
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'P' (entered at the event id #2). " +
        "Invalid path '$.missing' : No results for path: $['missing']",
    });
  });

  it("fails when nothing matches and there is no Default", async () => {
    const run = await start({
      StartAt: "C",
      States: {
        C: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: "S" }] },
        S: { Type: "Succeed" },
      },
    });
    assert.equal(run.state.progress.end?.error, "States.NoChoiceMatched");
  });

  it("refuses payloads over 256 KiB", async () => {
    const run = await start(
      {
        StartAt: "P",
        States: {
          P: {
            Type: "Pass",
            Parameters: { "both.$": "States.Array($.text, $.text)" },
            End: true,
          },
        },
      },
      { text: "é".repeat(70_000) },
    );
    assert.equal(run.state.progress.end?.error, "States.DataLimitExceeded");
  });

  it("refuses payloads that a loop has nested too deep", async () => {
    const run = await start({
      StartAt: "Nest",
      States: {
        Nest: { Type: "Pass", Parameters: { "a.$": "$" }, Next: "Again" },
        Again: {
          Type: "Choice",
          Choices: [{ Variable: "$.end", IsPresent: true, Next: "Done" }],
          Default: "Nest",
        },
        Done: { Type: "Succeed" },
      },
    });
    await playPauses(run);
    assert.equal(run.state.progress.end?.error, "States.DataLimitExceeded");
  });

  it("times the whole execution out with neither error nor cause", async () => {
    const run = await start({
      ...callbackMachine({}),
      TimeoutSeconds: 60,
    });
    await run.at(T0 + 60_000, { kind: "timerFired", timer: 1 });
    assert.deepEqual(run.state.progress.end, { at: T0 + 60_000 });
    assert.equal(run.state.progress.status, "TIMED_OUT");
    assert.deepEqual(run.closedTasks, [[1, "cancelled"]]);
    assert.deepEqual(run.timers(), []);
  });

  it("aborts with an event that has no parent and calls off what it waited for", async () => {
    const run = await start(callbackMachine({ TimeoutSeconds: 60, HeartbeatSeconds: 10 }));
    await run.at(T0 + 1, { kind: "stopRequested", error: "E", cause: "C" });
    assert.deepEqual(run.history.at(-1), {
      id: 5,
      previousEventId: 0,
      type: "ExecutionAborted",
      at: T0 + 1,
      details: { executionAbortedEventDetails: { error: "E", cause: "C" } },
    });
    assert.deepEqual(run.closedTasks, [[1, "cancelled"]]);
    assert.deepEqual(run.timers(), []);
  });

  it("splits an endless loop into commits and ends it when the history is full", async () => {
    const run = await start({
      StartAt: "A",
      States: {
        A: { Type: "Pass", Next: "B" },
        B: {
          Type: "Choice",
          Choices: [{ Variable: "$.end", IsPresent: true, Next: "C" }],
          Default: "A",
        },
        C: { Type: "Succeed" },
      },
    });
    assert.equal(await playPauses(run), 4);
    assert.equal(run.state.progress.end?.error, "States.Runtime");
    assert.match(run.state.progress.end?.cause ?? "", /maximum number of history events/);
    assert.ok(run.history.length <= 25_000);
  });

  it("starts only once", async () => {
    const run = await start(callbackMachine({}));
    const again = await advance(run.machine, run.state, {
      kind: "executionStarted",
      at: T0,
      seed: "x",
    });
    assert.equal(again.isStale, true);
    assert.equal(again.after, run.state);
  });

  it("shows expressions the context object", async () => {
    const run = await start({
      StartAt: "P",
      States: { P: { Type: "Pass", Parameters: { "c.$": "$$" }, End: true } },
    });
    assert.deepEqual(JSON.parse(run.state.progress.end?.output ?? ""), {
      c: {
        Execution: {
          Id: "arn:aws:states:us-east-1:000000000000:execution:m:e",
          Input: {},
          StartTime: "2026-01-01T00:00:00Z",
          Name: "e",
          RoleArn: "arn:aws:iam::000000000000:role/r",
          RedriveCount: 0,
        },
        StateMachine: { Id: "arn:aws:states:us-east-1:000000000000:stateMachine:m", Name: "m" },
        State: { Name: "P", EnteredTime: "2026-01-01T00:00:00Z" },
      },
    });
  });
});

describe("a task that waits for its token", () => {
  it("records the submission, then the answer, and goes on with it", async () => {
    const run = await start(callbackMachine({ ResultPath: "$.r" }), { in: 1 });
    assert.equal(run.calls.length, 1);
    assert.deepEqual(run.calls[0]?.parameters, { Message: run.calls[0]?.token });
    await run.at(T0 + 1, { kind: "taskSubmitted", task: 1, output: '{"MessageId":"m"}' });
    await run.at(T0 + 2, { kind: "taskSucceeded", task: 1, output: '{"ok":true}' });
    assert.deepEqual(typesOf(run.history).slice(1), [
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    assert.equal(run.state.progress.end?.output, '{"in":1,"r":{"ok":true}}');
    assert.deepEqual(run.closedTasks, [[1, "succeeded"]]);
  });

  it("takes one answer; every later one is stale and changes nothing", async () => {
    const run = await start(callbackMachine({}));
    await run.at(T0 + 2, { kind: "taskSucceeded", task: 1, output: "1" });
    const before = run.state;
    const late = await play(run, T0 + 3, { kind: "taskFailed", task: 1, error: "E" });
    assert.equal(late.isStale, true);
    assert.equal(late.after, before);
    assert.deepEqual([late.history, late.effects], [[], []]);
  });

  it("is failed without error and cause, and Catch sees nulls", async () => {
    const run = await start(
      callbackMachine({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }] }),
    );
    await run.at(T0 + 1, { kind: "taskFailed", task: 1 });
    const failed = run.history.find(({ type }) => type === "TaskFailed");
    assert.deepEqual(failed?.details, {
      taskFailedEventDetails: { resource: "publish.waitForTaskToken", resourceType: "sns" },
    });
    assert.equal(run.state.progress.end?.output, '{"Error":null,"Cause":null}');
  });

  it("times out as States.Timeout, which fails the execution without a cause", async () => {
    const run = await start(callbackMachine({ TimeoutSeconds: 60 }));
    await run.at(T0 + 60_000, { kind: "timerFired", timer: 1 });
    assert.deepEqual(run.state.progress.end, { at: T0 + 60_000, error: "States.Timeout" });
    assert.equal(run.state.progress.status, "FAILED");
    assert.deepEqual(run.closedTasks, [[1, "timedOut"]]);
  });

  it("lives as long as heartbeats come, and a firing from before one is stale", async () => {
    const run = await start(callbackMachine({ HeartbeatSeconds: 10 }));
    await run.at(T0, { kind: "taskSubmitted", task: 1, output: "{}" });
    await run.at(T0 + 9_000, { kind: "taskHeartbeat", task: 1 });
    assert.deepEqual(run.timers(), [[1, T0 + 19_000]]);
    const early = await play(run, T0 + 10_000, { kind: "timerFired", timer: 1 });
    assert.equal(early.isStale, true);
    await run.at(T0 + 19_000, { kind: "timerFired", timer: 1 });
    assert.equal(run.state.progress.end?.error, "States.Timeout");
  });

  it("is caught by either name of a missed heartbeat", async () => {
    for (const name of ["States.Timeout", "States.HeartbeatTimeout"]) {
      const run = await start(
        callbackMachine({
          HeartbeatSeconds: 10,
          Catch: [{ ErrorEquals: [name], Next: "Caught" }],
        }),
      );
      await run.at(T0, { kind: "taskSubmitted", task: 1, output: "{}" });
      await run.at(T0 + 10_000, { kind: "timerFired", timer: 1 });
      assert.equal(run.state.progress.status, "SUCCEEDED", name);
    }
  });

  it("gets a new token with every attempt", async () => {
    const run = await start(
      callbackMachine({ Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 3, MaxAttempts: 2 }] }),
    );
    await run.at(T0, { kind: "taskFailed", task: 1, error: "E", cause: "first" });
    assert.deepEqual(run.timers(), [[1, T0 + 3_000]]);
    await run.at(T0 + 3_000, { kind: "timerFired", timer: 1 });
    assert.notEqual(run.calls[1]?.token, run.calls[0]?.token);
    const late = await play(run, T0 + 3_001, { kind: "taskSucceeded", task: 1, output: "1" });
    assert.equal(late.isStale, true);
    await run.at(T0 + 4_000, { kind: "taskFailed", task: 2, error: "E" });
    assert.deepEqual(run.timers(), [[2, T0 + 4_000 + 6_000]], "the delay doubles");
    await run.at(T0 + 10_000, { kind: "timerFired", timer: 2 });
    await run.at(T0 + 10_001, { kind: "taskFailed", task: 3, error: "E", cause: "last" });
    assert.deepEqual(run.state.progress.end, { at: T0 + 10_001, error: "E", cause: "last" });
  });

  it("tells its result how often it was retried, in both languages", async () => {
    const Ask = {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
      Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 3 }],
      End: true,
    };
    const Output = { retries: "{% $states.context.State.RetryCount %}" };
    const ResultSelector = { "retries.$": "$$.State.RetryCount" };
    for (const fields of [{ ResultSelector }, { QueryLanguage: "JSONata", Output }]) {
      const run = await start({ StartAt: "Ask", States: { Ask: { ...Ask, ...fields } } });
      await run.at(T0, { kind: "taskFailed", task: 1, error: "E" });
      await run.at(T0 + 3_000, { kind: "timerFired", timer: 1 });
      await run.at(T0 + 3_001, { kind: "taskSucceeded", task: 2, output: "{}" });
      assert.equal(run.state.progress.end?.output, '{"retries":1}');
    }
  });

  it("does not retry what is not named, and never States.Runtime", async () => {
    const run = await start(
      callbackMachine({
        Parameters: { "x.$": "$.missing" },
        Retry: [{ ErrorEquals: ["States.ALL"] }],
        Catch: [{ ErrorEquals: ["States.Runtime"], Next: "Caught" }],
      }),
    );
    assert.equal(run.state.progress.end?.error, "States.Runtime");
  });
});
