// Executions that Task states start, and this server's own operations as tasks, as AWS's own client for
// JavaScript meets them.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
  definitionOf,
  FAIL,
  PASS,
  type StepFunctions,
  startStepFunctions,
  UNKNOWN_MACHINE,
  WAIT,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, describeExecution } = server;

async function ended(executionArn: string) {
  for (;;) {
    const described = await describeExecution(executionArn);
    if (described.status !== "RUNNING") return described;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function parentOf(resource: string, parameters: object): string {
  const Resource = `arn:aws:states:::${resource}`;
  return definitionOf({ A: { Type: "Task", Resource, Parameters: parameters, End: true } });
}

async function run(resource: string, parameters: object) {
  return ended(await start(await createMachine(parentOf(resource, parameters))));
}

async function history(executionArn: string) {
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  return events;
}

async function childrenOf(stateMachineArn: string) {
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions;
}

async function only<T>(list: () => Promise<readonly T[]>): Promise<T> {
  for (;;) {
    const [first, ...others] = await list();
    assert.equal(others.length, 0);
    if (first !== undefined) return first;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("states:startExecution", () => {
  it("goes on as soon as the other execution has started", async () => {
    const child = await createMachine(WAIT);
    const parent = await run("states:startExecution", {
      StateMachineArn: child,
      Input: { a: 1 },
      Name: "n",
    });
    const output = JSON.parse(parent.output ?? "");
    assert.equal(output.ExecutionArn, `${child.replace(":stateMachine:", ":execution:")}:n`);
    assert.equal(typeof output.StartDate, "number");
    assert.equal(output.SdkHttpMetadata.HttpStatusCode, 200);
    assert.equal((await describeExecution(output.ExecutionArn)).input, '{"a":1}');
  });

  it("gives the other execution a UUID for a name, and text as it is for its input", async () => {
    const child = await createMachine(PASS);
    await run("states:startExecution.sync", { StateMachineArn: child, Input: "[1]" });
    const { name = "", executionArn } = await only(() => childrenOf(child));
    assert.match(name, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    assert.equal((await describeExecution(executionArn ?? "")).input, "[1]");
  });

  it("fails with the errors of the API", async () => {
    const none = await run("states:startExecution", { StateMachineArn: UNKNOWN_MACHINE });
    assert.equal(none.error, "StepFunctions.StateMachineDoesNotExistException");
    assert.match(
      none.cause ?? "",
      /^State Machine Does Not Exist: '.*' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: .*; Proxy: null\)$/,
    );
    const unknown = await run("states:startExecution", { Machine: "x" });
    assert.equal(unknown.error, "States.Runtime");
    assert.match(unknown.cause ?? "", /The field 'Machine' is not supported by Step Functions/);
    const child = await createMachine(PASS);
    const named = { StateMachineArn: child, Name: "taken" };
    await run("states:startExecution.sync", named);
    const taken = await run("states:startExecution.sync", named);
    assert.equal(taken.error, "StepFunctions.ExecutionAlreadyExistsException");
  });
});

describe("states:startExecution.sync", () => {
  it("waits for the end, and gets input and output as text", async () => {
    const child = await createMachine(PASS);
    const parent = await run("states:startExecution.sync", { StateMachineArn: child });
    const { ExecutionArn, Name, StartDate, StopDate, ...output } = JSON.parse(parent.output ?? "");
    assert.equal(ExecutionArn, `${child.replace(":stateMachine:", ":execution:")}:${Name}`);
    assert.ok(StopDate >= StartDate);
    assert.deepEqual(output, {
      Input: "{}",
      InputDetails: { Included: true },
      Output: '{"a":1}',
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: "NOT_REDRIVABLE",
      RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
      StateMachineArn: child,
      Status: "SUCCEEDED",
    });
    const types = (await history(parent.executionArn ?? "")).map(({ type }) => type);
    assert.deepEqual(types.slice(2, 6), [
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
    ]);
  });

  it("gets them as JSON with .sync:2", async () => {
    const child = await createMachine(PASS);
    const parent = await run("states:startExecution.sync:2", { StateMachineArn: child, Input: 1 });
    const { Input, Output } = JSON.parse(parent.output ?? "");
    assert.deepEqual([Input, Output], [1, { a: 1 }]);
  });

  it("fails with what the other execution has failed with", async () => {
    const child = await createMachine(FAIL);
    const parent = await run("states:startExecution.sync:2", { StateMachineArn: child });
    assert.equal(parent.error, "States.TaskFailed");
    const { Status, Error: error, Cause, Input } = JSON.parse(parent.cause ?? "");
    assert.deepEqual([Status, error, Cause, Input], ["FAILED", "Declined", "Too expensive", "{}"]);
  });

  it("waits for executions that wait themselves", async () => {
    const { child, parent } = await startPair(server, WAIT);
    assert.equal((await describeExecution(parent)).status, "RUNNING");
    await client.send(new StopExecutionCommand({ executionArn: child, error: "Enough" }));
    const { error, cause } = await ended(parent);
    assert.equal(error, "States.TaskFailed");
    assert.equal(JSON.parse(cause ?? "").Status, "ABORTED");
    assert.equal(JSON.parse(cause ?? "").Error, "Enough");
  });

  it("stops the other execution when it is stopped", async () => {
    const { child, parent } = await startPair(server, WAIT);
    await client.send(new StopExecutionCommand({ executionArn: parent }));
    assert.equal((await ended(child)).status, "ABORTED");
  });

  it("is ended by its token as well, and the other execution goes on", async () => {
    const child = await createMachine(WAIT);
    const parameters = { StateMachineArn: child, Input: { "token.$": "$$.Task.Token" } };
    const parent = await start(await createMachine(parentOf(SYNC, parameters)));
    const { executionArn = "" } = await only(() => childrenOf(child));
    const { input } = await describeExecution(executionArn);
    const { token: taskToken } = JSON.parse(input ?? "");
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '"early"' }));
    assert.equal((await ended(parent)).output, '"early"');
    assert.equal((await describeExecution(executionArn)).status, "RUNNING");
  });

  it("ends as deep as executions start one another", async () => {
    let machine = await createMachine(PASS);
    for (let depth = 0; depth < 5; depth++) {
      machine = await createMachine(parentOf(`${SYNC}:2`, { StateMachineArn: machine }));
    }
    const { status, output } = await ended(await start(machine));
    assert.equal(status, "SUCCEEDED");
    assert.equal(JSON.parse(output ?? "").Output.Output.Output.Output.Output.a, 1);
  });
});

const SYNC = "states:startExecution.sync";

async function startPair({ createMachine: create, start: begin }: StepFunctions, machine: string) {
  const stateMachineArn = await create(machine);
  const parent = await begin(await create(parentOf(SYNC, { StateMachineArn: stateMachineArn })));
  const { executionArn = "" } = await only(() => childrenOf(stateMachineArn));
  await only(async () =>
    (await history(parent)).filter(({ type }) => type === "TaskSubmitted").map(({ id }) => id),
  );
  return { child: executionArn, parent };
}

describe("aws-sdk:sfn and aws-sdk:sns", () => {
  it("call this server itself, in PascalCase both ways", async () => {
    const machine = await createMachine(PASS, { name: "Described" });
    const described = await run("aws-sdk:sfn:describeStateMachine", { StateMachineArn: machine });
    const { Name, Status, CreationDate } = JSON.parse(described.output ?? "");
    assert.deepEqual([Name, Status], ["Described", "ACTIVE"]);
    assert.match(CreationDate, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const topic = await run("aws-sdk:sns:createTopic", { Name: "made" });
    assert.equal(
      JSON.parse(topic.output ?? "").TopicArn,
      "arn:aws:sns:us-east-1:000000000000:made",
    );
  });

  it("turn JSON into text where the API takes text", async () => {
    const { executionArn, taskToken } = await server.startAsking();
    await run("aws-sdk:sfn:sendTaskSuccess", { TaskToken: taskToken, Output: { approved: true } });
    assert.equal((await ended(executionArn)).output, '{"approved":true}');
  });

  it("fail with the errors of the SDK for Java", async () => {
    const token = await run("aws-sdk:sfn:sendTaskSuccess", { TaskToken: "none", Output: "text" });
    assert.equal(token.error, "Sfn.InvalidTokenException");
    assert.match(
      token.cause ?? "",
      /^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: \S+\) \(SDK Attempt Count: 1\)$/,
    );
    const topic = await run("aws-sdk:sns:getTopicAttributes", {
      TopicArn: "arn:aws:sns:us-east-1:000000000000:none",
    });
    assert.equal(topic.error, "Sns.NotFoundException");
    const field = await run("aws-sdk:sfn:stopExecution", { Arn: "x" });
    assert.equal(field.error, "States.Runtime");
    const operation = await run("aws-sdk:sfn:flyAway", {});
    assert.equal(operation.error, "Sfn.SfnException");
    const missing = await run("aws-sdk:sfn:stopExecution", {});
    assert.equal(missing.error, "Sfn.ValidationException");
  });
});
