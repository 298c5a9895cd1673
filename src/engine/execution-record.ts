// An execution between its stored form and the interpreter's.

import { type ArnScope, executionArn, qualifiedArn, stateMachineArn } from "../base/arn.ts";
import type { Json } from "../base/json.ts";
import type { ExecutionOrigin, Progress } from "../execution/state.ts";
import type { ExecutionRecord } from "../store/records.ts";

export function originOf(
  record: ExecutionRecord,
  scope: ArnScope,
  roleArn: string,
): ExecutionOrigin {
  const { stateMachineName, stateMachineVersion, stateMachineAlias } = record;
  return {
    executionId: record.id,
    executionArn: executionArn(scope, record.stateMachineName, record.name),
    name: record.name,
    stateMachineArn: stateMachineArn(scope, record.stateMachineName),
    stateMachineName: record.stateMachineName,
    roleArn,
    input: JSON.parse(record.input) as Json,
    inputText: record.input,
    startedAt: record.startedAt,
    ...(record.parentTask !== null && { parentTask: record.parentTask }),
    ...(stateMachineVersion !== null && {
      stateMachineVersionArn: qualifiedArn(scope, stateMachineName, stateMachineVersion),
    }),
    ...(stateMachineAlias !== null && {
      stateMachineAliasArn: qualifiedArn(scope, stateMachineName, stateMachineAlias),
    }),
  };
}

/** A record after a transition. */
export function withProgress(record: ExecutionRecord, progress: Progress): ExecutionRecord {
  const { end } = progress;
  return {
    ...record,
    status: progress.status,
    stoppedAt: end?.at ?? null,
    output: end?.output ?? null,
    error: end?.error ?? null,
    cause: end?.cause ?? null,
  };
}
