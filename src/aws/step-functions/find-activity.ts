import { type ArnScope, activityArn } from "../../base/arn.ts";
import type { ActivityRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { parseActivityArn } from "./arns.ts";

export interface FindActivityDeps {
  readonly store: Pick<Store, "findActivity">;
  readonly scope: ArnScope;
}

/** @throws ApiError `InvalidArn` */
export async function findActivityByArn(
  { store, scope }: FindActivityDeps,
  arn: string,
): Promise<ActivityRecord | undefined> {
  const name = parseActivityArn(arn);
  return arn === activityArn(scope, name) ? store.findActivity(name) : undefined;
}

export function noActivity(arn: string): ApiError {
  return new ApiError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`);
}
