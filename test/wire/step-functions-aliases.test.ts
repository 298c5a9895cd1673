// Step Functions as AWS's own client for JavaScript meets it: aliases of state machines.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineAliasCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import {
  PASS,
  rejects,
  startStepFunctions,
  UNKNOWN_MACHINE,
  WAIT,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, describeExecution } = server;

const MISSING = "Request references a resource that does not exist.";
const route = (stateMachineVersionArn: string, weight = 100) => ({
  stateMachineVersionArn,
  weight,
});
const create = (name: string, routingConfiguration: ReturnType<typeof route>[], extra = {}) =>
  client.send(new CreateStateMachineAliasCommand({ name, routingConfiguration, ...extra }));
const update = (stateMachineAliasArn: string, extra: object) =>
  client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, ...extra }));
const describeAlias = (stateMachineAliasArn: string) =>
  client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
const deleteAlias = (stateMachineAliasArn: string) =>
  client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
const list = (stateMachineArn: string, extra: object = {}) =>
  client.send(new ListStateMachineAliasesCommand({ stateMachineArn, ...extra }));
const namesOf = ({ stateMachineAliases = [] }: Awaited<ReturnType<typeof list>>) =>
  stateMachineAliases.map(({ stateMachineAliasArn }) => stateMachineAliasArn?.split(":").at(-1));

/** A machine whose first version succeeds at once, and whose second waits. */
async function createVersions(): Promise<string> {
  const stateMachineArn = await createMachine(PASS, { publish: true });
  const change = { stateMachineArn, definition: WAIT, publish: true };
  await client.send(new UpdateStateMachineCommand(change));
  return stateMachineArn;
}

describe("aliases", () => {
  it("are described as they were created", async () => {
    const arn = await createVersions();
    const routes = [route(`${arn}:1`, 10), route(`${arn}:2`, 90)];
    const created = await create("PROD", routes, { description: "live" });
    assert.equal(created.stateMachineAliasArn, `${arn}:PROD`);
    const { $metadata: _, ...described } = await describeAlias(`${arn}:PROD`);
    assert.deepEqual(described, {
      stateMachineAliasArn: `${arn}:PROD`,
      name: "PROD",
      description: "live",
      routingConfiguration: routes,
      creationDate: created.creationDate,
      updateDate: created.creationDate,
    });
  });

  it("are created again by the same words only", async () => {
    const arn = await createVersions();
    const routes = [route(`${arn}:1`, 50), route(`${arn}:2`, 50)];
    const first = await create("PROD", routes, { description: "live" });
    const again = await create("PROD", routes.toReversed(), { description: "live" });
    assert.deepEqual(again.creationDate, first.creationDate);
    const conflict =
      "Failed to create alias because an alias with the same name and a different routing " +
      "configuration already exists.";
    await rejects(create("PROD", routes), "ConflictException", conflict);
    const other = create("PROD", [route(`${arn}:1`)], { description: "live" });
    await rejects(other, "ConflictException", conflict);
  });

  it("have names that do not look like versions", async () => {
    const arn = await createVersions();
    for (const name of ["123", "a b", "!", "a@", "é"]) {
      await rejects(
        create(name, [route(`${arn}:1`)]),
        "ValidationException",
        `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: ` +
          "Member must satisfy regular expression pattern: " +
          "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$",
      );
    }
    await rejects(create("x".repeat(81), [route(`${arn}:1`)]), "ValidationException", /'name'/);
  });

  it("share out to one or two versions of one machine", async () => {
    const arn = await createVersions();
    const other = await createVersions();
    const invalid = (routes: ReturnType<typeof route>[], message: string | RegExp) =>
      rejects(create("PROD", routes), "ValidationException", message);
    const [first, second] = [`${arn}:1`, `${arn}:2`];
    await invalid(
      [route(first, 70), route(second, 29)],
      "Sum of routing configuration weights must equal 100. Received: [70, 29]",
    );
    await invalid(
      [route(first, 50), route(first, 50)],
      "Routing configuration must contain distinct state machine version ARNs. " +
        `Received: [${first}, ${first}]`,
    );
    await invalid([route(arn)], /must contain state machine version ARNs/);
    await invalid([route(`${arn}:PROD`)], /must contain state machine version ARNs/);
    await invalid([route(first, 50), route(`${other}:1`, 50)], /of one state machine/);
    await invalid([], /at 'routingConfiguration'/);
    await invalid([route(first, 50), route(second, 25), route(`${arn}:3`, 25)], /length less than/);
    await invalid(
      [route(first, 101)],
      "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed " +
        "to satisfy constraint: Member must have value less than or equal to 100",
    );
    await rejects(create("PROD", [route("invalid_arn")]), "InvalidArn", /Invalid ARN prefix/);
    const elsewhere = first.replace("us-east-1", "eu-west-1");
    for (const missing of [`${arn}:3`, `${UNKNOWN_MACHINE}:1`, elsewhere]) {
      await rejects(create("PROD", [route(missing)]), "ResourceNotFound", MISSING);
    }
    assert.deepEqual(namesOf(await list(arn)), []);
  });

  it("are updated in part", async () => {
    const arn = await createVersions();
    const { stateMachineAliasArn = "" } = await create("PROD", [route(`${arn}:1`)]);
    await update(stateMachineAliasArn, { description: "live" });
    const routingConfiguration = [route(`${arn}:2`)];
    const { updateDate } = await update(stateMachineAliasArn, { routingConfiguration });
    const described = await describeAlias(stateMachineAliasArn);
    assert.equal(described.description, "live");
    assert.deepEqual(described.routingConfiguration, routingConfiguration);
    assert.deepEqual(described.updateDate, updateDate);
  });

  it("are not updated with nothing, with other machines' versions, or when they are not there", async () => {
    const arn = await createVersions();
    const other = await createVersions();
    const { stateMachineAliasArn = "" } = await create("PROD", [route(`${arn}:1`)]);
    const invalid = (routes: ReturnType<typeof route>[], message: RegExp) =>
      rejects(
        update(stateMachineAliasArn, { routingConfiguration: routes }),
        "ValidationException",
        message,
      );
    await rejects(update(stateMachineAliasArn, {}), "ValidationException", /must be specified/);
    await invalid([route(`${other}:1`)], /of the state machine of the alias/);
    await invalid([route(`${arn}:1`, 99)], /Received: \[99\]/);
    const missing = { routingConfiguration: [route(`${arn}:3`)] };
    await rejects(update(stateMachineAliasArn, missing), "ResourceNotFound", MISSING);
    await rejects(update(`${arn}:NONE`, { description: "" }), "ResourceNotFound", MISSING);
    await rejects(update("invalid_arn", { description: "" }), "InvalidArn", /invalid_arn/);
  });

  it("are gone when they are deleted, once", async () => {
    const arn = await createVersions();
    const { stateMachineAliasArn = "" } = await create("PROD", [route(`${arn}:1`)]);
    await deleteAlias(stateMachineAliasArn);
    await rejects(deleteAlias(stateMachineAliasArn), "ResourceNotFound", MISSING);
    await rejects(describeAlias(stateMachineAliasArn), "ResourceNotFound", MISSING);
    await rejects(
      start(stateMachineAliasArn),
      "StateMachineDoesNotExist",
      `State Machine Does Not Exist: '${stateMachineAliasArn}'`,
    );
    for (const wrong of [arn, `${arn}:1`]) {
      await rejects(deleteAlias(wrong), "InvalidArn", /not valid in this context/);
      await rejects(describeAlias(wrong), "InvalidArn", /not valid in this context/);
    }
  });

  it("start executions that tell of them and of their version", async () => {
    const arn = await createVersions();
    const { stateMachineAliasArn = "" } = await create("PROD", [route(`${arn}:1`)]);
    const executionArn = await start(stateMachineAliasArn);
    const described = await describeExecution(executionArn);
    assert.equal(described.status, "SUCCEEDED");
    assert.equal(described.stateMachineArn, arn);
    assert.equal(described.stateMachineVersionArn, `${arn}:1`);
    assert.equal(described.stateMachineAliasArn, stateMachineAliasArn);
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    const details = events[0]?.executionStartedEventDetails;
    assert.equal(details?.stateMachineVersionArn, `${arn}:1`);
    assert.equal(details?.stateMachineAliasArn, stateMachineAliasArn);
    await start(`${arn}:1`);
    const ofAlias = await client.send(
      new ListExecutionsCommand({ stateMachineArn: stateMachineAliasArn }),
    );
    assert.deepEqual(
      ofAlias.executions?.map((item) => [item.executionArn, item.stateMachineAliasArn]),
      [[executionArn, stateMachineAliasArn]],
    );
  });

  it("lead to both of their versions, and elsewhere once they are updated", async () => {
    const arn = await createVersions();
    const routes = [route(`${arn}:1`, 50), route(`${arn}:2`, 50)];
    const { stateMachineAliasArn = "" } = await create("PROD", routes);
    const versionsOf = async () => {
      const started = await Promise.all(
        Array.from({ length: 40 }, () => start(stateMachineAliasArn)),
      );
      const described = await Promise.all(started.map(describeExecution));
      return new Set(described.map(({ stateMachineVersionArn }) => stateMachineVersionArn));
    };
    assert.deepEqual([...(await versionsOf())].sort(), [`${arn}:1`, `${arn}:2`]);
    await update(stateMachineAliasArn, { routingConfiguration: [route(`${arn}:2`)] });
    assert.deepEqual([...(await versionsOf())], [`${arn}:2`]);
  });

  it("are state machines to whoever describes them: that of their main version", async () => {
    const arn = await createVersions();
    await create("PROD", [route(`${arn}:1`, 40), route(`${arn}:2`, 60)]);
    const described = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: `${arn}:PROD` }),
    );
    assert.equal(described.stateMachineArn, `${arn}:2`);
    assert.equal(described.definition, WAIT);
  });

  it("are listed by name, of a machine or of a version, page by page", async () => {
    const arn = await createVersions();
    await create("b", [route(`${arn}:1`)]);
    await create("a", [route(`${arn}:2`)]);
    await create("c", [route(`${arn}:1`, 0), route(`${arn}:2`, 100)]);
    assert.deepEqual(namesOf(await list(arn, { maxResults: 0 })), ["a", "b", "c"]);
    assert.deepEqual(namesOf(await list(`${arn}:1`)), ["b", "c"]);
    const first = await list(arn, { maxResults: 2 });
    assert.deepEqual(namesOf(first), ["a", "b"]);
    const { nextToken } = first;
    assert.deepEqual(namesOf(await list(arn, { maxResults: 2, nextToken })), ["c"]);
    await rejects(
      list(`${arn}:1`, { nextToken }),
      "InvalidToken",
      "Invalid Token: 'Invalid token'",
    );
    await rejects(list(arn, { maxResults: 1001 }), "ValidationException", /at 'maxResults'/);
    for (const missing of [UNKNOWN_MACHINE, `${UNKNOWN_MACHINE}:3`, `${arn}:a`]) {
      await rejects(list(missing), "StateMachineDoesNotExist", /Does Not Exist/);
    }
    await rejects(list(`${arn}:3`), "ResourceNotFound", /does not exist/);
    await rejects(list("invalid_arn"), "InvalidArn", /invalid_arn/);
  });

  it("are 100 of a machine at most", async () => {
    const arn = await createVersions();
    const routes = [route(`${arn}:1`)];
    await Promise.all(Array.from({ length: 100 }, (_, index) => create(`a${index}`, routes)));
    await rejects(create("one-more", routes), "ServiceQuotaExceededException", /100 aliases/);
    assert.ok(await create("a0", routes));
  });
});
