// The ARNs that callers of Step Functions hand in. Region and account are not checked here: what is not
// on this server simply does not exist.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-resource-names.html

import { ApiError } from "../api-error.ts";

export interface ExecutionReference {
  readonly stateMachineName: string;
  readonly name: string;
}

/**
 * The name of an unqualified state machine ARN; `undefined` when the ARN is that of a version, an
 * alias or a Map state.
 * @throws ApiError `InvalidArn`
 */
export function parseStateMachineArn(arn: string): string | undefined {
  const { type, rest } = parseStatesArn(arn);
  if (type !== "stateMachine") throw wrongType(type);
  return /[:/]/.test(rest) ? undefined : rest;
}

/** @throws ApiError `InvalidArn` */
export function parseExecutionArn(arn: string): ExecutionReference {
  const { type, rest } = parseStatesArn(arn);
  if (type !== "execution") throw wrongType(type);
  const [stateMachineName = "", name = ""] = rest.split(":");
  return { stateMachineName, name };
}

/** @throws ApiError `InvalidArn` */
export function checkRoleArn(arn: string): void {
  if (!/^arn:[^:]+:iam::\d*:role\/./.test(arn)) throw invalidPrefix(arn);
}

function parseStatesArn(arn: string): { readonly type: string; readonly rest: string } {
  const match = /^arn:[^:]+:states:[^:]+:\d{12}:([^:]+):(.+)$/s.exec(arn);
  if (match === null) throw invalidPrefix(arn);
  const [, type = "", rest = ""] = match;
  return { type, rest };
}

function invalidPrefix(arn: string): ApiError {
  return new ApiError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
}

function wrongType(type: string): ApiError {
  return new ApiError(
    "InvalidArn",
    `Invalid Arn: 'Resource type not valid in this context: ${type}'`,
  );
}
