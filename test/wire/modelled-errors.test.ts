// Every error that AWS's model has for an operation of Step Functions is met through AWS's own client, or
// stands below with the reason why it cannot be met on this server.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as sfn from "@aws-sdk/client-sfn";
import type { ServiceModel } from "../../src/aws/protocols/service-model.ts";
import model from "../../src/aws/step-functions/generated/model.json" with { type: "json" };
import { nextVersion, publishing } from "../../src/aws/step-functions/publish-version.ts";
import { newId } from "../../src/base/ulid.ts";
import { mintTaskToken } from "../../src/execution/task-token.ts";
import { openStore } from "../../src/store/open-store.ts";
import {
  clientOf,
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

const MODEL: ServiceModel = model;

const NO_KEYS = "customer keys are refused, so that there is no key service that could fail";
const NO_QUOTA = "there is no such quota: the disk is the limit";
const LOOKS_AGAIN = "what somebody else changes at the same time is looked at again instead";

/** By error, or by operation and error. */
const IMPOSSIBLE: Readonly<Record<string, string>> = {
  KmsAccessDeniedException: NO_KEYS,
  KmsInvalidStateException: NO_KEYS,
  KmsThrottlingException: NO_KEYS,
  ActivityLimitExceeded: NO_QUOTA,
  ExecutionLimitExceeded: NO_QUOTA,
  StateMachineLimitExceeded: NO_QUOTA,
  "CreateStateMachine.StateMachineTypeNotSupported": "every type that the model has is supported",
  "CreateStateMachine.ConflictException": LOOKS_AGAIN,
  "UpdateStateMachine.ConflictException": LOOKS_AGAIN,
  "UpdateStateMachineAlias.ConflictException": LOOKS_AGAIN,
  "DeleteStateMachineAlias.ConflictException": LOOKS_AGAIN,
};

const SECRET = "modelled errors";
const VERSIONS_MAX = 1_000;
const ALIASES_MAX = 100;
const WORKERS_MAX = 1_000;

const dataDirectory = mkdtempSync(join(tmpdir(), "countersign-errors-"));
await seedFullMachine();
const server = await startStepFunctions({ dataDirectory, secret: SECRET });
const client = clientOf(server.url, undefined, { disableHostPrefix: true });
after(async () => {
  client.destroy();
  await server.stop();
});

/** A machine with as many versions as one may have, and a revision that is none of them. */
async function seedFullMachine(): Promise<void> {
  const store = await openStore({ dataDirectory });
  const at = Date.now();
  const revision = {
    id: newId(at),
    publicId: null,
    definition: PASS,
    roleArn: ROLE,
    createdAt: at,
  };
  const stateMachine = {
    name: "Full",
    type: "STANDARD",
    createdAt: at,
    updatedAt: at,
    revision: { ...revision, stateMachineName: "Full" },
    settings: "{}",
    tags: "{}",
  } as const;
  const versions = Array.from({ length: VERSIONS_MAX }, (_, lastVersion) => [
    publishing(nextVersion({ ...stateMachine, lastVersion }, undefined, at)),
  ]);
  await store.commit([[{ kind: "createStateMachine", stateMachine }], ...versions]);
  await store.close();
}

/** Sends any operation: what it gets wrong is up to its input. */
function send(operation: string, input: object, abortSignal?: AbortSignal): Promise<unknown> {
  const commands = sfn as unknown as Record<
    string,
    new (
      input: object,
    ) => sfn.StopExecutionCommand
  >;
  const Command = commands[`${operation}Command`];
  assert(Command, operation);
  return client.send(new Command(input), abortSignal && { abortSignal });
}

const { createMachine, start } = server;
const machine = await createMachine(PASS, { name: "Machine", publish: true });
const express = await createMachine(PASS, { type: "EXPRESS" });
const waiting = await createMachine(WAIT);
const full = `${PREFIX}:stateMachine:Full`;
const running = await start(waiting, "{}", "taken");
const over = await start(machine, "{}", "over");
const { taskToken: open } = await server.startAsking();
const { taskToken: closed } = await server.startAsking();
await send("SendTaskSuccess", { taskToken: closed, output: "1" });
await send("CreateActivity", { name: "activity" });
await send("UpdateStateMachine", { stateMachineArn: full, definition: `${PASS} ` });
const routeTo = (stateMachineVersionArn: string) => [{ stateMachineVersionArn, weight: 100 }];
await send("CreateStateMachineAlias", {
  name: "PROD",
  routingConfiguration: routeTo(`${machine}:1`),
});
for (let number = 0; number < ALIASES_MAX; number++) {
  await send("CreateStateMachineAlias", {
    name: `alias-${number}`,
    routingConfiguration: routeTo(`${full}:1`),
  });
}
const activityArn = `${PREFIX}:activity:activity`;
const unknownActivity = `${PREFIX}:activity:nobody`;
const unknownMapRun = `${PREFIX}:mapRun:M/L:00000000-0000-4000-8000-000000000000`;
/** Of a task whose execution has never been. */
const foreign = mintTaskToken(createHmac("sha256", SECRET).update("task-token").digest(), {
  executionId: newId(Date.now()),
  task: 1,
});
const CUSTOMER_KEY = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key" };
const BAD_LOGGING = { level: "ALL" };
const LONG = "x".repeat(2_001);
const TAGS = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "" }));
const created = { name: "New", definition: PASS, roleArn: ROLE };
const inputOf = (given: object) => ({ ...created, ...given });
const change = (given: object) => ({ stateMachineArn: machine, ...given });

const distributed = await createMachine(
  definitionOf({
    A: {
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "B",
        States: { B: { Type: "Pass", End: true } },
      },
      End: true,
    },
  }),
);
const mapping = await start(distributed, "[1]");
const mapRunArn = await findMapRun();

async function findMapRun(): Promise<string> {
  for (;;) {
    const command = new sfn.ListMapRunsCommand({ executionArn: mapping });
    const [mapRun] = (await client.send(command)).mapRuns ?? [];
    if (mapRun?.stopDate) return mapRun.mapRunArn ?? "";
    await sleep(20);
  }
}

/** By operation and error: the input that leads to it. */
const PROVOKING: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  CreateActivity: {
    ActivityAlreadyExists: { name: "activity", encryptionConfiguration: CUSTOMER_KEY },
    InvalidName: { name: "a b" },
    TooManyTags: { name: "tagged", tags: TAGS },
    InvalidEncryptionConfiguration: { name: "secret", encryptionConfiguration: CUSTOMER_KEY },
  },
  CreateStateMachine: {
    InvalidArn: inputOf({ roleArn: "x" }),
    InvalidDefinition: inputOf({ definition: "{}" }),
    InvalidName: inputOf({ name: "a b" }),
    InvalidLoggingConfiguration: inputOf({ loggingConfiguration: BAD_LOGGING }),
    InvalidTracingConfiguration: inputOf({ tracingConfiguration: {} }),
    StateMachineAlreadyExists: inputOf({ name: "Machine", definition: WAIT }),
    TooManyTags: inputOf({ tags: TAGS }),
    ValidationException: inputOf({ versionDescription: "of nothing" }),
    InvalidEncryptionConfiguration: inputOf({ encryptionConfiguration: CUSTOMER_KEY }),
  },
  CreateStateMachineAlias: {
    InvalidArn: { name: "a", routingConfiguration: routeTo("x") },
    InvalidName: { name: "1", routingConfiguration: routeTo(`${machine}:1`) },
    ValidationException: { name: "a", routingConfiguration: [] },
    ResourceNotFound: { name: "a", routingConfiguration: routeTo(`${machine}:9`) },
    ConflictException: {
      name: "PROD",
      description: "another",
      routingConfiguration: routeTo(`${machine}:1`),
    },
    ServiceQuotaExceededException: { name: "more", routingConfiguration: routeTo(`${full}:1`) },
  },
  DeleteActivity: { InvalidArn: { activityArn: "x" } },
  DeleteStateMachine: {
    InvalidArn: { stateMachineArn: "x" },
    ValidationException: { stateMachineArn: `${machine}/label` },
  },
  DeleteStateMachineAlias: {
    ValidationException: { stateMachineAliasArn: LONG },
    InvalidArn: { stateMachineAliasArn: "x" },
    ResourceNotFound: { stateMachineAliasArn: `${machine}:nobody` },
  },
  DeleteStateMachineVersion: {
    ValidationException: { stateMachineVersionArn: LONG },
    InvalidArn: { stateMachineVersionArn: "x" },
    ConflictException: { stateMachineVersionArn: `${machine}:1` },
  },
  DescribeActivity: {
    ActivityDoesNotExist: { activityArn: unknownActivity },
    InvalidArn: { activityArn: "x" },
  },
  DescribeExecution: {
    ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
    InvalidArn: { executionArn: "x" },
  },
  DescribeMapRun: {
    ResourceNotFound: { mapRunArn: unknownMapRun },
    InvalidArn: { mapRunArn: "x" },
  },
  DescribeStateMachine: {
    InvalidArn: { stateMachineArn: "x" },
    StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
  },
  DescribeStateMachineAlias: {
    ValidationException: { stateMachineAliasArn: LONG },
    InvalidArn: { stateMachineAliasArn: "x" },
    ResourceNotFound: { stateMachineAliasArn: `${machine}:nobody` },
  },
  DescribeStateMachineForExecution: {
    ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
    InvalidArn: { executionArn: "x" },
  },
  GetActivityTask: {
    ActivityDoesNotExist: { activityArn: unknownActivity },
    InvalidArn: { activityArn: "x" },
  },
  GetExecutionHistory: {
    ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
    InvalidArn: { executionArn: "x" },
    InvalidToken: { executionArn: running, nextToken: "x" },
  },
  ListActivities: { InvalidToken: { nextToken: "x" } },
  ListExecutions: {
    InvalidArn: { stateMachineArn: "x" },
    InvalidToken: { stateMachineArn: machine, nextToken: "x" },
    StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
    StateMachineTypeNotSupported: { stateMachineArn: express },
    ValidationException: {},
    ResourceNotFound: { mapRunArn: unknownMapRun },
  },
  ListMapRuns: {
    ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
    InvalidArn: { executionArn: "x" },
    InvalidToken: { executionArn: running, nextToken: "x" },
  },
  ListStateMachineAliases: {
    InvalidArn: { stateMachineArn: "x" },
    InvalidToken: { stateMachineArn: machine, nextToken: "x" },
    ResourceNotFound: { stateMachineArn: `${machine}:9` },
    StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
  },
  ListStateMachineVersions: {
    ValidationException: { stateMachineArn: machine, maxResults: 1_001 },
    InvalidArn: { stateMachineArn: "x" },
    InvalidToken: { stateMachineArn: machine, nextToken: "x" },
  },
  ListStateMachines: { InvalidToken: { nextToken: "x" } },
  ListTagsForResource: {
    InvalidArn: { resourceArn: "x" },
    ResourceNotFound: { resourceArn: UNKNOWN_MACHINE },
  },
  PublishStateMachineVersion: {
    ValidationException: change({ description: LONG }),
    StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
    ServiceQuotaExceededException: { stateMachineArn: full },
    ConflictException: change({ revisionId: "another" }),
    InvalidArn: { stateMachineArn: "x" },
  },
  RedriveExecution: {
    ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
    ExecutionNotRedrivable: { executionArn: over },
    InvalidArn: { executionArn: "x" },
    ValidationException: { executionArn: over, clientToken: LONG },
  },
  SendTaskFailure: {
    TaskDoesNotExist: { taskToken: foreign },
    InvalidToken: { taskToken: "x" },
    TaskTimedOut: { taskToken: closed },
  },
  SendTaskHeartbeat: {
    TaskDoesNotExist: { taskToken: foreign },
    InvalidToken: { taskToken: "x" },
    TaskTimedOut: { taskToken: closed },
  },
  SendTaskSuccess: {
    TaskDoesNotExist: { taskToken: foreign, output: "1" },
    InvalidOutput: { taskToken: open, output: "{" },
    InvalidToken: { taskToken: "x", output: "1" },
    TaskTimedOut: { taskToken: closed, output: "1" },
  },
  StartExecution: {
    ExecutionAlreadyExists: { stateMachineArn: waiting, name: "taken", input: "1" },
    InvalidArn: { stateMachineArn: "x" },
    InvalidExecutionInput: change({ input: "{" }),
    InvalidName: change({ name: "a b" }),
    StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
    ValidationException: { stateMachineArn: `${machine}/label` },
  },
  StartSyncExecution: {
    InvalidArn: { stateMachineArn: "x" },
    InvalidExecutionInput: { stateMachineArn: express, input: "{" },
    InvalidName: { stateMachineArn: express, name: "a b" },
    StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
    StateMachineTypeNotSupported: { stateMachineArn: machine },
  },
  StopExecution: {
    ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
    InvalidArn: { executionArn: "x" },
    ValidationException: { executionArn: running, error: LONG },
  },
  TagResource: {
    InvalidArn: { resourceArn: "x", tags: [] },
    ResourceNotFound: { resourceArn: UNKNOWN_MACHINE, tags: [] },
    TooManyTags: { resourceArn: machine, tags: TAGS },
  },
  TestState: {
    InvalidArn: { definition: '{"Type":"Succeed"}', roleArn: "x" },
    InvalidDefinition: { definition: "{}", roleArn: ROLE },
    InvalidExecutionInput: { definition: '{"Type":"Succeed"}', roleArn: ROLE, input: "{" },
    ValidationException: { definition: '{"Type":"Succeed"}', roleArn: ROLE, variables: "[]" },
  },
  UntagResource: {
    InvalidArn: { resourceArn: "x", tagKeys: [] },
    ResourceNotFound: { resourceArn: UNKNOWN_MACHINE, tagKeys: [] },
  },
  UpdateMapRun: {
    ResourceNotFound: { mapRunArn: unknownMapRun, maxConcurrency: 1 },
    InvalidArn: { mapRunArn: "x", maxConcurrency: 1 },
    ValidationException: { mapRunArn, maxConcurrency: 1 },
  },
  UpdateStateMachine: {
    InvalidArn: change({ roleArn: "x" }),
    InvalidDefinition: change({ definition: "{}" }),
    InvalidLoggingConfiguration: change({ loggingConfiguration: BAD_LOGGING }),
    InvalidTracingConfiguration: change({ tracingConfiguration: {} }),
    MissingRequiredParameter: { stateMachineArn: machine },
    StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE, definition: PASS },
    ServiceQuotaExceededException: { stateMachineArn: full, definition: WAIT, publish: true },
    ValidationException: change({ definition: PASS, versionDescription: "of nothing" }),
    InvalidEncryptionConfiguration: change({ encryptionConfiguration: CUSTOMER_KEY }),
  },
  UpdateStateMachineAlias: {
    ValidationException: { stateMachineAliasArn: `${machine}:PROD` },
    InvalidArn: { stateMachineAliasArn: "x", description: "new" },
    ResourceNotFound: { stateMachineAliasArn: `${machine}:nobody`, description: "new" },
  },
  ValidateStateMachineDefinition: { ValidationException: { definition: PASS, maxResults: 101 } },
};

const dying = (name: string) => `${PREFIX}:stateMachine:${name}`;

/** The same for what is said of a state machine that is being deleted. */
const DELETING: Readonly<Record<string, object>> = {
  CreateStateMachine: inputOf({ name: "Dying" }),
  CreateStateMachineAlias: { name: "b", routingConfiguration: routeTo(`${dying("Dying")}:1`) },
  ListStateMachineAliases: { stateMachineArn: dying("Dying") },
  PublishStateMachineVersion: { stateMachineArn: dying("Dying") },
  StartExecution: { stateMachineArn: dying("Dying") },
  StartSyncExecution: { stateMachineArn: dying("DyingExpress") },
  UpdateStateMachine: { stateMachineArn: dying("Dying"), definition: PASS },
  UpdateStateMachineAlias: { stateMachineAliasArn: `${dying("Dying")}:a`, description: "new" },
};

/** Provoked by a test of its own. */
const BY_ITSELF = ["GetActivityTask.ActivityWorkerLimitExceeded"];

describe("every modelled error of every operation", () => {
  it("has a request that leads to it, or a reason why none does", () => {
    const provoked = Object.entries(PROVOKING).flatMap(([operation, errors]) =>
      Object.keys(errors).map((error) => `${operation}.${error}`),
    );
    const deleting = Object.keys(DELETING).map((operation) => `${operation}.StateMachineDeleting`);
    const modelled = Object.entries(MODEL.operations).flatMap(([operation, { errors }]) =>
      errors.map((error) => ({ error, pair: `${operation}.${error}` })),
    );
    const possible = modelled.filter(
      ({ error, pair }) => !(error in IMPOSSIBLE) && !(pair in IMPOSSIBLE),
    );
    assert.deepEqual(
      [...provoked, ...deleting, ...BY_ITSELF].sort(),
      possible.map(({ pair }) => pair).sort(),
    );
    const known = new Set(modelled.flatMap(({ error, pair }) => [error, pair]));
    assert.deepEqual(
      Object.keys(IMPOSSIBLE).filter((each) => !known.has(each)),
      [],
    );
  });

  for (const [operation, errors] of Object.entries(PROVOKING)) {
    it(`is met: ${operation}`, async () => {
      for (const [error, input] of Object.entries(errors)) {
        await rejects(send(operation, input), error, /./);
      }
    });
  }

  it("is met: too many workers of an activity", async () => {
    const gone = new AbortController();
    const polls = Array.from({ length: WORKERS_MAX }, () => pollFor(activityArn, gone.signal));
    const refused = async (): Promise<void> => {
      const briefly = AbortSignal.timeout(200);
      const poll = send("GetActivityTask", { activityArn }, briefly);
      const error = await poll.then(
        () => undefined,
        (reason: Error) => reason.name,
      );
      // Not all of them have arrived yet.
      return error === "AbortError"
        ? refused()
        : assert.equal(error, "ActivityWorkerLimitExceeded");
    };
    await refused();
    gone.abort();
    await Promise.allSettled(polls);
  });
});

/** As often as one likes at a time, which the SDK would hold back. */
function pollFor(arn: string, signal: AbortSignal): Promise<unknown> {
  return fetch(server.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AWSStepFunctions.GetActivityTask",
    },
    body: JSON.stringify({ activityArn: arn }),
    signal,
  });
}

describe("of a state machine that is being deleted, StateMachineDeleting", () => {
  const EXECUTIONS = 400;
  before(async () => {
    const arn = await createMachine(WAIT, { name: "Dying", publish: true });
    await createMachine(WAIT, { name: "DyingExpress", type: "EXPRESS" });
    const input = { name: "a", routingConfiguration: routeTo(`${arn}:1`) };
    await send("CreateStateMachineAlias", input);
    // Their end takes the while in which there is something to see.
    const starts = Array.from({ length: EXECUTIONS }, () =>
      ["Dying", "DyingExpress"].map((name) => start(dying(name))),
    );
    await Promise.all(starts.flat());
  });

  for (const name of ["Dying", "DyingExpress"]) {
    it(`is met: ${name}`, async () => {
      const stateMachineArn = dying(name);
      const deletion = send("DeleteStateMachine", { stateMachineArn });
      const describe = new sfn.DescribeStateMachineCommand({ stateMachineArn });
      while ((await client.send(describe)).status !== "DELETING") await sleep(1);
      const meant = Object.entries(DELETING).filter(
        ([operation]) => (operation === "StartSyncExecution") === (name === "DyingExpress"),
      );
      await Promise.all(
        meant.map(([operation, input]) =>
          rejects(send(operation, input), "StateMachineDeleting", /being deleted/),
        ),
      );
      await deletion;
    });
  }
});
