// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html

import { type ArnScope, executionArn, stateMachineArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ExecutionStatus } from "../../execution/state.ts";
import type { ExecutionSummary } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { checkMapRunArn } from "./arns.ts";
import { type FindQualifiedDeps, getQualified } from "./find-resources.ts";
import { type PageRequest, readPage } from "./page-token.ts";
import { startedByOf } from "./started-by.ts";

export interface ListExecutionsInput extends PageRequest {
  readonly stateMachineArn?: string;
  readonly mapRunArn?: string;
  readonly statusFilter?: ExecutionStatus | "PENDING_REDRIVE";
  readonly redriveFilter?: "REDRIVEN" | "NOT_REDRIVEN";
}

/**
 * The executions of a machine, or those that one version or one alias of it has started; the latest
 * start first.
 */
export async function listExecutions(
  deps: {
    readonly store: FindQualifiedDeps["store"] & Pick<Store, "listExecutions">;
    readonly scope: ArnScope;
  },
  input: ListExecutionsInput,
): Promise<JsonObject> {
  const arn = stateMachineArnOf(input);
  const { stateMachine, version, alias } = await getQualified(deps, arn);
  const status = statusOf(input);
  const isRedriven = input.redriveFilter && input.redriveFilter === "REDRIVEN";
  const filter = {
    stateMachineName: stateMachine.name,
    ...(version !== undefined && { version: version.number }),
    ...(alias !== undefined && { alias: alias.name }),
    ...(status !== undefined && { status }),
    ...(isRedriven !== undefined && { isRedriven }),
  };
  const { rows, nextToken } = await readPage(
    ["ListExecutions", arn, status, input.redriveFilter],
    input,
    {
      read: (page) => deps.store.listExecutions(filter, page),
      keyOf: ({ id }) => id,
    },
  );
  return {
    executions: rows.map((execution) => encodeExecution(deps.scope, execution)),
    ...(nextToken !== undefined && { nextToken }),
  };
}

function stateMachineArnOf({ stateMachineArn: arn, mapRunArn }: ListExecutionsInput): string {
  if (arn !== undefined && mapRunArn !== undefined) {
    throw invalid("Only one of stateMachineArn and mapRunArn may be specified.");
  }
  if (arn !== undefined) return arn;
  if (mapRunArn === undefined) {
    throw invalid("Either stateMachineArn or mapRunArn must be specified.");
  }
  checkMapRunArn(mapRunArn);
  throw new ApiError("ResourceNotFound", `Resource not found: '${mapRunArn}'`, {
    members: { resourceName: mapRunArn },
  });
}

/** Only children of a Map Run wait for their redrive. */
function statusOf({ statusFilter }: ListExecutionsInput): ExecutionStatus | undefined {
  if (statusFilter !== "PENDING_REDRIVE") return statusFilter;
  throw invalid("The status PENDING_REDRIVE can only be asked for with a mapRunArn.");
}

function encodeExecution(scope: ArnScope, execution: ExecutionSummary): JsonObject {
  const { stateMachineName, name, status, startedAt, stoppedAt, redriveCount, redrivenAt } =
    execution;
  return {
    executionArn: executionArn(scope, stateMachineName, name),
    stateMachineArn: stateMachineArn(scope, stateMachineName),
    name,
    status,
    startDate: timestamp(startedAt),
    ...(stoppedAt !== null && { stopDate: timestamp(stoppedAt) }),
    ...startedByOf(scope, execution),
    redriveCount,
    ...(redrivenAt !== null && { redriveDate: timestamp(redrivenAt) }),
  };
}

function invalid(message: string): ApiError {
  return new ApiError("ValidationException", message);
}
