// The work of activities, as AWS's own client for JavaScript asks for it.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateActivityCommand,
  DeleteActivityCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { definitionOf, PREFIX, rejects, startStepFunctions } from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, describeExecution } = server;

let activities = 0;

/** An activity of its own, and a machine that asks it for work. */
async function createWork(fields: object = {}) {
  const name = `Activity${++activities}`;
  const { activityArn = "" } = await client.send(new CreateActivityCommand({ name }));
  const task = { Type: "Task", Resource: activityArn, End: true, ...fields };
  return { activityArn, machine: await createMachine(definitionOf({ A: task })) };
}

const poll = (activityArn: string, workerName?: string, abortSignal?: AbortSignal) =>
  client.send(
    new GetActivityTaskCommand({ activityArn, ...(workerName !== undefined && { workerName }) }),
    abortSignal && { abortSignal },
  );

async function typesOf(executionArn: string): Promise<unknown> {
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  return events?.map(({ type }) => type).slice(2);
}

async function ended(executionArn: string) {
  for (;;) {
    const { status, output, error, cause } = await describeExecution(executionArn);
    if (status !== "RUNNING") return { status, output, error, cause };
    await sleep(20);
  }
}

describe("GetActivityTask", () => {
  it("hands out the input and a token, with which the worker gives its result", async () => {
    const { activityArn, machine } = await createWork();
    const executionArn = await start(machine, '{"amount": 12.50}');
    const { taskToken, input } = await poll(activityArn, "worker 1");
    assert.equal(input, '{"amount":12.5}');
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok":true}' }));
    assert.equal((await ended(executionArn)).output, '{"ok":true}');
    assert.deepEqual(await typesOf(executionArn), [
      "ActivityScheduled",
      "ActivityStarted",
      "ActivitySucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    const again = new SendTaskSuccessCommand({ taskToken, output: "{}" });
    await rejects(client.send(again), "TaskTimedOut", /does not exist anymore/);
  });

  it("takes the worker's failure for the task's", async () => {
    const { activityArn, machine } = await createWork();
    const executionArn = await start(machine);
    const { taskToken } = await poll(activityArn);
    await client.send(new SendTaskFailureCommand({ taskToken, error: "Broken", cause: "why" }));
    const { status, error, cause } = await ended(executionArn);
    assert.deepEqual([status, error, cause], ["FAILED", "Broken", "why"]);
    assert.deepEqual(await typesOf(executionArn), [
      "ActivityScheduled",
      "ActivityStarted",
      "ActivityFailed",
      "ExecutionFailed",
    ]);
  });

  it("waits until there is work, and gives each piece to one worker, the oldest first", async () => {
    const { activityArn, machine } = await createWork();
    const polls = [1, 2, 3].map(() => poll(activityArn));
    await sleep(50);
    for (const input of ["1", "2", "3"]) await start(machine, input);
    const taken = await Promise.all(polls);
    assert.deepEqual(taken.map(({ input }) => input).sort(), ["1", "2", "3"]);
    for (const input of ["4", "5", "6"]) await start(machine, input);
    for (const expected of ["4", "5", "6"]) {
      assert.equal((await poll(activityArn)).input, expected);
    }
  });

  it("forgets a worker that hangs up, and loses no work by it", async () => {
    const { activityArn, machine } = await createWork();
    const gone = new AbortController();
    const polled = poll(activityArn, "gone", gone.signal);
    await sleep(50);
    gone.abort();
    await assert.rejects(polled, { name: "AbortError" });
    await sleep(50);
    const executionArn = await start(machine);
    assert.equal((await poll(activityArn, "here")).input, "{}");
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    assert.equal(events?.[3]?.activityStartedEventDetails?.workerName, "here");
  });

  it("hands out the next attempt of a task under another token", async () => {
    const Retry = [{ ErrorEquals: ["Again"], IntervalSeconds: 1, MaxAttempts: 1 }];
    const { activityArn, machine } = await createWork({ Retry });
    const executionArn = await start(machine, "[]");
    const first = await poll(activityArn);
    const { taskToken } = first;
    await client.send(new SendTaskFailureCommand({ taskToken, error: "Again" }));
    const second = await poll(activityArn);
    assert.notEqual(second.taskToken, taskToken);
    const result = { taskToken: second.taskToken, output: "2" };
    await client.send(new SendTaskSuccessCommand(result));
    assert.equal((await ended(executionArn)).output, "2");
  });

  it("hands out nothing of an execution that was stopped", async () => {
    const { activityArn, machine } = await createWork();
    await client.send(new StopExecutionCommand({ executionArn: await start(machine, "1") }));
    await start(machine, "2");
    assert.equal((await poll(activityArn)).input, "2");
  });

  it("is called by workflows too", async () => {
    const { activityArn, machine } = await createWork();
    const Resource = "arn:aws:states:::aws-sdk:sfn:getActivityTask";
    const worker = await createMachine(
      definitionOf({
        A: { Type: "Task", Resource, Parameters: { ActivityArn: activityArn }, Next: "B" },
        B: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
          Parameters: { "TaskToken.$": "$.TaskToken", "Output.$": "$.Input" },
          End: true,
        },
      }),
    );
    const working = await start(worker);
    const executionArn = await start(machine, '{"by":"a workflow"}');
    assert.equal((await ended(executionArn)).output, '{"by":"a workflow"}');
    assert.equal((await ended(working)).status, "SUCCEEDED");
  });

  it("is for activities that are there", async () => {
    const { activityArn, machine } = await createWork();
    await client.send(new DeleteActivityCommand({ activityArn }));
    const message = `Activity Does Not Exist: '${activityArn}'`;
    await rejects(poll(activityArn), "ActivityDoesNotExist", message);
    const unknown = `${PREFIX}:activity:nobody`;
    await rejects(poll(unknown), "ActivityDoesNotExist", `Activity Does Not Exist: '${unknown}'`);
    await rejects(poll("x"), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'");
    await rejects(poll(`${PREFIX}:stateMachine:M`), "InvalidArn", /context: stateMachine'$/);
    await rejects(poll(activityArn, "w".repeat(81)), "ValidationException", /at 'workerName'/);
    const executionArn = await start(machine);
    const { error, cause } = await ended(executionArn);
    assert.equal(error, "States.Runtime");
    assert.match(cause ?? "", /The activity arn:aws:states:\S+ does not exist\.$/);
  });
});
