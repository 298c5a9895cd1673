// Step Functions as AWS's own client for JavaScript meets it: versions of state machines.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import {
  definitionOf,
  PASS,
  PREFIX,
  ROLE,
  rejects,
  startStepFunctions,
  UNKNOWN_EXECUTION,
  UNKNOWN_MACHINE,
  WAIT,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, describeExecution } = server;

const publish = (stateMachineArn: string, extra: object = {}) =>
  client.send(new PublishStateMachineVersionCommand({ stateMachineArn, ...extra }));
const update = (stateMachineArn: string, extra: object) =>
  client.send(new UpdateStateMachineCommand({ stateMachineArn, ...extra }));
const describeMachine = (stateMachineArn: string) =>
  client.send(new DescribeStateMachineCommand({ stateMachineArn }));
const deleteVersion = (stateMachineVersionArn: string) =>
  client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn }));
const listVersions = async (stateMachineArn: string) => {
  const command = new ListStateMachineVersionsCommand({ stateMachineArn });
  const { stateMachineVersions = [] } = await client.send(command);
  return stateMachineVersions.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
};

describe("versions", () => {
  it("are published once per revision", async () => {
    const arn = await createMachine(PASS);
    const first = await publish(arn, { description: "first" });
    assert.equal(first.stateMachineVersionArn, `${arn}:1`);
    const again = await publish(arn);
    assert.equal(again.stateMachineVersionArn, `${arn}:1`);
    assert.deepEqual(again.creationDate, first.creationDate);
    await update(arn, { definition: WAIT });
    assert.equal((await publish(arn)).stateMachineVersionArn, `${arn}:2`);
    assert.deepEqual(await listVersions(arn), [`${arn}:2`, `${arn}:1`]);
  });

  it("are published once when many ask at the same time", async () => {
    const arn = await createMachine(PASS);
    const published = await Promise.all(Array.from({ length: 10 }, () => publish(arn)));
    assert(published.every(({ stateMachineVersionArn }) => stateMachineVersionArn === `${arn}:1`));
    assert.equal((await listVersions(arn)).length, 1);
  });

  it("are published with the machine or with its update", async () => {
    const input = { name: "Published", definition: PASS, roleArn: ROLE };
    const create = (extra: object) =>
      client.send(new CreateStateMachineCommand({ ...input, ...extra }));
    const first = await create({ publish: true, versionDescription: "one" });
    const arn = first.stateMachineArn ?? "";
    assert.equal(first.stateMachineVersionArn, `${arn}:1`);
    const again = await create({ publish: true, versionDescription: "one" });
    assert.equal(again.stateMachineVersionArn, `${arn}:1`);
    for (const other of [{}, { publish: true }, { publish: true, versionDescription: "1" }]) {
      await rejects(create(other), "StateMachineAlreadyExists", /Published/);
    }
    const second = await update(arn, { definition: WAIT, publish: true });
    assert.equal(second.stateMachineVersionArn, `${arn}:2`);
    const same = await update(arn, { definition: WAIT, publish: true });
    assert.equal(same.stateMachineVersionArn, `${arn}:2`);
    assert.equal(same.revisionId, second.revisionId);
    const silent = await update(arn, { definition: PASS });
    assert.equal(silent.stateMachineVersionArn, undefined);
    await update(arn, { definition: PASS, publish: true, versionDescription: "three" });
    assert.equal((await describeMachine(`${arn}:3`)).description, "three");
  });

  it("do not make the same words another machine when they are published later", async () => {
    const input = { name: "PublishedLater", definition: PASS, roleArn: ROLE };
    const { stateMachineArn = "" } = await client.send(new CreateStateMachineCommand(input));
    await publish(stateMachineArn);
    const again = await client.send(new CreateStateMachineCommand(input));
    assert.equal(again.stateMachineArn, stateMachineArn);
  });

  it("have a description only where they are published", async () => {
    const arn = await createMachine(PASS);
    const message = "Version description can only be set when publish is true";
    const versionDescription = "x";
    await rejects(createMachine(PASS, { versionDescription }), "ValidationException", message);
    await rejects(
      update(arn, { definition: WAIT, versionDescription }),
      "ValidationException",
      message,
    );
  });

  it("are published of the revision that the caller means, or not at all", async () => {
    const arn = await createMachine(PASS);
    const stale = "00000000-0000-4000-8000-000000000000";
    await rejects(
      publish(arn, { revisionId: stale }),
      "ConflictException",
      `Failed to publish the State Machine version for revision ${stale}. ` +
        "The current State Machine revision is INITIAL.",
    );
    assert.equal(
      (await publish(arn, { revisionId: "INITIAL" })).stateMachineVersionArn,
      `${arn}:1`,
    );
    const { revisionId = "" } = await update(arn, { definition: WAIT });
    await rejects(
      publish(arn, { revisionId: "INITIAL" }),
      "ConflictException",
      `Failed to publish the State Machine version for revision INITIAL. ` +
        `The current State Machine revision is ${revisionId}.`,
    );
    assert.equal((await publish(arn, { revisionId })).stateMachineVersionArn, `${arn}:2`);
  });

  it("are described as they were published", async () => {
    const arn = await createMachine(PASS, { tracingConfiguration: { enabled: true } });
    const { creationDate } = await publish(arn, { description: "first" });
    const { revisionId } = await update(arn, {
      definition: WAIT,
      tracingConfiguration: { enabled: false },
      publish: true,
    });
    const { $metadata: _, ...first } = await describeMachine(`${arn}:1`);
    assert.deepEqual(first, {
      stateMachineArn: `${arn}:1`,
      name: arn.split(":").at(-1),
      status: "ACTIVE",
      definition: PASS,
      roleArn: ROLE,
      type: "STANDARD",
      creationDate,
      description: "first",
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: true },
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    });
    const second = await describeMachine(`${arn}:2`);
    assert.deepEqual([second.definition, second.revisionId], [WAIT, revisionId]);
    assert.deepEqual(second.tracingConfiguration, { enabled: false });
    await rejects(
      describeMachine(`${arn}:3`),
      "StateMachineDoesNotExist",
      `State Machine Does Not Exist: '${arn}:3'`,
    );
    const metadata = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: arn, includedData: "METADATA_ONLY" }),
    );
    assert.equal(metadata.definition, "{}");
  });

  it("start executions that tell of them", async () => {
    const arn = await createMachine(PASS, { publish: true });
    await update(arn, { definition: definitionOf({ A: { Type: "Fail" } }) });
    const executionArn = await start(`${arn}:1`);
    assert(executionArn.startsWith(`${arn.replace(":stateMachine:", ":execution:")}:`));
    const described = await describeExecution(executionArn);
    assert.equal(described.status, "SUCCEEDED");
    assert.equal(described.stateMachineArn, arn);
    assert.equal(described.stateMachineVersionArn, `${arn}:1`);
    assert.equal(described.stateMachineAliasArn, undefined);
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    const details = events[0]?.executionStartedEventDetails;
    assert.equal(details?.stateMachineVersionArn, `${arn}:1`);
    const unqualified = await start(arn);
    assert.equal((await describeExecution(unqualified)).stateMachineVersionArn, undefined);
    const listed = async (stateMachineArn: string) =>
      (await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
    assert.deepEqual(
      (await listed(arn)).map((item) => [item.executionArn, item.stateMachineVersionArn]),
      [
        [unqualified, undefined],
        [executionArn, `${arn}:1`],
      ],
    );
    const ofVersion = await listed(`${arn}:1`);
    assert.deepEqual(
      ofVersion.map((item) => [item.executionArn, item.stateMachineArn]),
      [[executionArn, arn]],
    );
    await rejects(
      start(`${arn}:2`),
      "StateMachineDoesNotExist",
      `State Machine Does Not Exist: '${arn}:2'`,
    );
    await rejects(listed(`${arn}:2`), "StateMachineDoesNotExist", /:2'$/);
  });

  it("are described with the execution that runs them", async () => {
    const arn = await createMachine(PASS);
    const first = await start(arn);
    const { revisionId, updateDate } = await update(arn, { definition: WAIT, publish: true });
    const second = await start(`${arn}:1`);
    const of = (executionArn: string, extra: object = {}) =>
      client.send(new DescribeStateMachineForExecutionCommand({ executionArn, ...extra }));
    const before = await of(first);
    assert.deepEqual([before.definition, before.revisionId], [PASS, undefined]);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    const { $metadata: _, ...described } = await of(second);
    assert.deepEqual(described, {
      stateMachineArn: arn,
      name: arn.split(":").at(-1),
      definition: WAIT,
      roleArn: ROLE,
      updateDate,
      revisionId,
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    });
    assert.equal((await of(second, { includedData: "METADATA_ONLY" })).definition, "{}");
    await rejects(
      of(UNKNOWN_EXECUTION),
      "ExecutionDoesNotExist",
      `Execution Does Not Exist: '${UNKNOWN_EXECUTION}'`,
    );
    const express = `${PREFIX}:express:M:E:00000000-0000-4000-8000-000000000000`;
    await rejects(
      of(express),
      "InvalidArn",
      "Invalid Arn: 'Resource type not valid in this context: express'",
    );
  });

  it("are deleted for good: their numbers are not used again, their executions go on", async () => {
    const arn = await createMachine(WAIT, { publish: true });
    await update(arn, { definition: PASS, publish: true });
    const executionArn = await start(`${arn}:1`);
    await deleteVersion(`${arn}:1`);
    await deleteVersion(`${arn}:2`);
    await deleteVersion(`${arn}:2`);
    await deleteVersion(`${UNKNOWN_MACHINE}:1`);
    assert.deepEqual(await listVersions(arn), []);
    assert.equal((await publish(arn)).stateMachineVersionArn, `${arn}:3`);
    const running = await describeExecution(executionArn);
    assert.equal(running.status, "RUNNING");
    assert.equal(running.stateMachineVersionArn, `${arn}:1`);
    await rejects(start(`${arn}:1`), "StateMachineDoesNotExist", /:1'$/);
  });

  it("stay while an alias leads to them", async () => {
    const arn = await createMachine(PASS, { publish: true });
    await update(arn, { definition: WAIT, publish: true });
    const [first, second] = [`${arn}:1`, `${arn}:2`];
    for (const name of ["B", "A"]) {
      const routingConfiguration = [
        { stateMachineVersionArn: first, weight: 0 },
        { stateMachineVersionArn: second, weight: 100 },
      ];
      await client.send(new CreateStateMachineAliasCommand({ name, routingConfiguration }));
    }
    for (const version of [first, second]) {
      await rejects(
        deleteVersion(version),
        "ConflictException",
        "Version to be deleted must not be referenced by an alias. " +
          "Current list of aliases referencing this version: [A, B]",
      );
    }
    for (const name of ["A", "B"]) {
      const stateMachineAliasArn = `${arn}:${name}`;
      await client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
    }
    await deleteVersion(first);
    assert.deepEqual(await listVersions(arn), [second]);
  });

  it("are listed page by page", async () => {
    const arn = await createMachine(PASS);
    for (const definition of [`${PASS} `, `${PASS}  `, `${PASS}   `]) {
      await update(arn, { definition, publish: true });
    }
    const page = (extra: object) =>
      client.send(new ListStateMachineVersionsCommand({ stateMachineArn: arn, ...extra }));
    const first = await page({ maxResults: 2 });
    assert.equal(first.stateMachineVersions?.length, 2);
    const { nextToken } = first;
    const second = await page({ maxResults: 2, nextToken });
    assert.deepEqual(
      second.stateMachineVersions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn),
      [`${arn}:1`],
    );
    assert.equal(second.nextToken, undefined);
    await rejects(page({ nextToken: "made-up" }), "InvalidToken", "Invalid Token: 'Invalid token'");
    await rejects(page({ maxResults: 1001 }), "ValidationException", /at 'maxResults'/);
    assert.deepEqual(await listVersions(UNKNOWN_MACHINE), []);
  });

  it("are asked for by ARNs that fit", async () => {
    const arn = await createMachine(PASS);
    const invalid = "Invalid Arn: 'Invalid ARN prefix: invalid_arn'";
    await rejects(publish("invalid_arn"), "InvalidArn", invalid);
    await rejects(deleteVersion("invalid_arn"), "InvalidArn", invalid);
    await rejects(listVersions("invalid_arn"), "InvalidArn", invalid);
    const context = "Invalid Arn: 'Resource type not valid in this context: stateMachine'";
    await rejects(deleteVersion(arn), "InvalidArn", context);
    for (const other of [UNKNOWN_MACHINE, `${arn}:1`]) {
      await rejects(
        publish(other),
        "StateMachineDoesNotExist",
        `State Machine Does Not Exist: '${other}'`,
      );
    }
    await rejects(start(`${arn}/Label`), "ValidationException", /labeled/);
    await rejects(
      client.send(new DeleteStateMachineCommand({ stateMachineArn: `${arn}/Label` })),
      "ValidationException",
      /labeled/,
    );
  });

  it("are gone with their machine, and begin at 1 with the next of its name", async () => {
    const input = { name: "Reborn", definition: PASS, roleArn: ROLE, publish: true };
    const { stateMachineArn = "" } = await client.send(new CreateStateMachineCommand(input));
    await update(stateMachineArn, { definition: WAIT, publish: true });
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await rejects(start(`${stateMachineArn}:1`), "StateMachineDoesNotExist", /:1'$/);
    const again = await client.send(new CreateStateMachineCommand(input));
    assert.equal(again.stateMachineVersionArn, `${stateMachineArn}:1`);
    assert.deepEqual(await listVersions(stateMachineArn), [`${stateMachineArn}:1`]);
  });
});

describe("executions", () => {
  it("keep the header for X-Ray that they were started with", async () => {
    const stateMachineArn = await createMachine(PASS);
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    const started = await client.send(new StartExecutionCommand({ stateMachineArn, traceHeader }));
    const described = await describeExecution(started.executionArn ?? "");
    assert.equal(described.traceHeader, traceHeader);
  });
});
