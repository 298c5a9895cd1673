// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html

import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import { type FindActivityDeps, findActivityByArn } from "./find-activity.ts";

/** Deleting what is not there succeeds. */
export async function deleteActivity(
  deps: FindActivityDeps & { readonly commit: Commit },
  { activityArn }: { readonly activityArn: string },
): Promise<JsonObject> {
  const activity = await findActivityByArn(deps, activityArn);
  if (activity !== undefined) await deps.commit([{ kind: "deleteActivity", name: activity.name }]);
  return {};
}
