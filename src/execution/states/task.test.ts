import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../../base/json.ts";
import { callbackMachine, play, type Run, start, T0, typesOf } from "../testing.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:approve";
const ACTIVITY = "arn:aws:states:us-east-1:000000000000:activity:review";

function taskMachine(fields: JsonObject): JsonObject {
  return { StartAt: "A", States: { A: { Type: "Task", End: true, ...fields } } };
}

/** What its events say between those of the state. */
function taskEvents({ history }: Run) {
  return history
    .filter(({ type }) => /^(?:LambdaFunction|Activity|Task(?!State))/.test(type))
    .map(({ type, details }) => [type, details]);
}

const BIG = JSON.stringify("a".repeat(270_000));

describe("a task whose resource is the ARN of a function", () => {
  it("is recorded under the names of functions", async () => {
    const run = await start(
      taskMachine({
        Resource: FUNCTION,
        TimeoutSeconds: 5,
        Credentials: { RoleArn: "arn:aws:iam::1:role/r" },
      }),
      { a: 1 },
    );
    await run.at(T0 + 1, { kind: "taskSucceeded", task: 1, output: '{"ok":true}' });
    assert.deepEqual(taskEvents(run), [
      [
        "LambdaFunctionScheduled",
        {
          lambdaFunctionScheduledEventDetails: {
            resource: FUNCTION,
            input: '{"a":1}',
            inputDetails: { truncated: false },
            timeoutInSeconds: 5,
            taskCredentials: { roleArn: "arn:aws:iam::1:role/r" },
          },
        },
      ],
      ["LambdaFunctionStarted", {}],
      [
        "LambdaFunctionSucceeded",
        {
          lambdaFunctionSucceededEventDetails: {
            output: '{"ok":true}',
            outputDetails: { truncated: false },
          },
        },
      ],
    ]);
  });

  it("fails and times out under the same names", async () => {
    const failed = await start(taskMachine({ Resource: FUNCTION }));
    await failed.at(T0, { kind: "taskFailed", task: 1, error: "E", cause: "C" });
    assert.deepEqual(taskEvents(failed).at(-1), [
      "LambdaFunctionFailed",
      { lambdaFunctionFailedEventDetails: { error: "E", cause: "C" } },
    ]);
    const late = await start(taskMachine({ Resource: FUNCTION, TimeoutSeconds: 1 }));
    await late.at(T0 + 1_000, { kind: "timerFired", timer: 1 });
    assert.deepEqual(taskEvents(late).at(-1), [
      "LambdaFunctionTimedOut",
      { lambdaFunctionTimedOutEventDetails: { error: "States.Timeout" } },
    ]);
  });

  it("may be caught by any name when it answers too much, and is named by its ARN", async () => {
    const run = await start({
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: FUNCTION,
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }],
          End: true,
        },
        B: { Type: "Pass", End: true },
      },
    });
    await run.at(T0, { kind: "taskSucceeded", task: 1, output: BIG });
    const caught = JSON.parse(run.state.progress.end?.output ?? "{}");
    assert.equal(caught.Error, "States.DataLimitExceeded");
    assert.match(caught.Cause, /^The state\/task 'arn:aws:lambda:.*:function:approve' returned/);
  });
});

describe("a task whose resource is an activity", () => {
  it("starts when a worker takes it, and only once", async () => {
    const run = await start(taskMachine({ Resource: ACTIVITY, HeartbeatSeconds: 9 }), { a: 1 });
    assert.deepEqual(taskEvents(run), [
      [
        "ActivityScheduled",
        {
          activityScheduledEventDetails: {
            resource: ACTIVITY,
            input: '{"a":1}',
            inputDetails: { truncated: false },
            heartbeatInSeconds: 9,
          },
        },
      ],
    ]);
    await run.at(T0 + 1, { kind: "taskStarted", task: 1, workerName: "w" });
    assert.deepEqual(taskEvents(run).at(-1), [
      "ActivityStarted",
      { activityStartedEventDetails: { workerName: "w" } },
    ]);
    assert.equal((await play(run, T0 + 2, { kind: "taskStarted", task: 1 })).isStale, true);
    await run.at(T0 + 3, { kind: "taskSucceeded", task: 1, output: "1" });
    assert.deepEqual(typesOf(run.history).slice(-3), [
      "ActivitySucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("counts its time from then on", async () => {
    const run = await start(
      taskMachine({ Resource: ACTIVITY, TimeoutSeconds: 60, HeartbeatSeconds: 9 }),
    );
    assert.deepEqual(run.timers(), []);
    await run.at(T0 + 5_000, { kind: "taskStarted", task: 1 });
    assert.deepEqual(run.timers(), [
      [1, T0 + 65_000],
      [2, T0 + 14_000],
    ]);
    await run.at(T0 + 14_000, { kind: "timerFired", timer: 2 });
    assert.deepEqual(taskEvents(run).at(-1), [
      "ActivityTimedOut",
      { activityTimedOutEventDetails: { error: "States.Timeout" } },
    ]);
    assert.deepEqual(run.timers(), []);
  });

  it("has a token, which its parameters cannot see", async () => {
    const run = await start(taskMachine({ Resource: ACTIVITY }));
    assert.equal(run.calls[0]?.token, "token-1");
    const blind = await start(
      taskMachine({ Resource: ACTIVITY, Parameters: { "t.$": "$$.Task.Token" } }),
    );
    assert.equal(blind.state.progress.end?.error, "States.Runtime");
  });
});

describe("a task that waits for the end of what it has started", () => {
  it("has a token, by which it may be ended as well", async () => {
    const run = await start(
      taskMachine({
        Resource: "arn:aws:states:::states:startExecution.sync",
        Parameters: { StateMachineArn: "arn", Input: { "token.$": "$$.Task.Token" } },
      }),
    );
    assert.deepEqual(run.calls[0]?.parameters, {
      StateMachineArn: "arn",
      Input: { token: "token-1" },
    });
    await run.at(T0, { kind: "taskSubmitted", task: 1, output: "{}" });
    await run.at(T0, { kind: "taskSucceeded", task: 1, output: "1" });
    assert.deepEqual(
      taskEvents(run).map(([type]) => type),
      ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"],
    );
  });
});

describe("the end of a callback", () => {
  async function endOf(submitted: { readonly isForPeople?: boolean } | undefined) {
    const run = await start(callbackMachine({ TimeoutSeconds: 60 }));
    if (submitted) await run.at(T0, { ...submitted, kind: "taskSubmitted", task: 1, output: "{}" });
    const { effects } = await run.at(T0 + 60_000, { kind: "timerFired", timer: 1 });
    return effects.find(({ kind }) => kind === "closeTask");
  }
  const end = { kind: "closeTask", task: 1, reason: "timedOut", isByToken: true };

  it("tells whether people were asked", async () => {
    assert.deepEqual(await endOf({ isForPeople: true }), { ...end, isForPeople: true });
    assert.deepEqual(await endOf({ isForPeople: false }), { ...end, isForPeople: false });
  });

  it("tells that nobody was asked before its resource has answered", async () => {
    assert.deepEqual(await endOf(undefined), { ...end, isForPeople: false });
  });

  it("does not tell what nobody has said", async () => {
    assert.deepEqual(await endOf({}), end);
  });
});

describe("the heartbeat of a callback", () => {
  it("is expected from when the resource has answered", async () => {
    const run = await start(callbackMachine({ HeartbeatSeconds: 10, TimeoutSeconds: 60 }));
    assert.deepEqual(run.timers(), [[1, T0 + 60_000]]);
    await run.at(T0 + 5_000, { kind: "taskSubmitted", task: 1, output: "{}" });
    assert.deepEqual(run.timers().at(-1), [2, T0 + 15_000]);
  });

  it("is caught with an empty cause when it is missed", async () => {
    const run = await start(
      callbackMachine({
        HeartbeatSeconds: 10,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
      }),
    );
    await run.at(T0, { kind: "taskSubmitted", task: 1, output: "{}" });
    await run.at(T0 + 10_000, { kind: "timerFired", timer: 1 });
    assert.equal(run.state.progress.end?.output, '{"Error":"States.Timeout","Cause":""}');
  });
});

describe("the call of a task", () => {
  it("is told when the task times out, and when its execution does", async () => {
    const run = await start({ ...callbackMachine({ TimeoutSeconds: 60 }), TimeoutSeconds: 90 });
    assert.equal(run.calls[0]?.timeoutAt, T0 + 60_000);
    assert.equal(run.calls[0]?.executionTimeoutAt, T0 + 90_000);
  });

  it("is told of no time that is not limited", async () => {
    const run = await start(callbackMachine({}));
    assert.ok(!("timeoutAt" in (run.calls[0] ?? {})));
    assert.ok(!("executionTimeoutAt" in (run.calls[0] ?? {})));
  });

  it("is told the time that a redrive gives its execution anew", async () => {
    const run = await start({ ...callbackMachine({}), TimeoutSeconds: 90 });
    await run.at(T0 + 10_000, { kind: "taskFailed", task: 1, error: "E" });
    await run.at(T0 + 20_000, { kind: "redriveRequested" });
    assert.equal(run.calls[1]?.executionTimeoutAt, T0 + 110_000);
  });
});
