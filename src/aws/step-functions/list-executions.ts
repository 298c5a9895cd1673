// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import { arnOfExecution } from "../../engine/execution-record.ts";
import type { ExecutionStatus } from "../../execution/state.ts";
import type { ExecutionSummary } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { getMapRun } from "./find-map-run.ts";
import { checkType, type FindQualifiedDeps, getQualified } from "./find-resources.ts";
import { mapRunOf } from "./map-run-of.ts";
import { type PageRequest, readPage } from "./page-token.ts";
import { startedByOf } from "./started-by.ts";

export interface ListExecutionsInput extends PageRequest {
  readonly stateMachineArn?: string;
  readonly mapRunArn?: string;
  readonly statusFilter?: ExecutionStatus | "PENDING_REDRIVE";
  readonly redriveFilter?: "REDRIVEN" | "NOT_REDRIVEN";
}

interface ListExecutionsDeps {
  readonly store: FindQualifiedDeps["store"] &
    Pick<Store, "listExecutions" | "findMapRun" | "listMapItemSizes">;
  readonly scope: ArnScope;
}

/**
 * The executions of a machine, or those that one version or one alias of it has started, or the child
 * executions of a Map Run; the latest start first.
 */
export async function listExecutions(
  deps: ListExecutionsDeps,
  input: ListExecutionsInput,
): Promise<JsonObject> {
  const listed = await findListed(deps, input);
  const { rows, nextToken } = await readPage(
    ["ListExecutions", listed.arn, input.statusFilter, input.redriveFilter],
    input,
    {
      read: async (page) =>
        listed.filter ? deps.store.listExecutions(listed.filter, page) : NO_EXECUTIONS,
      keyOf: ({ id }) => id,
    },
  );
  const sizes = await sizesOf(deps, rows, listed.isOfMapRun);
  return {
    executions: rows.map((execution) => ({
      ...encodeExecution(deps.scope, execution),
      ...(listed.isOfMapRun && {
        ...mapRunOf(deps.scope, execution),
        itemCount: sizes.get(execution.id) ?? 0,
      }),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}

const NO_EXECUTIONS: readonly ExecutionSummary[] = [];

interface Listed {
  readonly arn: string;
  readonly isOfMapRun: boolean;
  /** Absent where no execution can be meant. */
  readonly filter?: Parameters<Store["listExecutions"]>[0];
}

async function findListed(deps: ListExecutionsDeps, input: ListExecutionsInput): Promise<Listed> {
  const { stateMachineArn: arn, mapRunArn, statusFilter, redriveFilter } = input;
  if (arn !== undefined && mapRunArn !== undefined) {
    throw invalid("Only one of stateMachineArn and mapRunArn may be specified.");
  }
  const common = {
    ...(redriveFilter !== undefined && { isRedriven: redriveFilter === "REDRIVEN" }),
    ...(statusFilter !== undefined &&
      statusFilter !== "PENDING_REDRIVE" && { status: statusFilter }),
  };
  if (mapRunArn !== undefined) {
    const { id } = await getMapRun(deps, mapRunArn);
    // Child executions are redriven as soon as they may run: none of them waits for it.
    if (statusFilter === "PENDING_REDRIVE") return { arn: mapRunArn, isOfMapRun: true };
    return { arn: mapRunArn, isOfMapRun: true, filter: { ...common, mapRun: id } };
  }
  if (arn === undefined) throw invalid("Either stateMachineArn or mapRunArn must be specified.");
  if (statusFilter === "PENDING_REDRIVE") {
    throw invalid("The status PENDING_REDRIVE can only be asked for with a mapRunArn.");
  }
  const { stateMachine, version, alias } = await getQualified(deps, arn);
  checkType(stateMachine, "STANDARD");
  const filter = {
    ...common,
    stateMachineName: stateMachine.name,
    type: stateMachine.type,
    ...(version !== undefined && { version: version.number }),
    ...(alias !== undefined && { alias: alias.name }),
  };
  return { arn, isOfMapRun: false, filter };
}

/** How many items each child execution was started for. */
async function sizesOf(
  { store }: ListExecutionsDeps,
  rows: readonly ExecutionSummary[],
  isOfMapRun: boolean,
): Promise<ReadonlyMap<string, number>> {
  const sizes = isOfMapRun ? await store.listMapItemSizes(rows.map(({ id }) => id)) : [];
  return new Map(sizes.map(({ executionId, size }) => [executionId, size]));
}

function encodeExecution(scope: ArnScope, execution: ExecutionSummary): JsonObject {
  const { stateMachineName, name, status, startedAt, stoppedAt, redriveCount, redrivenAt } =
    execution;
  return {
    executionArn: arnOfExecution(scope, execution),
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
