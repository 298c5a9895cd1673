// Step Functions as AWS's own client for JavaScript meets it: state machines.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  paginateListStateMachines,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import {
  ASK,
  PASS,
  ROLE,
  rejects,
  startStepFunctions,
  UNKNOWN_MACHINE,
  WAIT,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, describeExecution } = server;

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

  it("carry every one of the tags that are set at once", async () => {
    const resourceArn = await createMachine(PASS);
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    await Promise.all(
      keys.map((key) =>
        client.send(new TagResourceCommand({ resourceArn, tags: [{ key, value: "" }] })),
      ),
    );
    const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    assert.deepEqual(tags.map(({ key }) => key).sort(), keys.sort());
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

  it("warns about approvals when warnings are asked for", async () => {
    const definition = JSON.stringify({
      StartAt: "Ask",
      States: {
        Ask: {
          Type: "Task",
          Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
          Parameters: {
            TopicArn: "arn:aws:sns:us-east-1:000000000000:T",
            "Message.$": "$$.Task.Token",
          },
          End: true,
        },
      },
    });
    const quiet = await validate(definition);
    assert.deepEqual([quiet.result, quiet.diagnostics], ["OK", []]);
    const { result, diagnostics } = await client.send(
      new ValidateStateMachineDefinitionCommand({ definition, severity: "WARNING" }),
    );
    assert.equal(result, "OK");
    const [warning, ...others] = diagnostics ?? [];
    assert.equal(others.length, 0);
    assert.equal(warning?.severity, "WARNING");
    assert.equal(warning.code, "APPROVAL_WITHOUT_TIMEOUT");
    assert.equal(warning.location, "/States/Ask");
  });
});
