// Lookups by ARN that end in the error AWS gives when there is nothing.

import {
  type ArnScope,
  executionArn as formatExecutionArn,
  stateMachineArn as formatStateMachineArn,
} from "../../base/arn.ts";
import type { ExecutionRecord, StateMachineRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { parseExecutionArn, parseStateMachineArn } from "./arns.ts";

/** @throws ApiError `InvalidArn`, `StateMachineDoesNotExist` */
export async function getStateMachine(
  deps: { readonly store: Pick<Store, "findStateMachine">; readonly scope: ArnScope },
  arn: string,
): Promise<StateMachineRecord> {
  const stateMachine = await findStateMachineByArn(deps, arn);
  if (stateMachine === undefined) {
    throw new ApiError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  }
  return stateMachine;
}

/** @throws ApiError `InvalidArn` */
export async function findStateMachineByArn(
  deps: { readonly store: Pick<Store, "findStateMachine">; readonly scope: ArnScope },
  arn: string,
): Promise<StateMachineRecord | undefined> {
  const name = parseStateMachineArn(arn);
  if (name === undefined || arn !== formatStateMachineArn(deps.scope, name)) return undefined;
  return deps.store.findStateMachine(name);
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
