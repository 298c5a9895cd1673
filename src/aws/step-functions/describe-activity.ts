// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html

import type { JsonObject } from "../../base/json.ts";
import { timestamp } from "../operation.ts";
import { type FindActivityDeps, findActivityByArn, noActivity } from "./find-activity.ts";

export async function describeActivity(
  deps: FindActivityDeps,
  { activityArn }: { readonly activityArn: string },
): Promise<JsonObject> {
  const activity = await findActivityByArn(deps, activityArn);
  if (activity === undefined) throw noActivity(activityArn);
  return {
    activityArn,
    name: activity.name,
    creationDate: timestamp(activity.createdAt),
    encryptionConfiguration: { type: "AWS_OWNED_KEY" },
  };
}
