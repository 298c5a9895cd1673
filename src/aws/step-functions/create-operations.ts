// The operations of Step Functions that this server has, by AWS's names.

import type { ArnScope } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ExecutionEnds } from "../../engine/execution-ends.ts";
import type { TaskRunners } from "../../engine/task-runner.ts";
import type { Store } from "../../store/store.ts";
import type { ActivityPollers } from "../../tasks/activity-pollers.ts";
import type { Caller, Connection, Operation } from "../operation.ts";
import type { AnswerTaskDeps } from "./answer-task.ts";
import { createActivity } from "./create-activity.ts";
import { createStateMachine } from "./create-state-machine.ts";
import { createStateMachineAlias } from "./create-state-machine-alias.ts";
import { deleteActivity } from "./delete-activity.ts";
import { deleteStateMachine } from "./delete-state-machine.ts";
import { deleteStateMachineAlias } from "./delete-state-machine-alias.ts";
import { deleteStateMachineVersion } from "./delete-state-machine-version.ts";
import { describeActivity } from "./describe-activity.ts";
import { describeExecution } from "./describe-execution.ts";
import { describeMapRun } from "./describe-map-run.ts";
import { describeStateMachine } from "./describe-state-machine.ts";
import { describeStateMachineAlias } from "./describe-state-machine-alias.ts";
import { describeStateMachineForExecution } from "./describe-state-machine-for-execution.ts";
import { getActivityTask } from "./get-activity-task.ts";
import { getExecutionHistory } from "./get-execution-history.ts";
import { listActivities } from "./list-activities.ts";
import { listExecutions } from "./list-executions.ts";
import { listMapRuns } from "./list-map-runs.ts";
import { listStateMachineAliases } from "./list-state-machine-aliases.ts";
import { listStateMachineVersions } from "./list-state-machine-versions.ts";
import { listStateMachines } from "./list-state-machines.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { publishStateMachineVersion } from "./publish-state-machine-version.ts";
import { redriveExecution } from "./redrive-execution.ts";
import { sendTaskFailure } from "./send-task-failure.ts";
import { sendTaskHeartbeat } from "./send-task-heartbeat.ts";
import { sendTaskSuccess } from "./send-task-success.ts";
import { startExecution } from "./start-execution.ts";
import { startSyncExecution } from "./start-sync-execution.ts";
import { stopExecution } from "./stop-execution.ts";
import { tagResource } from "./tag-resource.ts";
import { testState } from "./test-state.ts";
import { untagResource } from "./untag-resource.ts";
import { updateMapRun } from "./update-map-run.ts";
import { updateStateMachine } from "./update-state-machine.ts";
import { updateStateMachineAlias } from "./update-state-machine-alias.ts";
import { validateStateMachineDefinition } from "./validate-state-machine-definition.ts";

export interface StepFunctionsDeps
  extends Pick<AnswerTaskDeps, "allowsTokenOverride" | "isAskedOfPeople"> {
  readonly store: Store;
  readonly engine: Engine;
  readonly commit: Commit;
  readonly scope: ArnScope;
  readonly clock: Clock;
  /** What TestState calls. */
  readonly runners: TaskRunners;
  readonly activityPollers: Pick<ActivityPollers, "poll">;
  readonly executionEnds: Pick<ExecutionEnds, "waitFor">;
}

export function createStepFunctionsOperations(
  deps: StepFunctionsDeps,
): ReadonlyMap<string, Operation> {
  /** The protocol has checked the input against the service model, from which the types are taken. */
  const operation =
    <Input>(
      run: (
        deps: StepFunctionsDeps,
        input: Input,
        caller: Caller,
        connection?: Connection,
      ) => Promise<JsonObject>,
    ): Operation =>
    (input, caller, connection) =>
      run(deps, input as Input, caller, connection);

  return new Map([
    ["CreateActivity", operation(createActivity)],
    ["CreateStateMachine", operation(createStateMachine)],
    ["CreateStateMachineAlias", operation(createStateMachineAlias)],
    ["DeleteActivity", operation(deleteActivity)],
    ["DeleteStateMachine", operation(deleteStateMachine)],
    ["DeleteStateMachineAlias", operation(deleteStateMachineAlias)],
    ["DeleteStateMachineVersion", operation(deleteStateMachineVersion)],
    ["DescribeActivity", operation(describeActivity)],
    ["DescribeExecution", operation(describeExecution)],
    ["DescribeMapRun", operation(describeMapRun)],
    ["DescribeStateMachine", operation(describeStateMachine)],
    ["DescribeStateMachineAlias", operation(describeStateMachineAlias)],
    ["DescribeStateMachineForExecution", operation(describeStateMachineForExecution)],
    ["GetActivityTask", operation(getActivityTask)],
    ["GetExecutionHistory", operation(getExecutionHistory)],
    ["ListActivities", operation(listActivities)],
    ["ListExecutions", operation(listExecutions)],
    ["ListMapRuns", operation(listMapRuns)],
    ["ListStateMachineAliases", operation(listStateMachineAliases)],
    ["ListStateMachineVersions", operation(listStateMachineVersions)],
    ["ListStateMachines", operation(listStateMachines)],
    ["ListTagsForResource", operation(listTagsForResource)],
    ["PublishStateMachineVersion", operation(publishStateMachineVersion)],
    ["RedriveExecution", operation(redriveExecution)],
    ["SendTaskFailure", operation(sendTaskFailure)],
    ["SendTaskHeartbeat", operation(sendTaskHeartbeat)],
    ["SendTaskSuccess", operation(sendTaskSuccess)],
    ["StartExecution", operation(startExecution)],
    ["StartSyncExecution", operation(startSyncExecution)],
    ["StopExecution", operation(stopExecution)],
    ["TagResource", operation(tagResource)],
    ["TestState", operation(testState)],
    ["UntagResource", operation(untagResource)],
    ["UpdateMapRun", operation(updateMapRun)],
    ["UpdateStateMachine", operation(updateStateMachine)],
    ["UpdateStateMachineAlias", operation(updateStateMachineAlias)],
    ["ValidateStateMachineDefinition", operation(validateStateMachineDefinition)],
  ]);
}
