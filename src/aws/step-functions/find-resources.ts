// Lookups by ARN that end in the error AWS gives when there is nothing. An ARN of another account or
// region is that of something that does not exist here.

import {
  type ArnScope,
  executionArn as formatExecutionArn,
  stateMachineArn as formatStateMachineArn,
  qualifiedArn,
} from "../../base/arn.ts";
import type {
  AliasRecord,
  ExecutionRecord,
  StateMachineRecord,
  StateMachineType,
  VersionRecord,
} from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { isVersionNumber, parseExecutionArn, parseStateMachineArn } from "./arns.ts";

export interface FindStateMachineDeps {
  readonly store: Pick<Store, "findStateMachine">;
  readonly scope: ArnScope;
}

export interface FindQualifiedDeps {
  readonly store: Pick<Store, "findStateMachine" | "findVersion" | "findAlias">;
  readonly scope: ArnScope;
}

/** A state machine, and the version or the alias of it that the ARN names. */
export interface Qualified {
  readonly stateMachine: StateMachineRecord;
  readonly version?: VersionRecord;
  readonly alias?: AliasRecord;
}

/**
 * A state machine by its own ARN, not by that of a version or an alias.
 * @throws ApiError `InvalidArn`, `StateMachineDoesNotExist`
 */
export async function getStateMachine(
  deps: FindStateMachineDeps,
  arn: string,
): Promise<StateMachineRecord> {
  const stateMachine = await findStateMachineByArn(deps, arn);
  if (stateMachine === undefined) throw noStateMachine(arn);
  return stateMachine;
}

/** @throws ApiError `InvalidArn`, `StateMachineDoesNotExist`, `StateMachineDeleting` */
export async function getActiveStateMachine(
  deps: FindStateMachineDeps,
  arn: string,
): Promise<StateMachineRecord> {
  const stateMachine = await getStateMachine(deps, arn);
  checkActive(stateMachine, arn);
  return stateMachine;
}

/** @throws ApiError `InvalidArn` */
export async function findStateMachineByArn(
  deps: FindStateMachineDeps,
  arn: string,
): Promise<StateMachineRecord | undefined> {
  const { name } = parseStateMachineArn(arn);
  return arn === formatStateMachineArn(deps.scope, name)
    ? deps.store.findStateMachine(name)
    : undefined;
}

/** @throws ApiError `InvalidArn`, `StateMachineDoesNotExist` */
export async function getQualified(deps: FindQualifiedDeps, arn: string): Promise<Qualified> {
  const qualified = await findQualified(deps, arn);
  if (qualified === undefined) throw noStateMachine(arn);
  return qualified;
}

async function findQualified(
  { store, scope }: FindQualifiedDeps,
  arn: string,
): Promise<Qualified | undefined> {
  const { name, qualifier } = parseStateMachineArn(arn);
  if (qualifier === undefined) {
    if (arn !== formatStateMachineArn(scope, name)) return undefined;
    const stateMachine = await store.findStateMachine(name);
    return stateMachine && { stateMachine };
  }
  if (arn !== qualifiedArn(scope, name, qualifier)) return undefined;
  const stateMachine = await store.findStateMachine(name);
  if (stateMachine === undefined) return undefined;
  if (isVersionNumber(qualifier)) {
    const version = await store.findVersion(name, Number(qualifier));
    return version && { stateMachine, version };
  }
  const alias = await store.findAlias(name, qualifier);
  return alias && { stateMachine, alias };
}

/** @throws ApiError `StateMachineDeleting` */
export function checkActive({ status }: Pick<StateMachineRecord, "status">, arn: string): void {
  if (status === "ACTIVE") return;
  throw new ApiError("StateMachineDeleting", `State Machine is being deleted: '${arn}'`);
}

/**
 * Refuses the ARN of a Distributed Map state.
 * @throws ApiError `InvalidArn`, `ValidationException`
 */
export function checkUnlabelled(arn: string): void {
  if (parseStateMachineArn(arn).label === undefined) return;
  throw new ApiError("ValidationException", "This operation does not support labeled ARNs.", {
    members: { reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS" },
  });
}

/** @throws ApiError `InvalidArn`, `ExecutionDoesNotExist` */
export async function getExecution(
  deps: { readonly store: Pick<Store, "findExecutionByName">; readonly scope: ArnScope },
  arn: string,
): Promise<ExecutionRecord> {
  const { stateMachineName, name } = parseExecutionArn(arn);
  const isHere = arn === formatExecutionArn(deps.scope, stateMachineName, name);
  const execution = isHere
    ? await deps.store.findExecutionByName(stateMachineName, name)
    : undefined;
  if (execution === undefined) {
    throw new ApiError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  }
  return execution;
}

/** @throws ApiError `StateMachineTypeNotSupported` */
export function checkType(
  { type }: Pick<StateMachineRecord, "type">,
  wanted: StateMachineType,
): void {
  if (type === wanted) return;
  throw new ApiError(
    "StateMachineTypeNotSupported",
    "This operation is not supported by this type of state machine",
  );
}

export function noStateMachine(arn: string): ApiError {
  return new ApiError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}
