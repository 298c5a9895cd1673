// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html

import { parseDefinition } from "../../asl/parse-definition.ts";
import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import { defined } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import { childDefinition, findLabelledMap } from "../../execution/item-processor.ts";
import { listStates } from "../../execution/machine.ts";
import { findLabel } from "../../execution/map-run-names.ts";
import type { ExecutionRecord, StoredRevision } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { describeRevision } from "./describe-state-machine.ts";
import { getExecution } from "./find-resources.ts";
import { mapRunOf } from "./map-run-of.ts";

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
  const execution = await getExecution(deps, input.executionArn);
  const { stateMachineName } = execution;
  const revision = await deps.store.findRevision(execution.revisionId);
  const found = defined(revision, "the revision that an execution runs");
  return {
    stateMachineArn: stateMachineArn(deps.scope, stateMachineName),
    name: stateMachineName,
    updateDate: timestamp(found.createdAt),
    ...describeRevision(partOf(found, stateMachineName), input.includedData),
    ...childOf(deps.scope, execution),
  };
}

/** A child execution of a Map Run runs the states that its Map has for items, and nothing else. */
function partOf(revision: StoredRevision, stateMachineName: string): StoredRevision {
  const label = findLabel(stateMachineName);
  if (label === undefined) return revision;
  const { definition } = parseDefinition(revision.definition);
  const whole = defined(definition, "a stored definition that passes its checks");
  const map = findLabelledMap(listStates(whole.States), stateMachineName, label);
  const { state } = defined(map, "the Map state of a child execution");
  return { ...revision, definition: JSON.stringify(childDefinition(whole, state)) };
}

function childOf(scope: ArnScope, execution: ExecutionRecord): JsonObject {
  const label = findLabel(execution.stateMachineName);
  return label === undefined ? {} : { ...mapRunOf(scope, execution), label };
}
