// Tasks whose resource is a service of AWS, from one end to the other: AWS's own client for Step Functions in
// front, and something that stands in for AWS behind.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, describe, it } from "node:test";
import {
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { startStandIn } from "../../src/tasks/testing.ts";
import { definitionOf, startStepFunctions } from "../support/step-functions.ts";

const aws = await startStandIn();
Object.assign(process.env, aws.environment);
const server = await startStepFunctions();
after(async () => {
  await server.stop();
  await aws.close();
});
const { client, createMachine, start, describeExecution } = server;
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";

async function typesOf(executionArn: string): Promise<string[]> {
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  return events.map(({ type = "" }) => type);
}

async function ended(executionArn: string): Promise<string> {
  for (;;) {
    const { status = "" } = await describeExecution(executionArn);
    if (status !== "RUNNING") return status;
    await delay(10);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("a function as a resource", () => {
  it("is invoked, and its result is what the state puts out", async () => {
    aws.answer = ({ body }) => ({ body: `{"got":${body}}` });
    const machine = await createMachine(
      definitionOf({ A: { Type: "Task", Resource: FUNCTION, End: true } }),
    );
    const executionArn = await start(machine, '{"a":1}');
    assert.equal(await ended(executionArn), "SUCCEEDED");
    assert.equal((await describeExecution(executionArn)).output, '{"got":{"a":1}}');
    assert.deepEqual(await typesOf(executionArn), [
      "ExecutionStarted",
      "TaskStateEntered",
      "LambdaFunctionScheduled",
      "LambdaFunctionStarted",
      "LambdaFunctionSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  for (const how of ["its time is up", "its execution is stopped"]) {
    it(`is no longer called when ${how}`, async () => {
      const hungUp = Promise.withResolvers<void>();
      const called = Promise.withResolvers<void>();
      aws.answer = ({ gone }) => {
        gone.then(hungUp.resolve);
        called.resolve();
        return new Promise(() => undefined);
      };
      const limit = how === "its time is up" ? { TimeoutSeconds: 1 } : {};
      const state = { Type: "Task", Resource: FUNCTION, ...limit, End: true };
      const executionArn = await start(await createMachine(definitionOf({ A: state })));
      await called.promise;
      if (how !== "its time is up") await client.send(new StopExecutionCommand({ executionArn }));
      await hungUp.promise;
      assert.equal(await ended(executionArn), how === "its time is up" ? "FAILED" : "ABORTED");
    });
  }
});

describe("a message with a task token", () => {
  it("is recorded as sent before its answer, however quick that is", async () => {
    aws.answer = async ({ body }) => {
      const { MessageBody } = JSON.parse(body);
      const { token: taskToken } = JSON.parse(MessageBody);
      const answered = client.send(new SendTaskSuccessCommand({ taskToken, output: '"quick"' }));
      await Promise.race([answered, delay(50)]);
      const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
      return { body: JSON.stringify({ MessageId: "m", MD5OfMessageBody }) };
    };
    const state = {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: {
        QueueUrl: `${aws.url}/1/q`,
        MessageBody: { "token.$": "$$.Task.Token" },
      },
      End: true,
    };
    const executionArn = await start(await createMachine(definitionOf({ A: state })));
    assert.equal(await ended(executionArn), "SUCCEEDED");
    assert.deepEqual((await typesOf(executionArn)).slice(3, 6), [
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
    ]);
  });

  it("may be answered by the function that it is given to, before that returns", async () => {
    aws.answer = async ({ body }) => {
      const { token: taskToken } = JSON.parse(body);
      await client.send(new SendTaskSuccessCommand({ taskToken, output: '"inside"' }));
      return { body: "{}" };
    };
    const state = {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Parameters: { FunctionName: "f", Payload: { "token.$": "$$.Task.Token" } },
      End: true,
    };
    const executionArn = await start(await createMachine(definitionOf({ A: state })));
    assert.equal(await ended(executionArn), "SUCCEEDED");
    assert.equal((await describeExecution(executionArn)).output, '"inside"');
  });
});
