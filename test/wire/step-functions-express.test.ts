// EXPRESS state machines, as AWS's own client for JavaScript meets them.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateActivityCommand,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  RedriveExecutionCommand,
  StartSyncExecutionCommand,
  type StartSyncExecutionCommandInput,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import {
  clientOf,
  definitionOf,
  FAIL,
  PASS,
  PREFIX,
  ROLE,
  rejects,
  startStepFunctions,
  UNKNOWN_MACHINE,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
const client = clientOf(server.url, undefined, { disableHostPrefix: true });
after(async () => {
  client.destroy();
  await server.stop();
});
const { start, describeExecution } = server;
const createExpress = (definition: string, extra: object = {}) =>
  server.createMachine(definition, { type: "EXPRESS", ...extra });
const startSync = (
  stateMachineArn: string,
  extra: Partial<StartSyncExecutionCommandInput> = {},
  abortSignal?: AbortSignal,
) =>
  client.send(
    new StartSyncExecutionCommand({ stateMachineArn, ...extra }),
    abortSignal && { abortSignal },
  );

const WAIT = definitionOf({
  A: { Type: "Wait", SecondsPath: "$.seconds", Next: "B" },
  B: { Type: "Pass", Parameters: { "execution.$": "$$.Execution" }, End: true },
});
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

describe("an EXPRESS state machine", () => {
  it("is created, described, listed and published as one", async () => {
    const name = "Express";
    const input = {
      name,
      definition: PASS,
      roleArn: ROLE,
      type: "EXPRESS",
      publish: true,
    } as const;
    const created = await client.send(new CreateStateMachineCommand(input));
    const stateMachineArn = created.stateMachineArn ?? "";
    assert.equal(created.stateMachineVersionArn, `${stateMachineArn}:1`);
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    assert.equal(described.type, "EXPRESS");
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand());
    assert.equal(stateMachines.find((each) => each.name === name)?.type, "EXPRESS");
    const standard = new CreateStateMachineCommand({ ...input, type: "STANDARD" });
    await rejects(client.send(standard), "StateMachineAlreadyExists", /Already Exists/);
  });

  it("may not wait for tokens, jobs and workers, also when it is changed", async () => {
    const ask = (Resource: string) =>
      definitionOf({ A: { Type: "Task", Resource, Parameters: {}, End: true } });
    const stateMachineArn = await createExpress(PASS);
    for (const [resource, what] of [
      ["arn:aws:states:::sns:publish.waitForTaskToken", /'.waitForTaskToken' service integration/],
      ["arn:aws:states:::states:startExecution.sync:2", /'.sync' service integration/],
      [`${PREFIX}:activity:any`, /Activity ARN/],
    ] as const) {
      const definition = ask(resource);
      await rejects(createExpress(definition), "InvalidDefinition", what);
      const update = new UpdateStateMachineCommand({ stateMachineArn, definition });
      await rejects(client.send(update), "InvalidDefinition", what);
    }
  });

  it("runs executions that may share a name and that nobody can ask for", async () => {
    const stateMachineArn = await createExpress(PASS);
    const [first, second] = [
      await start(stateMachineArn, "{}", "same"),
      await start(stateMachineArn, "{}", "same"),
    ];
    const name = stateMachineArn.split(":").at(-1);
    const pattern = new RegExp(`^${PREFIX}:express:${name}:same:${UUID}$`);
    assert.match(first, pattern);
    assert.match(second, pattern);
    assert.notEqual(first, second);
    const unnamed = await start(stateMachineArn);
    const [uuid, other] = unnamed.split(":").slice(-2);
    assert.match(unnamed, new RegExp(`:${UUID}:${UUID}$`));
    assert.notEqual(uuid, other);
    const asked = { executionArn: first };
    for (const command of [
      new StopExecutionCommand(asked),
      new GetExecutionHistoryCommand(asked),
      new DescribeStateMachineForExecutionCommand(asked),
      new RedriveExecutionCommand(asked),
    ]) {
      await rejects(
        // Each of these commands has types of its own.
        client.send(command as StopExecutionCommand),
        "InvalidArn",
        "Invalid Arn: 'Resource type not valid in this context: express'",
      );
    }
    await rejects(describeExecution(first), "InvalidArn", /context: express'$/);
    await rejects(
      client.send(new ListExecutionsCommand({ stateMachineArn })),
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    );
  });

  it("leaves nothing to a STANDARD one that gets its name", async () => {
    const stateMachineArn = await createExpress(PASS, { name: "Reborn" });
    await start(stateMachineArn, "{}", "same");
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await server.createMachine(PASS, { name: "Reborn" });
    const executionArn = await start(stateMachineArn, "{}", "same");
    const listed = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    assert.deepEqual(
      listed.executions?.map((each) => each.executionArn),
      [executionArn],
    );
  });
});

describe("StartSyncExecution", () => {
  it("answers with the result and what it would have cost", async () => {
    const stateMachineArn = await createExpress(PASS);
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793";
    const given = { name: "e", input: '{"x": 1}', traceHeader };
    const {
      $metadata: _,
      startDate,
      stopDate,
      ...answer
    } = await startSync(stateMachineArn, given);
    assert(startDate && stopDate && startDate <= stopDate);
    const machine = stateMachineArn.split(":").at(-1);
    assert.match(answer.executionArn ?? "", new RegExp(`:express:${machine}:e:${UUID}$`));
    assert.deepEqual(answer, {
      executionArn: answer.executionArn,
      stateMachineArn,
      name: "e",
      status: "SUCCEEDED",
      input: '{"x": 1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      traceHeader,
      billingDetails: { billedDurationInMilliseconds: 100, billedMemoryUsedInMB: 64 },
    });
  });

  it("answers with the failure of one that has failed", async () => {
    const { status, error, cause, output } = await startSync(await createExpress(FAIL));
    assert.deepEqual(
      [status, error, cause, output],
      ["FAILED", "Declined", "Too expensive", undefined],
    );
  });

  it("answers when the execution is over, not before", async () => {
    const stateMachineArn = await createExpress(WAIT);
    const answer = await startSync(stateMachineArn, { input: '{"seconds":1}' });
    const { startDate, stopDate, billingDetails, executionArn, name } = answer;
    const durationMs = Number(stopDate) - Number(startDate);
    assert(durationMs >= 1_000 && durationMs < 30_000);
    const billed = Math.ceil(durationMs / 100) * 100;
    assert.equal(billingDetails?.billedDurationInMilliseconds, billed);
    const { execution } = JSON.parse(answer.output ?? "{}");
    assert.deepEqual(Object.keys(execution), ["Id", "Input", "StartTime", "Name", "RoleArn"]);
    assert.deepEqual([execution.Id, execution.Name], [executionArn, name]);
  });

  it("answers TIMED_OUT when the machine's time is over", async () => {
    const definition = { ...JSON.parse(WAIT), TimeoutSeconds: 1 };
    const stateMachineArn = await createExpress(JSON.stringify(definition));
    const answer = await startSync(stateMachineArn, { input: '{"seconds":9}' });
    assert.equal(answer.status, "TIMED_OUT");
  });

  it("keeps input and output to itself when only the rest is wanted", async () => {
    const answer = await startSync(await createExpress(PASS), { includedData: "METADATA_ONLY" });
    assert.deepEqual(
      [answer.status, answer.input, answer.output, answer.inputDetails, answer.outputDetails],
      ["SUCCEEDED", undefined, undefined, { included: false }, { included: false }],
    );
  });

  it("runs what a version or an alias leads to", async () => {
    const stateMachineArn = await createExpress(PASS, { publish: true });
    const version = `${stateMachineArn}:1`;
    await client.send(
      new CreateStateMachineAliasCommand({
        name: "PROD",
        routingConfiguration: [{ stateMachineVersionArn: version, weight: 100 }],
      }),
    );
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: FAIL }));
    assert.equal((await startSync(stateMachineArn)).status, "FAILED");
    for (const arn of [version, `${stateMachineArn}:PROD`]) {
      assert.equal((await startSync(arn)).status, "SUCCEEDED");
    }
  });

  it("lets the execution go on when the caller hangs up", async () => {
    const { activityArn, child } = await createTracedChild();
    const gone = new AbortController();
    const answered = startSync(child, { input: '{"seconds":1}' }, gone.signal);
    await sleep(200);
    gone.abort();
    await assert.rejects(answered, { name: "AbortError" });
    await sleep(1_200);
    assert.equal(await tracesOn(activityArn), 1);
  });

  it("is called by workflows, as is the start of an EXPRESS child that is waited for", async () => {
    const child = await createExpress(WAIT);
    const parent = await server.createMachine(
      definitionOf({
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
          Parameters: { StateMachineArn: child, Input: { seconds: 0 } },
          ResultSelector: { "status.$": "$.Status" },
          Next: "B",
        },
        B: {
          Type: "Task",
          Resource: "arn:aws:states:::states:startExecution.sync:2",
          Parameters: { StateMachineArn: child, Input: { seconds: 1 } },
          ResultSelector: { "status.$": "$.Status", "arn.$": "$.ExecutionArn" },
          End: true,
        },
      }),
    );
    const executionArn = await start(parent);
    let described = await describeExecution(executionArn);
    for (; described.status === "RUNNING"; described = await describeExecution(executionArn)) {
      await sleep(50);
    }
    assert.equal(described.status, "SUCCEEDED", String(described.cause));
    const { status, arn } = JSON.parse(described.output ?? "{}");
    assert.equal(status, "SUCCEEDED");
    assert.match(arn, /:express:/);
  });

  it("is for EXPRESS state machines that are there, and input that is JSON", async () => {
    const stateMachineArn = await createExpress(PASS);
    await rejects(
      startSync(await server.createMachine(PASS)),
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    );
    await rejects(startSync(UNKNOWN_MACHINE), "StateMachineDoesNotExist", /Does Not Exist/);
    await rejects(startSync("x"), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'");
    await rejects(startSync(stateMachineArn, { name: "a b" }), "InvalidName", /'a b'/);
    await rejects(startSync(stateMachineArn, { input: "{" }), "InvalidExecutionInput", /./);
  });
});

/** An EXPRESS machine that waits and then leaves a trace: a tag on an activity. */
async function createTracedChild() {
  const { activityArn = "" } = await client.send(new CreateActivityCommand({ name: "trace" }));
  const child = await createExpress(
    definitionOf({
      A: { Type: "Wait", SecondsPath: "$.seconds", Next: "B" },
      B: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sfn:tagResource",
        Parameters: { ResourceArn: activityArn, Tags: [{ Key: "ran", Value: "yes" }] },
        End: true,
      },
    }),
  );
  return { activityArn, child };
}

async function tracesOn(resourceArn: string): Promise<number> {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  return tags.length;
}
