// Step Functions as AWS's own client for JavaScript meets it: executions.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  paginateListExecutions,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
  definitionOf,
  FAIL,
  PASS,
  PREFIX,
  rejects,
  startStepFunctions,
  UNKNOWN_EXECUTION,
  UNKNOWN_MACHINE,
  WAIT,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, describeExecution } = server;

describe("executions", () => {
  it("start, finish and are described", async () => {
    const stateMachineArn = await createMachine(PASS);
    const executionArn = await start(stateMachineArn, '{"x": 1}', "run-1");
    assert.equal(executionArn, `${stateMachineArn.replace(":stateMachine:", ":execution:")}:run-1`);
    const { $metadata, startDate, stopDate, ...described } = await describeExecution(executionArn);
    assert.equal($metadata.httpStatusCode, 200);
    assert((startDate?.getTime() ?? 0) <= (stopDate?.getTime() ?? 0));
    assert.deepEqual(described, {
      executionArn,
      stateMachineArn,
      name: "run-1",
      status: "SUCCEEDED",
      input: '{"x": 1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    });
    const { input, output, inputDetails } = await client.send(
      new DescribeExecutionCommand({ executionArn, includedData: "METADATA_ONLY" }),
    );
    assert.deepEqual([input, output, inputDetails], [undefined, undefined, { included: false }]);
  });

  it("fail with error and cause", async () => {
    const described = await describeExecution(await start(await createMachine(FAIL)));
    assert.equal(described.status, "FAILED");
    assert.equal(described.error, "Declined");
    assert.equal(described.cause, "Too expensive");
    assert.equal(described.redriveStatus, "REDRIVABLE");
    assert.equal(described.output, undefined);
    assert.equal(described.input, "{}");
  });

  it("are started once by the same name and input, while they run", async () => {
    const stateMachineArn = await createMachine(WAIT);
    const command = (input: string) =>
      new StartExecutionCommand({ stateMachineArn, name: "once", input });
    const [first, second] = await Promise.all([
      client.send(command("{}")),
      client.send(command("{}")),
    ]);
    assert.equal(second.executionArn, first.executionArn);
    assert.deepEqual(second.startDate, first.startDate);
    const exists = `Execution Already Exists: '${first.executionArn}'`;
    await rejects(client.send(command("{ }")), "ExecutionAlreadyExists", exists);
    const { executionArn } = first;
    await client.send(new StopExecutionCommand({ executionArn }));
    await rejects(client.send(command("{}")), "ExecutionAlreadyExists", exists);
  });

  const badInputs: [string, string][] = [
    ["", "Invalid execution input."],
    [
      "not json",
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token " +
        "'null', 'true' or 'false')",
    ],
    [
      "{'a': 1}",
      "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
    ],
  ];
  for (const [input, problem] of badInputs) {
    it(`do not start with the input ${JSON.stringify(input)}`, async () => {
      await rejects(
        start(await createMachine(PASS), input),
        "InvalidExecutionInput",
        `Invalid State Machine Execution Input: '${problem}'`,
      );
    });
  }

  it("start with any JSON value", async () => {
    const arn = await createMachine(definitionOf({ A: { Type: "Succeed" } }));
    for (const input of ["2", '"text"', "null", "[1]"]) {
      assert.equal((await describeExecution(await start(arn, input))).output, input);
    }
  });

  it("take 262,144 bytes of input, counted in UTF-8", async () => {
    const arn = await createMachine(FAIL);
    assert.ok(await start(arn, JSON.stringify("a".repeat(262_142))));
    await rejects(
      start(arn, JSON.stringify("a".repeat(262_143))),
      "ValidationException",
      "1 validation error detected: Value at 'input' failed to satisfy constraint: " +
        "Member must have length less than or equal to 262144",
    );
    await rejects(
      start(arn, JSON.stringify("é".repeat(131_072))),
      "InvalidExecutionInput",
      /262144/,
    );
  });

  it("need a machine, a name and an ARN that can be", async () => {
    await rejects(
      start(UNKNOWN_MACHINE),
      "StateMachineDoesNotExist",
      `State Machine Does Not Exist: '${UNKNOWN_MACHINE}'`,
    );
    await rejects(start("nonsense"), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: nonsense'");
    await rejects(
      start(await createMachine(PASS), "{}", "a/b"),
      "InvalidName",
      "Invalid Name: 'a/b'",
    );
    await rejects(
      describeExecution(UNKNOWN_EXECUTION),
      "ExecutionDoesNotExist",
      `Execution Does Not Exist: '${UNKNOWN_EXECUTION}'`,
    );
    await rejects(
      describeExecution(`${PREFIX}:express:M:E:ID`),
      "InvalidArn",
      "Invalid Arn: 'Resource type not valid in this context: express'",
    );
  });

  it("stop once, and keep that end", async () => {
    const executionArn = await start(await createMachine(WAIT));
    const { stopDate } = await client.send(
      new StopExecutionCommand({ executionArn, error: "Cancelled", cause: "Not needed" }),
    );
    const again = await client.send(new StopExecutionCommand({ executionArn, error: "Other" }));
    assert.deepEqual(again.stopDate, stopDate);
    const described = await describeExecution(executionArn);
    assert.equal(described.status, "ABORTED");
    assert.equal(described.error, "Cancelled");
    assert.equal(described.cause, "Not needed");
    assert.deepEqual(described.stopDate, stopDate);
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    assert.partialDeepStrictEqual(events.at(-1), {
      type: "ExecutionAborted",
      previousEventId: 0,
      executionAbortedEventDetails: { error: "Cancelled", cause: "Not needed" },
    });
    await rejects(
      client.send(new StopExecutionCommand({ executionArn: UNKNOWN_EXECUTION })),
      "ExecutionDoesNotExist",
      /Nobody/,
    );
  });

  it("are listed newest first, by status, page by page", async () => {
    const stateMachineArn = await createMachine(WAIT);
    const started: string[] = [];
    for (let index = 0; index < 5; index++) started.unshift(await start(stateMachineArn));
    const running: string[] = [];
    const input = { stateMachineArn, statusFilter: "RUNNING" } as const;
    for await (const { executions = [] } of paginateListExecutions(
      { client, pageSize: 2 },
      input,
    )) {
      assert(executions.length <= 2);
      running.push(...executions.map(({ executionArn }) => executionArn ?? ""));
    }
    assert.deepEqual(running, started);
    const [executionArn] = started;
    await client.send(new StopExecutionCommand({ executionArn }));
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: "ABORTED" }),
    );
    assert.partialDeepStrictEqual(executions, [
      { executionArn, stateMachineArn, status: "ABORTED", redriveCount: 0 },
    ]);
    assert(executions[0]?.stopDate instanceof Date);
  });

  it("are listed of one machine that exists", async () => {
    const list = (input: object) => client.send(new ListExecutionsCommand(input));
    await rejects(list({}), "ValidationException", /must be specified/);
    await rejects(list({ stateMachineArn: UNKNOWN_MACHINE }), "StateMachineDoesNotExist", /Nobody/);
    const stateMachineArn = await createMachine(WAIT);
    await rejects(
      list({ stateMachineArn, statusFilter: "running" }),
      "ValidationException",
      /enum value set: \[SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING\]$/,
    );
    await rejects(list({ stateMachineArn, mapRunArn: "x" }), "ValidationException", /Only one/);
    await rejects(list({ mapRunArn: "x" }), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'");
    const mapRunArn = `${PREFIX}:mapRun:M/L:00000000-0000-4000-8000-000000000000`;
    await rejects(list({ mapRunArn }), "ResourceNotFound", `Resource not found: '${mapRunArn}'`);
    await rejects(
      list({ stateMachineArn, statusFilter: "PENDING_REDRIVE" }),
      "ValidationException",
      /mapRunArn/,
    );
    await Promise.all([start(stateMachineArn), start(stateMachineArn)]);
    const { nextToken } = await list({ stateMachineArn, maxResults: 1 });
    await rejects(
      list({ stateMachineArn, statusFilter: "RUNNING", nextToken }),
      "InvalidToken",
      "Invalid Token: 'Invalid token'",
    );
  });
});
