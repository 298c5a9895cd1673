// Step Functions as AWS's own client for JavaScript meets it: task tokens.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, describe, it } from "node:test";
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { newId } from "../../src/base/ulid.ts";
import { mintTaskToken } from "../../src/execution/task-token.ts";
import { rejects, startStepFunctions } from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, startAsking, describeExecution } = server;

describe("task tokens", () => {
  const TIMED_OUT = "Task Timed Out: 'Provided task does not exist anymore'";
  const INVALID = "Invalid Token: 'Invalid token'";
  const succeed = (taskToken: string, output = '{"ok":true}') =>
    client.send(new SendTaskSuccessCommand({ taskToken, output }));

  it("complete their task with an output", async () => {
    const { executionArn, taskToken } = await startAsking();
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await succeed(taskToken, ' {"ok" : true} ');
    const described = await describeExecution(executionArn);
    assert.equal(described.status, "SUCCEEDED");
    assert.equal(described.output, '{"ok":true}');
  });

  it("fail their task, with or without words", async () => {
    const told = await startAsking();
    await client.send(
      new SendTaskFailureCommand({ taskToken: told.taskToken, error: "No", cause: "Because" }),
    );
    const toldOf = await describeExecution(told.executionArn);
    assert.deepEqual([toldOf.status, toldOf.error, toldOf.cause], ["FAILED", "No", "Because"]);
    const silent = await startAsking();
    await client.send(new SendTaskFailureCommand({ taskToken: silent.taskToken }));
    assert.equal((await describeExecution(silent.executionArn)).status, "FAILED");
  });

  it("count once: whoever comes second is told so", async () => {
    const { executionArn, taskToken } = await startAsking();
    const outcomes = await Promise.allSettled(
      ["1", "2"].map((output) => succeed(taskToken, output)),
    );
    const winners = outcomes.flatMap(({ status }, index) =>
      status === "fulfilled" ? [String(index + 1)] : [],
    );
    assert.deepEqual(winners, [(await describeExecution(executionArn)).output]);
    await rejects(succeed(taskToken), "TaskTimedOut", TIMED_OUT);
    await rejects(
      client.send(new SendTaskFailureCommand({ taskToken })),
      "TaskTimedOut",
      TIMED_OUT,
    );
    await rejects(
      client.send(new SendTaskHeartbeatCommand({ taskToken })),
      "TaskTimedOut",
      TIMED_OUT,
    );
  });

  it("end with their execution", async () => {
    const { executionArn, taskToken } = await startAsking();
    await client.send(new StopExecutionCommand({ executionArn }));
    await rejects(succeed(taskToken), "TaskTimedOut", TIMED_OUT);
  });

  it("are refused when forged, truncated, made up or too long", async () => {
    const { taskToken } = await startAsking();
    const swapped = (index: number) =>
      taskToken.slice(0, index) +
      (taskToken[index] === "A" ? "B" : "A") +
      taskToken.slice(index + 1);
    const forged = [swapped(0), swapped(20), swapped(59), taskToken.slice(0, -1), `${taskToken}A`];
    for (const token of [...forged, "x", "é", "A".repeat(60), `${taskToken} `]) {
      await rejects(succeed(token), "InvalidToken", INVALID);
    }
    await rejects(succeed("A".repeat(2049)), "ValidationException", /Value at 'taskToken'/);
    await succeed(taskToken);
  });

  it("are refused when another server made them", async (t) => {
    const { taskToken } = await startAsking();
    const other = await startStepFunctions();
    t.after(() => other.stop());
    await rejects(
      other.client.send(new SendTaskSuccessCommand({ taskToken, output: "{}" })),
      "InvalidToken",
      INVALID,
    );
  });

  it("of an execution that this server never had name no task", async (t) => {
    const secret = "the secret of both servers, long enough";
    const taskToken = mintTaskToken(createHmac("sha256", secret).update("task-token").digest(), {
      executionId: newId(Date.now()),
      task: 1,
    });
    const other = await startStepFunctions({ secret });
    t.after(() => other.stop());
    await rejects(
      other.client.send(new SendTaskSuccessCommand({ taskToken, output: "{}" })),
      "TaskDoesNotExist",
      /does not exist/,
    );
  });

  it("are not used up by an output that is no JSON or too large", async () => {
    const { taskToken } = await startAsking();
    await rejects(succeed(taskToken, "approved"), "InvalidOutput", /Unrecognized token 'approved'/);
    await rejects(succeed(taskToken, ""), "InvalidOutput", /^Invalid Output: '/);
    await rejects(
      succeed(taskToken, JSON.stringify("a".repeat(262_143))),
      "ValidationException",
      /Value at 'output' failed/,
    );
    await rejects(
      succeed(taskToken, JSON.stringify("é".repeat(131_072))),
      "InvalidOutput",
      /262144/,
    );
    await rejects(
      succeed(taskToken, "[".repeat(5000) + "]".repeat(5000)),
      "InvalidOutput",
      /depth/,
    );
    await succeed(taskToken);
  });
});
