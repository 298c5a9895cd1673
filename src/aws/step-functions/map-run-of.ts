import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import { findLabel, mapRunArn } from "../../execution/map-run-names.ts";
import type { ExecutionSummary } from "../../store/records.ts";

/** `mapRunArn` of a child execution, and nothing of any other. */
export function mapRunOf(
  scope: ArnScope,
  { stateMachineName, mapRun }: Pick<ExecutionSummary, "stateMachineName" | "mapRun">,
): JsonObject {
  const label = findLabel(stateMachineName);
  if (mapRun === null || label === undefined) return {};
  return { mapRunArn: mapRunArn(stateMachineArn(scope, stateMachineName), label, mapRun) };
}
