// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html

import { type ArnScope, executionArn } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import { newId } from "../../base/ulid.ts";
import type { Engine } from "../../engine/engine.ts";
import type { TaskReference } from "../../execution/task-token.ts";
import type { ExecutionRecord } from "../../store/records.ts";
import { ApiError } from "../api-error.ts";
import { type Caller, timestamp } from "../operation.ts";
import { checkName } from "./check-name.ts";
import { parsePayload } from "./find-json-problem.ts";
import { type FindStartableDeps, getStartable } from "./find-startable.ts";

export interface StartExecutionInput {
  /** Also that of a version or an alias. */
  readonly stateMachineArn: string;
  readonly name?: string;
  /** JSON text. @default "{}" */
  readonly input?: string;
  readonly traceHeader?: string;
}

export interface StartExecutionDeps extends FindStartableDeps {
  readonly engine: Pick<Engine, "startExecution">;
  readonly clock: Clock;
}

export function startExecution(
  deps: StartExecutionDeps,
  input: StartExecutionInput,
  caller: Caller,
): Promise<JsonObject> {
  return start(deps, input, caller);
}

/** As a Task state starts it. */
export function startChildExecution(
  deps: StartExecutionDeps,
  input: StartExecutionInput,
  caller: Caller,
  parent: TaskReference,
): Promise<JsonObject> {
  return start(deps, input, caller, parent);
}

async function start(
  deps: StartExecutionDeps,
  { stateMachineArn, name, input = "{}", traceHeader }: StartExecutionInput,
  caller: Caller,
  parent?: TaskReference,
): Promise<JsonObject> {
  if (name !== undefined) checkName(name);
  const executionId = newId(deps.clock());
  const startable = await getStartable(deps, stateMachineArn, executionId);
  const inputValue = parseExecutionInput(input);
  const outcome = await deps.engine.startExecution({
    ...startable,
    executionId,
    input,
    inputValue,
    startedBy: caller.name,
    ...(name !== undefined && { name }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(parent && { parent }),
  });
  if (outcome.kind === "started") {
    return { executionArn: outcome.executionArn, startDate: timestamp(outcome.startedAt) };
  }
  if (outcome.kind === "orphaned") throw new ApiError("TaskTimedOut", "Task Timed Out");
  return answerExisting(deps.scope, outcome.execution, input);
}

/** The same start again is answered as the first one, but only while that still runs. */
function answerExisting(scope: ArnScope, existing: ExecutionRecord, input: string): JsonObject {
  const arn = executionArn(scope, existing.stateMachineName, existing.name);
  if (existing.status === "RUNNING" && existing.input === input) {
    return { executionArn: arn, startDate: timestamp(existing.startedAt) };
  }
  throw new ApiError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
}

/** @throws ApiError `InvalidExecutionInput` */
export function parseExecutionInput(text: string): Json {
  if (text === "") throw invalidInput("Invalid execution input.");
  const parsed = parsePayload(text);
  if (parsed.kind === "problem") throw invalidInput(parsed.problem);
  return parsed.value;
}

function invalidInput(reason: string): ApiError {
  return new ApiError(
    "InvalidExecutionInput",
    `Invalid State Machine Execution Input: '${reason}'`,
  );
}
