// The ARNs that callers of Step Functions hand in. Region and account are not checked here: what is not
// on this server simply does not exist.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-resource-names.html

import { ApiError } from "../api-error.ts";

export interface ExecutionReference {
  readonly stateMachineName: string;
  readonly name: string;
}

/** A state machine as an ARN names it. */
export interface StateMachineReference {
  readonly name: string;
  /** Of a version its number, of an alias its name. */
  readonly qualifier?: string;
  /** Of a Distributed Map state. */
  readonly label?: string;
}

export interface VersionReference {
  readonly stateMachineName: string;
  readonly number: number;
}

export interface AliasReference {
  readonly stateMachineName: string;
  readonly name: string;
}

/** @throws ApiError `InvalidArn` */
export function parseStateMachineArn(arn: string): StateMachineReference {
  const rest = parseArnOf("stateMachine", arn);
  const [, name = "", mark, more = ""] = /^([^:/]*)(?:([:/])(.*))?$/s.exec(rest) ?? [];
  if (mark === undefined) return { name };
  return mark === ":" ? { name, qualifier: more } : { name, label: more };
}

/** @throws ApiError `InvalidArn`, also when the ARN is not that of a version */
export function parseVersionArn(arn: string): VersionReference {
  const { name, qualifier = "" } = parseStateMachineArn(arn);
  if (!isVersionNumber(qualifier)) throw wrongType("stateMachine");
  return { stateMachineName: name, number: Number(qualifier) };
}

/** @throws ApiError `InvalidArn`, also when the ARN is not that of an alias */
export function parseAliasArn(arn: string): AliasReference {
  const { name, qualifier = "" } = parseStateMachineArn(arn);
  if (qualifier === "" || isVersionNumber(qualifier)) throw wrongType("stateMachine");
  return { stateMachineName: name, name: qualifier };
}

/** An alias never looks like a number: that is what tells the two apart. */
export function isVersionNumber(qualifier: string): boolean {
  return /^[1-9]\d{0,14}$/.test(qualifier);
}

/** @throws ApiError `InvalidArn` */
export function parseActivityArn(arn: string): string {
  return parseArnOf("activity", arn);
}

/** @returns the UUID at its end. @throws ApiError `InvalidArn` */
export function parseMapRunArn(arn: string): string {
  const rest = parseArnOf("mapRun", arn);
  return rest.slice(rest.lastIndexOf(":") + 1);
}

/** What kind of resource an ARN names, unchecked: `stateMachine`, `activity`, … */
export function typeOfArn(arn: string): string {
  return parseStatesArn(arn).type;
}

/** @throws ApiError `InvalidArn` */
export function parseExecutionArn(arn: string): ExecutionReference {
  const [stateMachineName = "", name = ""] = parseArnOf("execution", arn).split(":");
  return { stateMachineName, name };
}

/** @throws ApiError `InvalidArn` */
export function checkRoleArn(arn: string): void {
  if (!/^arn:[^:]+:iam::\d*:role\/./.test(arn)) throw invalidPrefix(arn);
}

function parseArnOf(wanted: string, arn: string): string {
  const { type, rest } = parseStatesArn(arn);
  if (type !== wanted) throw wrongType(type);
  return rest;
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
