// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html

import { stateMachineArn } from "../../base/arn.ts";
import { assert } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import { newId } from "../../base/ulid.ts";
import type { ExecutionEnds } from "../../engine/execution-ends.ts";
import { arnOfExecution } from "../../engine/execution-record.ts";
import type { ExecutionRecord } from "../../store/records.ts";
import { type Caller, type Connection, timestamp } from "../operation.ts";
import { checkName } from "./check-name.ts";
import { checkType } from "./find-resources.ts";
import { getStartable } from "./find-startable.ts";
import {
  parseExecutionInput,
  type StartExecutionDeps,
  type StartExecutionInput,
} from "./start-execution.ts";

export interface StartSyncExecutionInput extends StartExecutionInput {
  readonly includedData?: "ALL_DATA" | "METADATA_ONLY";
}

export interface StartSyncExecutionDeps extends StartExecutionDeps {
  readonly executionEnds: Pick<ExecutionEnds, "waitFor">;
}

/** Answers when the execution is over. It goes on when the caller hangs up before. */
export async function startSyncExecution(
  deps: StartSyncExecutionDeps,
  given: StartSyncExecutionInput,
  caller: Caller,
  { signal }: Connection = {},
): Promise<JsonObject> {
  const { stateMachineArn: arn, name, input = "{}", traceHeader, includedData } = given;
  if (name !== undefined) checkName(name);
  const executionId = newId(deps.clock());
  const startable = await getStartable(deps, arn, executionId);
  checkType(startable.stateMachine, "EXPRESS");
  const inputValue = parseExecutionInput(input);
  const outcome = await deps.engine.startExecution({
    ...startable,
    executionId,
    input,
    inputValue,
    startedBy: caller.name,
    ...(name !== undefined && { name }),
    ...(traceHeader !== undefined && { traceHeader }),
  });
  assert(outcome.kind === "started", "an EXPRESS execution needs no free name");
  const execution = await deps.executionEnds.waitFor(executionId, signal);
  // Nobody is there to read an answer.
  if (!execution) return {};
  return describe(deps, execution, includedData !== "METADATA_ONLY");
}

function describe(
  { scope }: Pick<StartSyncExecutionDeps, "scope">,
  execution: ExecutionRecord,
  included: boolean,
): JsonObject {
  const { startedAt, input, output, error, cause, traceHeader } = execution;
  const stoppedAt = execution.stoppedAt ?? startedAt;
  return {
    executionArn: arnOfExecution(scope, execution),
    stateMachineArn: stateMachineArn(scope, execution.stateMachineName),
    name: execution.name,
    startDate: timestamp(startedAt),
    stopDate: timestamp(stoppedAt),
    status: statusOf(execution),
    ...(included && { input }),
    inputDetails: { included },
    ...(included && output !== null && { output }),
    outputDetails: { included },
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
    ...(traceHeader !== null && { traceHeader }),
    billingDetails: billingDetails(stoppedAt - startedAt),
  };
}

/** The model has no word for one whose state machine was deleted. */
function statusOf({ status }: ExecutionRecord): string {
  return status === "ABORTED" ? "FAILED" : status;
}

/** As AWS counts: begun tenths of a second, and the least memory there is. */
function billingDetails(durationMs: number): JsonObject {
  return {
    billedDurationInMilliseconds: Math.max(Math.ceil(durationMs / 100), 1) * 100,
    billedMemoryUsedInMB: 64,
  };
}
