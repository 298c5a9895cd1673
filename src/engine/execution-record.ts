// An execution between its stored form and the interpreter's.

import {
  type ArnScope,
  executionArn,
  expressExecutionArn,
  qualifiedArn,
  stateMachineArn,
} from "../base/arn.ts";
import type { Json } from "../base/json.ts";
import { uuidOfId } from "../base/ulid.ts";
import type { ExecutionOrigin, Progress } from "../execution/state.ts";
import type { ExecutionRecord } from "../store/records.ts";

export function arnOfExecution(
  scope: ArnScope,
  { id, stateMachineName, name, type }: ArnParts,
): string {
  return type === "EXPRESS"
    ? expressExecutionArn(scope, stateMachineName, name, uuidOfId(id))
    : executionArn(scope, stateMachineName, name);
}

type ArnParts = Pick<ExecutionRecord, "id" | "stateMachineName" | "name" | "type">;

/** @param input That of the record, where it has been parsed already. */
export function originOf(
  record: ExecutionRecord,
  scope: ArnScope,
  roleArn: string,
  input = JSON.parse(record.input) as Json,
): ExecutionOrigin {
  const { stateMachineName, stateMachineVersion, stateMachineAlias } = record;
  return {
    executionId: record.id,
    executionArn: arnOfExecution(scope, record),
    name: record.name,
    stateMachineArn: stateMachineArn(scope, record.stateMachineName),
    stateMachineName: record.stateMachineName,
    roleArn,
    input,
    inputText: record.input,
    startedAt: record.startedAt,
    ...(record.type === "EXPRESS" && { isExpress: true }),
    ...(record.parentTask !== null && { parentTask: record.parentTask }),
    ...(record.mapRun !== null && { mapRun: record.mapRun }),
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
