// https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html

import type { JsonObject } from "../../base/json.ts";
import type { ActivityPollers } from "../../tasks/activity-pollers.ts";
import { ApiError } from "../api-error.ts";
import type { Caller, Connection } from "../operation.ts";
import { type FindActivityDeps, findActivityByArn, noActivity } from "./find-activity.ts";

export interface GetActivityTaskInput {
  readonly activityArn: string;
  readonly workerName?: string;
}

export interface GetActivityTaskDeps extends FindActivityDeps {
  readonly activityPollers: Pick<ActivityPollers, "poll">;
}

/** Answers nothing when there was no task for a minute; the worker asks again. */
export async function getActivityTask(
  deps: GetActivityTaskDeps,
  { activityArn, workerName }: GetActivityTaskInput,
  _caller: Caller,
  { signal }: Connection = {},
): Promise<JsonObject> {
  if (!(await findActivityByArn(deps, activityArn))) throw noActivity(activityArn);
  const taken = await deps.activityPollers.poll(activityArn, { workerName, signal });
  if (taken === "tooMany") {
    throw new ApiError(
      "ActivityWorkerLimitExceeded",
      `Activity Worker Limit Exceeded: '${activityArn}'`,
    );
  }
  return { ...taken };
}
