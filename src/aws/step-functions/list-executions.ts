// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html

import { type ArnScope, executionArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ExecutionStatus } from "../../execution/state.ts";
import type { ExecutionSummary } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { getStateMachine } from "./find-resources.ts";
import { type PageRequest, readPage } from "./page-token.ts";

export interface ListExecutionsInput extends PageRequest {
  readonly stateMachineArn?: string;
  readonly mapRunArn?: string;
  readonly statusFilter?: ExecutionStatus | "PENDING_REDRIVE";
  readonly redriveFilter?: "REDRIVEN" | "NOT_REDRIVEN";
}

export async function listExecutions(
  deps: {
    readonly store: Pick<Store, "findStateMachine" | "listExecutions">;
    readonly scope: ArnScope;
  },
  input: ListExecutionsInput,
): Promise<JsonObject> {
  const arn = stateMachineArnOf(input);
  const { name: stateMachineName } = await getStateMachine(deps, arn);
  const status = input.statusFilter;
  // Nothing is ever redriven here, and only children of Map Runs wait for it.
  if (status === "PENDING_REDRIVE" || input.redriveFilter === "REDRIVEN") return { executions: [] };
  const filter = { stateMachineName, ...(status !== undefined && { status }) };
  const { rows, nextToken } = await readPage(["ListExecutions", stateMachineName, status], input, {
    read: (page) => deps.store.listExecutions(filter, page),
    keyOf: ({ id }) => id,
  });
  return {
    executions: rows.map((execution) => encodeExecution(deps.scope, arn, execution)),
    ...(nextToken !== undefined && { nextToken }),
  };
}

function stateMachineArnOf({ stateMachineArn, mapRunArn }: ListExecutionsInput): string {
  if (mapRunArn !== undefined) {
    throw stateMachineArn === undefined
      ? new ApiError("ResourceNotFound", `Resource not found: '${mapRunArn}'`)
      : invalid("Only one of stateMachineArn and mapRunArn may be specified.");
  }
  if (stateMachineArn === undefined) {
    throw invalid("Either stateMachineArn or mapRunArn must be specified.");
  }
  return stateMachineArn;
}

function encodeExecution(
  scope: ArnScope,
  stateMachineArn: string,
  { stateMachineName, name, status, startedAt, stoppedAt }: ExecutionSummary,
): JsonObject {
  return {
    executionArn: executionArn(scope, stateMachineName, name),
    stateMachineArn,
    name,
    status,
    startDate: timestamp(startedAt),
    ...(stoppedAt !== null && { stopDate: timestamp(stoppedAt) }),
    redriveCount: 0,
  };
}

function invalid(message: string): ApiError {
  return new ApiError("ValidationException", message);
}
