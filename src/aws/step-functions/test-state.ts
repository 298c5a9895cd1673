// TestState: one state, run without a state machine. Nothing of it is stored; a resource that is not
// mocked is really called, by the same runner that executions use.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html

import { randomUUID } from "node:crypto";
import type { ArnScope } from "../../base/arn.ts";
import { stateMachineArn } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import { newId } from "../../base/ulid.ts";
import type { ExecutionOrigin } from "../../execution/state.ts";
import { runStateTest } from "../../execution/test-state.ts";
import type { Caller, Connection } from "../operation.ts";
import { checkRoleArn } from "./arns.ts";
import { parseExecutionInput } from "./start-execution.ts";
import { type CallResourceDeps, createResourceCaller } from "./test-state-call.ts";
import { readStateDefinition } from "./test-state-definition.ts";
import { readJsonObject } from "./test-state-json.ts";
import { answerFromMock, checkMock, checkTestable, type MockInput } from "./test-state-mock.ts";
import { renderStateTest } from "./test-state-output.ts";

export interface TestStateInput {
  /** A single state, or a state machine where `stateName` says which of its states. */
  readonly definition: string;
  readonly stateName?: string;
  readonly roleArn?: string;
  /** JSON text. @default "{}" */
  readonly input?: string;
  /** @default INFO */
  readonly inspectionLevel?: "INFO" | "DEBUG" | "TRACE";
  readonly revealSecrets?: boolean;
  /** JSON text of an object. */
  readonly variables?: string;
  readonly mock?: MockInput;
  /** JSON text of an object. */
  readonly context?: string;
  readonly stateConfiguration?: {
    readonly retrierRetryCount?: number;
    readonly errorCausedByState?: string;
    readonly mapIterationFailureCount?: number;
    readonly mapItemReaderData?: string;
  };
}

export interface TestStateDeps extends CallResourceDeps {
  readonly scope: ArnScope;
  readonly clock: Clock;
}

export async function testState(
  deps: TestStateDeps,
  input: TestStateInput,
  caller: Caller,
  connection: Connection = {},
): Promise<JsonObject> {
  const { mock, roleArn, stateConfiguration = {} } = input;
  if (roleArn !== undefined) checkRoleArn(roleArn);
  const definition = readStateDefinition(input);
  checkTestable(definition.state, input);
  if (mock) await checkMock(definition.state, mock);
  parseExecutionInput(input.input ?? "{}");
  const variables = readJsonObject("Variables", input.variables) ?? {};
  const context = readJsonObject("Context", input.context);
  const origin = originOf(deps, input);
  const result = await runStateTest({
    ...definition,
    origin,
    variables,
    ...(context && { context }),
    region: deps.scope.region,
    retryCount: stateConfiguration.retrierRetryCount ?? 0,
    failedIterations: stateConfiguration.mapIterationFailureCount ?? 0,
    itemReaderData: stateConfiguration.mapItemReaderData,
    taskToken: randomUUID(),
    seed: randomUUID(),
    answerTask: mock
      ? async () => answerFromMock(mock, origin.startedAt)
      : createResourceCaller(deps, { origin, startedBy: caller.name, connection }),
  });
  return renderStateTest(result, input);
}

/** What the state believes to be part of. */
function originOf({ scope, clock }: TestStateDeps, input: TestStateInput): ExecutionOrigin {
  const startedAt = clock();
  const name = randomUUID();
  const stateMachineName = `TestState-${randomUUID()}`;
  const { region, accountId } = scope;
  return {
    executionId: newId(startedAt),
    executionArn: `arn:aws:states:${region}:${accountId}:express:${stateMachineName}:${name}`,
    name,
    stateMachineArn: stateMachineArn(scope, stateMachineName),
    stateMachineName,
    roleArn: input.roleArn ?? "",
    input: JSON.parse(input.input ?? "{}") as Json,
    inputText: input.input ?? "{}",
    startedAt,
  };
}
