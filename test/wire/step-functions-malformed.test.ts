// Requests that no client would send, made from AWS's service model, to all operations: each is refused
// as the caller's fault, and nothing comes of it.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  CreateActivityCommand,
  CreateStateMachineAliasCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListActivitiesCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-sfn";
import fc from "fast-check";
import {
  checkInput,
  type ServiceModel,
  WrongTypeError,
} from "../../src/aws/protocols/service-model.ts";
import model from "../../src/aws/step-functions/generated/model.json" with { type: "json" };
import type { Json } from "../../src/base/json.ts";
import { arbitraryValue, breaksOf, type Strings } from "../support/arbitrary-input.ts";
import { ASK, PASS, PREFIX, startStepFunctions } from "../support/step-functions.ts";

const MODEL: ServiceModel = model;
const OPERATIONS = Object.keys(MODEL.operations);
const SEED = 20_261_122;

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, startAsking } = server;

/** One of everything, so that a request that came through would meet something. */
const stateMachineArn = await createMachine(ASK, { publish: true });
const versionArn = `${stateMachineArn}:1`;
const aliasArn = `${stateMachineArn}:PROD`;
await client.send(
  new CreateStateMachineAliasCommand({
    name: "PROD",
    routingConfiguration: [{ stateMachineVersionArn: versionArn, weight: 100 }],
  }),
);
const { activityArn = "" } = await client.send(new CreateActivityCommand({ name: "activity" }));
const { executionArn, taskToken } = await startAsking();
const ARNS = [stateMachineArn, versionArn, aliasArn, activityArn, executionArn];

/** An activity without work keeps who asks for it waiting. */
const WAIT_MS = 2_000;

async function post(operation: string, body: string): Promise<{ status: number; code: string }> {
  const mayWait = operation === "GetActivityTask";
  const request = fetch(server.url, {
    method: "POST",
    ...(mayWait && { signal: AbortSignal.timeout(WAIT_MS) }),
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AWSStepFunctions.${operation}`,
    },
    body,
  });
  const response = await request.catch((error: unknown) => {
    if (!mayWait || (error as Error).name !== "TimeoutError") throw error;
  });
  if (!response) return { status: 200, code: "" };
  const { __type = "" } = (await response.json()) as { __type?: string };
  return { status: response.status, code: __type.replace(/^.*#/, "") };
}

/** Everything there is, as the API shows it. */
async function readAll(): Promise<string> {
  const answers = await Promise.all([
    client.send(new ListStateMachinesCommand()),
    client.send(new ListActivitiesCommand()),
    client.send(new ListStateMachineVersionsCommand({ stateMachineArn })),
    client.send(new ListStateMachineAliasesCommand({ stateMachineArn })),
    client.send(new ListExecutionsCommand({ stateMachineArn })),
    client.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn })),
    client.send(new ListTagsForResourceCommand({ resourceArn: activityArn })),
    client.send(new DescribeExecutionCommand({ executionArn })),
    client.send(new GetExecutionHistoryCommand({ executionArn })),
  ]);
  return JSON.stringify(answers.map(({ $metadata: _, ...answer }) => answer));
}

/** Strings as good as they can be: what there is, where something is asked for. */
const fitting: Strings = (name, { min = 0 }) => {
  if (/Arn$/.test(name)) return fc.constantFrom(...ARNS);
  if (name === "TaskToken") return fc.constant(taskToken);
  if (name === "Definition") return fc.constant(PASS);
  if (/^Sensitive.*Data/.test(name)) return fc.constantFrom("{}", "[1]");
  return fc
    .string({ unit: fc.constantFrom("a", "b", "-"), minLength: Math.max(min, 1), maxLength: 20 })
    .map((text) => `a${text}`);
};

/** Strings with which something may be wrong. */
const hostile: Strings = (name, { max = 300 }) =>
  fc
    .oneof(
      fitting(name, { type: "string", min: 0 }),
      fc.constantFrom("", "x", "__proto__", "constructor", "null", "{", "\ud800", "\u0000", "💥"),
      fc
        .tuple(
          fc.constantFrom(...ARNS),
          fc.constantFrom(":", "/", ":0", ":01", ":9e9", ":x:y", "/L"),
        )
        .map(([arn, more]) => arn + more),
      fc.constantFrom(...ARNS).map((arn) => arn.replace("us-east-1", "")),
      fc
        .constantFrom("mapRun:M/L:x", "express:M:E:I", "execution:", "stateMachine:")
        .map((rest) => `${PREFIX}:${rest}`),
      fc.json(),
      fc.string({ unit: "binary", maxLength: 90 }),
    )
    .map((text) => text.slice(0, max));

/** An operation, a good input of it, and what is made of that. */
function requests(strings: Strings): fc.Arbitrary<readonly [string, Json]> {
  return fc.constantFrom(...OPERATIONS).chain((operation) => {
    const { input = "" } = MODEL.operations[operation] ?? {};
    return fc.tuple(fc.constant(operation), arbitraryValue(MODEL, input, strings));
  });
}

const broken = requests(fitting).chain(([operation, good]) => {
  const { input = "" } = MODEL.operations[operation] ?? {};
  const breaks = breaksOf(MODEL, input);
  return fc
    .nat({ max: breaks.length - 1 })
    .map((index) => ({ operation, good, bad: breaks[index]?.(good) ?? null }));
});

function isGood(operation: string, value: Json): boolean {
  try {
    return checkInput(MODEL, operation, value).violations.length === 0;
  } catch (error) {
    assert(error instanceof WrongTypeError);
    return false;
  }
}

describe("malformed requests", () => {
  it("are refused as the caller's fault, a thousand to all operations, and change nothing", async () => {
    const before = await readAll();
    const asked = new Set<string>();
    await fc.assert(
      fc.asyncProperty(broken, async ({ operation, good, bad }) => {
        assert(isGood(operation, good), "what is broken was good");
        asked.add(operation);
        const { status, code } = await post(operation, JSON.stringify(bad));
        assert.equal(status, 400);
        const codes = [
          "ValidationException",
          "SerializationException",
          "UnknownOperationException",
        ];
        assert(codes.includes(code), `${operation} answers ${code}`);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    assert.deepEqual([...asked].sort(), [...OPERATIONS].sort());
    assert.equal(await readAll(), before);
  });

  it("with values that fit the model get errors of the operation, if any", async () => {
    await fc.assert(
      fc.asyncProperty(requests(hostile), async ([operation, input]) => {
        const { status, code } = await post(operation, JSON.stringify(input));
        if (status === 200) return;
        assert.equal(status, 400);
        const framework = ["ValidationException", "UnknownOperationException"];
        const codes = [...(MODEL.operations[operation]?.errors ?? []), ...framework];
        assert(codes.includes(code), `${operation} answers ${code}`);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});
