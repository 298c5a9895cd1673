// The results of child executions, as the output of a Map state or a file of ResultWriter holds them.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import { isoInstant } from "../../base/instant.ts";
import { isJsonArray, type Json, type JsonObject } from "../../base/json.ts";
import type { MapResult } from "../../store/map-run-records.ts";
import { arnOfExecution } from "../execution-record.ts";

export type Transformation = "NONE" | "COMPACT" | "FLATTEN";

/** JSON texts: one, or with FLATTEN as many as an output has items. What has failed is shown whole. */
export function renderResult(
  scope: ArnScope,
  result: MapResult,
  transformation: Transformation,
): readonly string[] {
  const output = result.execution?.output;
  if (transformation === "NONE" || result.status !== "SUCCEEDED" || output == null) {
    return [JSON.stringify(describeResult(scope, result))];
  }
  if (transformation === "COMPACT") return [output];
  const value = JSON.parse(output) as Json;
  return isJsonArray(value) ? value.map((item) => JSON.stringify(item)) : [output];
}

/** The names are those of DescribeExecution, in PascalCase. */
function describeResult(scope: ArnScope, { input, execution, status }: MapResult): JsonObject {
  const data = { Input: input, InputDetails: { Included: true } };
  if (!execution) return { ...data, Status: "PENDING" };
  const { stateMachineName, name, output, error, cause, startedAt, stoppedAt } = execution;
  const isRedrivable = status !== "SUCCEEDED" && status !== "RUNNING";
  return {
    ExecutionArn: arnOfExecution(scope, execution),
    ...data,
    Name: name,
    ...(output !== null && { Output: output, OutputDetails: { Included: true } }),
    ...(error !== null && { Error: error }),
    ...(cause !== null && { Cause: cause }),
    RedriveCount: execution.redriveCount,
    ...(execution.redrivenAt !== null && { RedriveDate: isoInstant(execution.redrivenAt) }),
    ...(isRedrivable
      ? { RedriveStatus: "REDRIVABLE_BY_MAP_RUN" }
      : {
          RedriveStatus: "NOT_REDRIVABLE",
          RedriveStatusReason: `Execution is ${status} and cannot be redriven`,
        }),
    StartDate: isoInstant(startedAt),
    StateMachineArn: stateMachineArn(scope, stateMachineName),
    Status: status,
    ...(stoppedAt !== null && { StopDate: isoInstant(stoppedAt) }),
  };
}
