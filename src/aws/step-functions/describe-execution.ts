// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ExecutionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { getExecution } from "./find-resources.ts";
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
  const { error, cause, stoppedAt, traceHeader } = execution;
  return {
    executionArn: input.executionArn,
    stateMachineArn: stateMachineArn(deps.scope, execution.stateMachineName),
    name: execution.name,
    status: execution.status,
    startDate: timestamp(execution.startedAt),
    ...(stoppedAt !== null && { stopDate: timestamp(stoppedAt) }),
    ...dataOf(execution, input.includedData !== "METADATA_ONLY"),
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
    ...(traceHeader !== null && { traceHeader }),
    ...startedByOf(deps.scope, execution),
    ...(await redriveOf(deps, execution)),
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
  const { redriveCount, redrivenAt } = execution;
  const redrivable = await checkRedrivable(deps, execution);
  return {
    redriveCount,
    ...(redrivenAt !== null && { redriveDate: timestamp(redrivenAt) }),
    ...(redrivable.isRedrivable
      ? { redriveStatus: "REDRIVABLE" }
      : { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: redrivable.reason }),
  };
}
