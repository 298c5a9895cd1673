import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ExecutionSummary } from "../../store/records.ts";

/** The version and the alias that an execution was started by, as far as there are any. */
export function startedByOf(
  scope: ArnScope,
  {
    stateMachineName,
    stateMachineVersion,
    stateMachineAlias,
  }: Pick<ExecutionSummary, "stateMachineName" | "stateMachineVersion" | "stateMachineAlias">,
): JsonObject {
  return {
    ...(stateMachineVersion !== null && {
      stateMachineVersionArn: qualifiedArn(scope, stateMachineName, stateMachineVersion),
    }),
    ...(stateMachineAlias !== null && {
      stateMachineAliasArn: qualifiedArn(scope, stateMachineName, stateMachineAlias),
    }),
  };
}
