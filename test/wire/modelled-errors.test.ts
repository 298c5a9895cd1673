// Every error that AWS's model has for an operation of Step Functions is met through AWS's own client, or
// stands below with the reason why it cannot be met on this server.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as sfn from "@aws-sdk/client-sfn";
import type { ServiceModel } from "../../src/aws/protocols/service-model.ts";
import model from "../../src/aws/step-functions/generated/model.json" with { type: "json" };
import { newId } from "../../src/base/ulid.ts";
import { mintTaskToken } from "../../src/execution/task-token.ts";
import { provokingInputs } from "../support/provoking-inputs.ts";
import { seedMachines } from "../support/seed-machines.ts";
import {
  clientOf,
  definitionOf,
  PASS,
  PREFIX,
  ROLE,
  rejects,
  routeTo,
  startStepFunctions,
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
  "CreateStateMachineAlias.InvalidName": "on AWS too, a bad name is a ValidationException",
  "UpdateStateMachine.ConflictException": LOOKS_AGAIN,
  "UpdateStateMachineAlias.ConflictException": LOOKS_AGAIN,
  "DeleteStateMachineAlias.ConflictException": LOOKS_AGAIN,
};

const SECRET = "modelled errors";
const ALIASES_MAX = 100;
const WORKERS_MAX = 1_000;

const dataDirectory = mkdtempSync(join(tmpdir(), "countersign-errors-"));
await seedMachines(dataDirectory);
const server = await startStepFunctions({ dataDirectory, secret: SECRET });
const client = clientOf(server.url, undefined, { disableHostPrefix: true });
after(async () => {
  client.destroy();
  await server.stop();
});

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
const dying = (type = "STANDARD") => `${PREFIX}:stateMachine:Dying-${type}`;
const running = await start(waiting, "{}", "taken");
const over = await start(machine, "{}", "over");
const { taskToken: open } = await server.startAsking();
const { taskToken: closed } = await server.startAsking();
await send("SendTaskSuccess", { taskToken: closed, output: "1" });
await send("CreateActivity", { name: "activity" });
await send("UpdateStateMachine", { stateMachineArn: full, definition: `${PASS} ` });
await send("CreateStateMachineAlias", {
  name: "PROD",
  routingConfiguration: routeTo(`${machine}:1`),
});
await send("CreateStateMachineAlias", { name: "a", routingConfiguration: routeTo(`${dying()}:1`) });
for (let number = 0; number < ALIASES_MAX; number++) {
  await send("CreateStateMachineAlias", {
    name: `alias-${number}`,
    routingConfiguration: routeTo(`${full}:1`),
  });
}
const activityArn = `${PREFIX}:activity:activity`;
/** Of a task whose execution has never been. */
const foreign = mintTaskToken(createHmac("sha256", SECRET).update("task-token").digest(), {
  executionId: newId(Date.now()),
  task: 1,
});

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

const PROVOKING = provokingInputs({
  machine,
  express,
  waiting,
  full,
  running,
  over,
  mapRunArn,
  tokens: { open, closed, foreign },
});

/** The same for what is said of a state machine that is being deleted. */
const DELETING: Readonly<Record<string, object>> = {
  CreateStateMachine: { name: "Dying-STANDARD", definition: PASS, roleArn: ROLE },
  CreateStateMachineAlias: { name: "b", routingConfiguration: routeTo(`${dying()}:1`) },
  ListStateMachineAliases: { stateMachineArn: dying() },
  PublishStateMachineVersion: { stateMachineArn: dying() },
  StartExecution: { stateMachineArn: dying() },
  StartSyncExecution: { stateMachineArn: dying("EXPRESS") },
  UpdateStateMachine: { stateMachineArn: dying(), definition: PASS },
  UpdateStateMachineAlias: { stateMachineAliasArn: `${dying()}:a`, description: "new" },
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
    const workers = Array.from({ length: WORKERS_MAX }, () => work(activityArn, gone.signal));
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
    await Promise.all(workers);
  });
});

/** A worker asks again when a poll ends, or does not even arrive where many connect at once. */
async function work(arn: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await pollFor(arn, signal).catch(() => undefined);
}

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
  for (const type of ["STANDARD", "EXPRESS"]) {
    it(`is met: ${type}`, async () => {
      const stateMachineArn = dying(type);
      const deletion = send("DeleteStateMachine", { stateMachineArn });
      const meant = Object.entries(DELETING).filter(
        ([operation]) => (operation === "StartSyncExecution") === (type === "EXPRESS"),
      );
      await Promise.all(meant.map(([operation, input]) => untilDeleting(operation, input)));
      await deletion;
    });
  }
});

/** The deletion may not have begun yet: until then the request succeeds. */
async function untilDeleting(operation: string, input: object): Promise<void> {
  for (;;) {
    const error = await send(operation, input).then(
      () => undefined,
      (reason: Error) => reason,
    );
    if (error === undefined) continue;
    assert.equal(error.name, "StateMachineDeleting", `${operation}: ${error.message}`);
    return;
  }
}
