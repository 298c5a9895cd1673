// Step Functions as AWS's own client for JavaScript meets it: redriving what has failed.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { ListExecutionsCommand, RedriveExecutionCommand } from "@aws-sdk/client-sfn";
import {
  FAIL,
  PASS,
  rejects,
  startStepFunctions,
  UNKNOWN_EXECUTION,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, describeExecution } = server;

function redrive(executionArn: string, clientToken?: string) {
  return client.send(new RedriveExecutionCommand({ executionArn, clientToken }));
}

describe("a redrive", () => {
  it("takes a failed execution up again and is told of from then on", async () => {
    const stateMachineArn = await createMachine(FAIL);
    const executionArn = await start(stateMachineArn);
    assert.equal((await describeExecution(executionArn)).redriveStatus, "REDRIVABLE");
    const { redriveDate } = await redrive(executionArn);
    const described = await describeExecution(executionArn);
    assert.deepEqual(
      [described.status, described.redriveCount, described.redriveDate],
      ["FAILED", 1, redriveDate],
    );
    const list = async (redriveFilter: "REDRIVEN" | "NOT_REDRIVEN") => {
      const page = { stateMachineArn, redriveFilter };
      const { executions } = await client.send(new ListExecutionsCommand(page));
      return executions?.map(({ redriveCount }) => redriveCount);
    };
    assert.deepEqual([await list("REDRIVEN"), await list("NOT_REDRIVEN")], [[1], []]);
  });

  it("happens once for one client token, and again for another", async () => {
    const executionArn = await start(await createMachine(FAIL));
    const first = await redrive(executionArn, "one");
    assert.deepEqual((await redrive(executionArn, "one")).redriveDate, first.redriveDate);
    assert.equal((await describeExecution(executionArn)).redriveCount, 1);
    await redrive(executionArn, "two");
    assert.equal((await describeExecution(executionArn)).redriveCount, 2);
  });

  it("is refused for what has succeeded, and for what is not there", async () => {
    const executionArn = await start(await createMachine(PASS));
    await rejects(redrive(executionArn), "ExecutionNotRedrivable", /^Execution is SUCCEEDED and/);
    await rejects(redrive(UNKNOWN_EXECUTION), "ExecutionDoesNotExist", /Nobody:nothing/);
  });
});
