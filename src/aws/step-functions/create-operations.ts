// The operations of Step Functions that this server has, by AWS's names.

import type { ArnScope } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Store } from "../../store/store.ts";
import type { Caller, Operation } from "../operation.ts";
import { createStateMachine } from "./create-state-machine.ts";
import { deleteStateMachine } from "./delete-state-machine.ts";
import { describeExecution } from "./describe-execution.ts";
import { describeStateMachine } from "./describe-state-machine.ts";
import { getExecutionHistory } from "./get-execution-history.ts";
import { listExecutions } from "./list-executions.ts";
import { listStateMachineVersions } from "./list-state-machine-versions.ts";
import { listStateMachines } from "./list-state-machines.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { sendTaskFailure } from "./send-task-failure.ts";
import { sendTaskHeartbeat } from "./send-task-heartbeat.ts";
import { sendTaskSuccess } from "./send-task-success.ts";
import { startExecution } from "./start-execution.ts";
import { stopExecution } from "./stop-execution.ts";
import { tagResource } from "./tag-resource.ts";
import { untagResource } from "./untag-resource.ts";
import { updateStateMachine } from "./update-state-machine.ts";
import { validateStateMachineDefinition } from "./validate-state-machine-definition.ts";

export interface StepFunctionsDeps {
  readonly store: Store;
  readonly engine: Engine;
  readonly commit: Commit;
  readonly scope: ArnScope;
  readonly clock: Clock;
}

export function createStepFunctionsOperations(
  deps: StepFunctionsDeps,
): ReadonlyMap<string, Operation> {
  /** The protocol has checked the input against the service model, from which the types are taken. */
  const operation =
    <Input>(
      run: (deps: StepFunctionsDeps, input: Input, caller: Caller) => Promise<JsonObject>,
    ): Operation =>
    (input, caller) =>
      run(deps, input as Input, caller);

  return new Map([
    ["CreateStateMachine", operation(createStateMachine)],
    ["DeleteStateMachine", operation(deleteStateMachine)],
    ["DescribeExecution", operation(describeExecution)],
    ["DescribeStateMachine", operation(describeStateMachine)],
    ["GetExecutionHistory", operation(getExecutionHistory)],
    ["ListExecutions", operation(listExecutions)],
    ["ListStateMachineVersions", operation(listStateMachineVersions)],
    ["ListStateMachines", operation(listStateMachines)],
    ["ListTagsForResource", operation(listTagsForResource)],
    ["SendTaskFailure", operation(sendTaskFailure)],
    ["SendTaskHeartbeat", operation(sendTaskHeartbeat)],
    ["SendTaskSuccess", operation(sendTaskSuccess)],
    ["StartExecution", operation(startExecution)],
    ["StopExecution", operation(stopExecution)],
    ["TagResource", operation(tagResource)],
    ["UntagResource", operation(untagResource)],
    ["UpdateStateMachine", operation(updateStateMachine)],
    ["ValidateStateMachineDefinition", operation(validateStateMachineDefinition)],
  ]);
}
