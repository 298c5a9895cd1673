// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import { defined } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import { arnOfExecution } from "../../engine/execution-record.ts";
import { parentTaskOf } from "../../engine/job-end.ts";
import type { TaskReference } from "../../execution/task-token.ts";
import type { ExecutionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { getExecution } from "./find-resources.ts";
import { mapRunOf } from "./map-run-of.ts";
import { checkRedrivable, type RedrivableDeps } from "./redrivable.ts";
import { startedByOf } from "./started-by.ts";

export interface DescribeExecutionInput {
  readonly executionArn: string;
  readonly includedData?: "ALL_DATA" | "METADATA_ONLY";
}

export interface DescribeExecutionDeps extends RedrivableDeps {
  readonly store: RedrivableDeps["store"] & Pick<Store, "findExecutionByName">;
  readonly scope: ArnScope;
}

export async function describeExecution(
  deps: DescribeExecutionDeps,
  input: DescribeExecutionInput,
): Promise<JsonObject> {
  const execution = await getExecution(deps, input.executionArn);
  return {
    ...describe(deps.scope, execution, input.includedData !== "METADATA_ONLY"),
    ...(await redriveOf(deps, execution)),
  };
}

/** The execution that a Task state has started, also one that callers cannot ask for: of an EXPRESS machine. */
export async function describeChildExecution(
  deps: RedrivableDeps & {
    readonly store: Pick<Store, "findExecutionByParent">;
    readonly scope: ArnScope;
  },
  parent: TaskReference,
): Promise<JsonObject> {
  const found = await deps.store.findExecutionByParent(parentTaskOf(parent));
  const execution = defined(found, "the execution that a task has started");
  return {
    ...describe(deps.scope, execution, true),
    ...(execution.type === "STANDARD" && (await redriveOf(deps, execution))),
  };
}

function describe(scope: ArnScope, execution: ExecutionRecord, included: boolean): JsonObject {
  const { error, cause, stoppedAt, traceHeader } = execution;
  return {
    executionArn: arnOfExecution(scope, execution),
    stateMachineArn: stateMachineArn(scope, execution.stateMachineName),
    name: execution.name,
    status: execution.status,
    startDate: timestamp(execution.startedAt),
    ...(stoppedAt !== null && { stopDate: timestamp(stoppedAt) }),
    ...dataOf(execution, included),
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
    ...(traceHeader !== null && { traceHeader }),
    ...startedByOf(scope, execution),
    ...mapRunOf(scope, execution),
  };
}

function dataOf({ input, output }: ExecutionRecord, included: boolean): JsonObject {
  return {
    ...(included && { input }),
    inputDetails: { included },
    ...(included && output !== null && { output }),
    ...(output !== null && { outputDetails: { included } }),
  };
}

async function redriveOf(deps: RedrivableDeps, execution: ExecutionRecord): Promise<JsonObject> {
  const { redriveCount, redrivenAt, mapRun } = execution;
  const redrivable = await checkRedrivable(deps, execution);
  return {
    redriveCount,
    ...(redrivenAt !== null && { redriveDate: timestamp(redrivenAt) }),
    ...(redrivable.isRedrivable
      ? { redriveStatus: "REDRIVABLE" }
      : { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: redrivable.reason }),
    ...(mapRun !== null && hasFailed(execution) && { redriveStatus: "REDRIVABLE_BY_MAP_RUN" }),
  };
}

function hasFailed({ status }: ExecutionRecord): boolean {
  return status !== "RUNNING" && status !== "SUCCEEDED";
}
