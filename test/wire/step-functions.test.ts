// Step Functions as AWS's own client for JavaScript meets it.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it, type TestContext } from "node:test";
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { newId } from "../../src/base/ulid.ts";
import type { Config } from "../../src/config/config.ts";
import { mintTaskToken } from "../../src/execution/task-token.ts";
import { checkAnswers } from "../support/check-answers.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";
import { query } from "../support/topics.ts";

const ROLE = "arn:aws:iam::000000000000:role/any";
const PREFIX = "arn:aws:states:us-east-1:000000000000";
const UNKNOWN_MACHINE = `${PREFIX}:stateMachine:Nobody`;
const UNKNOWN_EXECUTION = `${PREFIX}:execution:Nobody:nothing`;

const PASS = definitionOf({ A: { Type: "Pass", Result: { a: 1 }, End: true } });
const WAIT = definitionOf({ A: { Type: "Wait", Seconds: 86_400, End: true } });
const FAIL = definitionOf({ A: { Type: "Fail", Error: "Declined", Cause: "Too expensive" } });
const ASK = definitionOf({
  A: {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    Parameters: {
      TopicArn: "arn:aws:sns:us-east-1:000000000000:topic",
      Message: { "token.$": "$$.Task.Token" },
    },
    HeartbeatSeconds: 3600,
    End: true,
  },
});

let server: TestServer;
let client: SFNClient;
let names = 0;

function definitionOf(states: object): string {
  return JSON.stringify({ StartAt: "A", States: states });
}

function clientOf(url: string, secretAccessKey = "any"): SFNClient {
  const credentials = { accessKeyId: "AKIDTEST", secretAccessKey };
  const region = "us-east-1";
  const created = new SFNClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  checkAnswers(created);
  return created;
}

async function createMachine(
  definition: string,
  extra: Partial<CreateStateMachineCommandInput> = {},
): Promise<string> {
  const name = `Machine${++names}`;
  const input = { name, definition, roleArn: ROLE, ...extra };
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand(input));
  return stateMachineArn ?? "";
}

async function start(stateMachineArn: string, input?: string, name?: string): Promise<string> {
  const { executionArn } = await client.send(
    new StartExecutionCommand({
      stateMachineArn,
      ...(input !== undefined && { input }),
      ...(name !== undefined && { name }),
    }),
  );
  return executionArn ?? "";
}

/** Starts an execution that waits for its token, and reads the token from the history. */
async function startAsking(): Promise<{ executionArn: string; taskToken: string }> {
  const executionArn = await start(await createMachine(ASK));
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  const scheduled = events.find(({ type }) => type === "TaskScheduled");
  const parameters = scheduled?.taskScheduledEventDetails?.parameters ?? "{}";
  return { executionArn, taskToken: JSON.parse(parameters).Message.token };
}

function describeExecution(executionArn: string) {
  return client.send(new DescribeExecutionCommand({ executionArn }));
}

/** A second server for one test, and a client of it. */
async function startOther(
  t: TestContext,
  changes: Partial<Config> = {},
): Promise<{ url: string; clientWith: (secretAccessKey?: string) => SFNClient }> {
  const other = await startTestServer(changes);
  const clients: SFNClient[] = [];
  t.after(async () => {
    for (const opened of clients) opened.destroy();
    await other.stop();
  });
  return {
    url: other.url,
    clientWith(secretAccessKey) {
      const opened = clientOf(other.url, secretAccessKey);
      clients.push(opened);
      return opened;
    },
  };
}

async function rejects(request: Promise<unknown>, name: string, message: string | RegExp) {
  await assert.rejects(request, (error) => {
    assert(error instanceof Error);
    assert.equal(error.name, name, error.message.slice(0, 300));
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

/** A request as no client would send it. */
async function post(body: string | Uint8Array, target = "AWSStepFunctions.StartExecution") {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
  const response = await fetch(server.url, {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : Buffer.from(body),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

before(async () => {
  server = await startTestServer();
  client = clientOf(server.url);
  await query(server.url, { Action: "CreateTopic", Name: "topic" });
});

after(async () => {
  client.destroy();
  await server.stop();
});

describe("state machines", () => {
  it("are described as they were created, with AWS's defaults", async () => {
    const definition = ` ${PASS}\n`;
    const stateMachineArn = await createMachine(definition);
    const { $metadata, creationDate, ...described } = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn }),
    );
    assert.match($metadata.requestId ?? "", /^[0-9a-f-]{36}$/);
    assert(Math.abs(Date.now() - (creationDate?.getTime() ?? 0)) < 60_000);
    assert.deepEqual(described, {
      stateMachineArn,
      name: stateMachineArn.split(":").at(-1),
      status: "ACTIVE",
      definition,
      roleArn: ROLE,
      type: "STANDARD",
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    });
  });

  it("can be created again by the same words, whatever the role and the tags", async () => {
    const input = { name: "Same", definition: PASS, roleArn: ROLE };
    const first = await client.send(new CreateStateMachineCommand(input));
    const other = { roleArn: `${ROLE}2`, tags: [{ key: "k", value: "v" }] };
    const second = await client.send(new CreateStateMachineCommand({ ...input, ...other }));
    assert.equal(second.stateMachineArn, first.stateMachineArn);
    assert.deepEqual(second.creationDate, first.creationDate);
    const described = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: first.stateMachineArn }),
    );
    assert.equal(described.roleArn, ROLE);
  });

  it("are compared as text: a blank more is another definition", async () => {
    const stateMachineArn = await createMachine(PASS);
    const name = stateMachineArn.split(":").at(-1) ?? "";
    await rejects(
      client.send(new CreateStateMachineCommand({ name, definition: `${PASS} `, roleArn: ROLE })),
      "StateMachineAlreadyExists",
      `State Machine Already Exists: '${stateMachineArn}'`,
    );
  });

  it("are created once when many ask at the same time", async () => {
    const input = { name: "Race", roleArn: ROLE };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        client.send(
          new CreateStateMachineCommand({
            ...input,
            definition: `${PASS}${" ".repeat(index % 2)}`,
          }),
        ),
      ),
    );
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 5);
  });

  it("are refused with the problems of their definition", async () => {
    await rejects(
      createMachine('{"StartAt":"A"}'),
      "InvalidDefinition",
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: " +
        "These fields are required: [States] at /'",
    );
    await rejects(createMachine("not json"), "InvalidDefinition", /'INVALID_JSON_DESCRIPTION: /);
  });

  it("are refused when the definition is larger than 1 MiB", async () => {
    const definition = PASS.padEnd(1_048_577);
    await rejects(
      createMachine(definition),
      "ValidationException",
      "1 validation error detected: Value at 'definition' failed to satisfy constraint: " +
        "Member must have length less than or equal to 1048576",
    );
    assert.ok(await createMachine(PASS.padEnd(1_048_576)));
  });

  it("are refused under impossible names and roles", async () => {
    await rejects(createMachine(PASS, { name: "a b" }), "InvalidName", "Invalid Name: 'a b'");
    await rejects(
      createMachine(PASS, { roleArn: "role" }),
      "InvalidArn",
      "Invalid Arn: 'Invalid ARN prefix: role'",
    );
    await rejects(
      createMachine(PASS, { name: "x".repeat(81) }),
      "ValidationException",
      /at 'name'/,
    );
  });

  it("are refused with what this server does not do", async () => {
    await rejects(
      createMachine(PASS, { type: "EXPRESS" }),
      "StateMachineTypeNotSupported",
      /EXPRESS/,
    );
    await rejects(createMachine(PASS, { publish: true }), "ValidationException", /not supported/);
    await rejects(
      createMachine(PASS, { versionDescription: "first" }),
      "ValidationException",
      "Version description can only be set when publish is true",
    );
    await rejects(
      createMachine(PASS, { loggingConfiguration: { level: "ERROR" } }),
      "InvalidLoggingConfiguration",
      "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    );
    await rejects(
      createMachine(PASS, {
        encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key" },
      }),
      "InvalidEncryptionConfiguration",
      /not supported/,
    );
    const tags = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "" }));
    await rejects(createMachine(PASS, { tags }), "TooManyTags", /50/);
  });

  it("get a new revision with every change, and only then", async () => {
    const stateMachineArn = await createMachine(PASS);
    const update = (change: object) =>
      client.send(new UpdateStateMachineCommand({ stateMachineArn, ...change }));
    assert.equal((await update({ definition: PASS })).revisionId, undefined);
    const first = await update({ definition: WAIT });
    assert.match(first.revisionId ?? "", /^[0-9a-f-]{36}$/);
    assert.equal((await update({ definition: WAIT, roleArn: ROLE })).revisionId, first.revisionId);
    const second = await update({ tracingConfiguration: { enabled: true } });
    assert.notEqual(second.revisionId, first.revisionId);
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    assert.equal(described.definition, WAIT);
    assert.equal(described.revisionId, second.revisionId);
    assert.deepEqual(described.tracingConfiguration, { enabled: true });
  });

  it("leave running executions alone when they are updated", async () => {
    const stateMachineArn = await createMachine(ASK);
    const executionArn = await start(stateMachineArn);
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: PASS }));
    assert.equal((await describeExecution(executionArn)).status, "RUNNING");
    assert.equal((await describeExecution(await start(stateMachineArn))).status, "SUCCEEDED");
  });

  it("are not updated with nothing, with problems, or when they are not there", async () => {
    const stateMachineArn = await createMachine(PASS);
    await rejects(
      client.send(new UpdateStateMachineCommand({ stateMachineArn })),
      "MissingRequiredParameter",
      "Either the definition, the role ARN, the LoggingConfiguration, " +
        "or the TracingConfiguration must be specified",
    );
    await rejects(
      client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: '{"StartAt":1}' })),
      "InvalidDefinition",
      /SCHEMA_VALIDATION_FAILED/,
    );
    for (const arn of [UNKNOWN_MACHINE, `${stateMachineArn}:1`]) {
      await rejects(
        client.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition: WAIT })),
        "StateMachineDoesNotExist",
        `State Machine Does Not Exist: '${arn}'`,
      );
    }
  });

  it("are gone when they are deleted, and deleting them again is no error", async () => {
    const stateMachineArn = await createMachine(PASS);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await rejects(
      client.send(new DescribeStateMachineCommand({ stateMachineArn })),
      "StateMachineDoesNotExist",
      `State Machine Does Not Exist: '${stateMachineArn}'`,
    );
    await rejects(start(stateMachineArn), "StateMachineDoesNotExist", /Does Not Exist/);
  });

  it("are listed by name, page by page", async () => {
    const created = await Promise.all([
      createMachine(PASS),
      createMachine(PASS),
      createMachine(PASS),
    ]);
    const listed: string[] = [];
    for await (const page of paginateListStateMachines({ client, pageSize: 2 }, {})) {
      const { stateMachines = [] } = page;
      assert(stateMachines.length <= 2);
      listed.push(...stateMachines.map(({ stateMachineArn }) => stateMachineArn ?? ""));
    }
    assert.deepEqual(listed, [...new Set(listed)].sort());
    assert(created.every((arn) => listed.includes(arn)));
  });

  it("are listed under AWS's limits only", async () => {
    await rejects(
      client.send(new ListStateMachinesCommand({ maxResults: 1001 })),
      "ValidationException",
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: " +
        "Member must have value less than or equal to 1000",
    );
    await rejects(
      client.send(new ListStateMachinesCommand({ nextToken: "made-up" })),
      "InvalidToken",
      "Invalid Token: 'Invalid token'",
    );
  });

  it("carry tags", async () => {
    const resourceArn = await createMachine(PASS, { tags: [{ key: "team", value: "finance" }] });
    const tagsOf = async () =>
      (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
    const tags = [
      { key: "team", value: "legal" },
      { key: "cost", value: "" },
    ];
    await client.send(new TagResourceCommand({ resourceArn, tags }));
    assert.deepEqual(await tagsOf(), tags);
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["team", "none"] }));
    assert.deepEqual(await tagsOf(), [{ key: "cost", value: "" }]);
    await rejects(
      client.send(new TagResourceCommand({ resourceArn: UNKNOWN_MACHINE, tags })),
      "ResourceNotFound",
      `Resource not found: '${UNKNOWN_MACHINE}'`,
    );
  });

  it("have no versions", async () => {
    const stateMachineArn = await createMachine(PASS);
    const { stateMachineVersions } = await client.send(
      new ListStateMachineVersionsCommand({ stateMachineArn }),
    );
    assert.deepEqual(stateMachineVersions, []);
  });
});

describe("ValidateStateMachineDefinition", () => {
  const validate = (definition: string) =>
    client.send(new ValidateStateMachineDefinitionCommand({ definition }));

  it("answers OK, or FAIL with every problem", async () => {
    const good = await validate(PASS);
    assert.equal(good.result, "OK");
    assert.deepEqual(good.diagnostics, []);
    assert.equal(good.truncated, false);
    const bad = await validate("{}");
    assert.equal(bad.result, "FAIL");
    assert.deepEqual(bad.diagnostics, [
      {
        severity: "ERROR",
        code: "SCHEMA_VALIDATION_FAILED",
        message: "These fields are required: [States, StartAt]",
        location: "/",
      },
    ]);
  });
});

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
    await rejects(list({ mapRunArn: "x" }), "ResourceNotFound", "Resource not found: 'x'");
    await Promise.all([start(stateMachineArn), start(stateMachineArn)]);
    const { nextToken } = await list({ stateMachineArn, maxResults: 1 });
    await rejects(
      list({ stateMachineArn, statusFilter: "RUNNING", nextToken }),
      "InvalidToken",
      "Invalid Token: 'Invalid token'",
    );
  });
});

describe("GetExecutionHistory", () => {
  const history = async (input: { executionArn: string; reverseOrder?: boolean }) =>
    (await client.send(new GetExecutionHistoryCommand(input))).events ?? [];

  it("tells the events in order and in reverse", async () => {
    const executionArn = await start(await createMachine(PASS), '{"in":1}');
    const events = await history({ executionArn });
    assert.deepEqual(
      events.map(({ timestamp, ...event }) => {
        assert(timestamp instanceof Date);
        return event;
      }),
      [
        {
          id: 1,
          previousEventId: 0,
          type: "ExecutionStarted",
          executionStartedEventDetails: {
            input: '{"in":1}',
            inputDetails: { truncated: false },
            roleArn: ROLE,
          },
        },
        {
          id: 2,
          previousEventId: 0,
          type: "PassStateEntered",
          stateEnteredEventDetails: {
            name: "A",
            input: '{"in":1}',
            inputDetails: { truncated: false },
          },
        },
        {
          id: 3,
          previousEventId: 2,
          type: "PassStateExited",
          stateExitedEventDetails: {
            name: "A",
            output: '{"a":1}',
            outputDetails: { truncated: false },
          },
        },
        {
          id: 4,
          previousEventId: 3,
          type: "ExecutionSucceeded",
          executionSucceededEventDetails: {
            output: '{"a":1}',
            outputDetails: { truncated: false },
          },
        },
      ],
    );
    assert.deepEqual(await history({ executionArn, reverseOrder: true }), events.toReversed());
  });

  it("pages through commits in both directions without a gap", async () => {
    const { executionArn, taskToken } = await startAsking();
    await client.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
    const whole = await history({ executionArn });
    assert.equal(whole.length, 8);
    for (const reverseOrder of [false, true]) {
      for (const pageSize of [1, 2, 3, 7, 8, 9]) {
        const ids: (number | undefined)[] = [];
        const pages = paginateGetExecutionHistory(
          { client, pageSize },
          { executionArn, reverseOrder },
        );
        for await (const { events = [] } of pages) {
          assert(events.length > 0 && events.length <= pageSize);
          ids.push(...events.map(({ id }) => id));
        }
        const expected = [1, 2, 3, 4, 5, 6, 7, 8];
        assert.deepEqual(ids, reverseOrder ? expected.toReversed() : expected);
      }
    }
  });

  it("leaves the data out when asked to, tokens included", async () => {
    const { executionArn, taskToken } = await startAsking();
    const { events } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
    );
    const text = JSON.stringify(events);
    assert(!text.includes(taskToken));
    assert.doesNotMatch(text, /"(?:input|output|inputDetails|outputDetails)"/);
    assert.match(text, /"resource":"publish.waitForTaskToken"/);
  });

  it("is of an execution that exists", async () => {
    await rejects(
      history({ executionArn: UNKNOWN_EXECUTION }),
      "ExecutionDoesNotExist",
      `Execution Does Not Exist: '${UNKNOWN_EXECUTION}'`,
    );
    const executionArn = await start(await createMachine(PASS));
    await rejects(
      client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: "x" })),
      "InvalidToken",
      "Invalid Token: 'Invalid token'",
    );
  });
});

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
    const foreign = (await startOther(t)).clientWith();
    await rejects(
      foreign.send(new SendTaskSuccessCommand({ taskToken, output: "{}" })),
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
    const holder = (await startOther(t, { secret })).clientWith();
    await rejects(
      holder.send(new SendTaskSuccessCommand({ taskToken, output: "{}" })),
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

describe("the protocol", () => {
  it("answers what it cannot read in its own terms", async () => {
    const serialization = "com.amazon.coral.service#SerializationException";
    for (const body of [
      "{",
      "[]",
      '"x"',
      '{"stateMachineArn":1}',
      '{"stateMachineArn":{}}',
      "\u0000",
    ]) {
      const { status, json } = await post(body);
      assert.equal(status, 400);
      assert.equal(json.__type, serialization);
    }
  });

  it("answers what is missing in AWS's words", async () => {
    const { json } = await post("{}");
    assert.deepEqual(json, {
      __type: "com.amazon.coral.validate#ValidationException",
      message:
        "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy " +
        "constraint: Member must not be null",
    });
  });

  it("knows which operations there are", async () => {
    assert.equal(
      (await post("{}", "AWSStepFunctions.Nonsense")).json.__type,
      "com.amazon.coral.service#UnknownOperationException",
    );
    await rejects(
      client.send(new CreateActivityCommand({ name: "a" })),
      "UnknownOperationException",
      "CreateActivity is not supported by this version.",
    );
  });

  it("ignores members of newer models", async () => {
    const stateMachineArn = await createMachine(PASS);
    const { status } = await post(JSON.stringify({ stateMachineArn, newer: [1], input: null }));
    assert.equal(status, 200);
  });

  it("asks for a signature when credentials are configured", async (t) => {
    const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "right" };
    const closed = await startOther(t, { credentials });
    const [right, wrong] = [closed.clientWith("right"), closed.clientWith("wrong")];
    await rejects(
      wrong.send(new ListStateMachinesCommand({})),
      "InvalidSignatureException",
      /does not match/,
    );
    const unsigned = await fetch(closed.url, {
      method: "POST",
      headers: { "x-amz-target": "AWSStepFunctions.ListStateMachines" },
      body: "{}",
    });
    assert.equal(unsigned.status, 400);
    assert.match(await unsigned.text(), /#MissingAuthenticationTokenException/);
  });
});
