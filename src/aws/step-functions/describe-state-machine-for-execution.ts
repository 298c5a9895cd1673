// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import { defined } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { describeRevision } from "./describe-state-machine.ts";
import { getExecution } from "./find-resources.ts";

export interface DescribeStateMachineForExecutionInput {
  readonly executionArn: string;
  readonly includedData?: "ALL_DATA" | "METADATA_ONLY";
}

/** The machine as it was when the execution started; it may have changed or gone since. */
export async function describeStateMachineForExecution(
  deps: {
    readonly store: Pick<Store, "findExecutionByName" | "findRevision">;
    readonly scope: ArnScope;
  },
  input: DescribeStateMachineForExecutionInput,
): Promise<JsonObject> {
  const { stateMachineName, revisionId } = await getExecution(deps, input.executionArn);
  const revision = await deps.store.findRevision(revisionId);
  const found = defined(revision, "the revision that an execution runs");
  return {
    stateMachineArn: stateMachineArn(deps.scope, stateMachineName),
    name: stateMachineName,
    updateDate: timestamp(found.createdAt),
    ...describeRevision(found, input.includedData),
  };
}
