// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html

import { type ArnScope, activityArn } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { ActivityRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { checkName } from "./check-name.ts";
import { checkEncryption } from "./state-machine-settings.ts";
import { checkTags, mergeTags, type Tag } from "./tags.ts";

export interface CreateActivityInput {
  readonly name: string;
  readonly tags?: readonly Tag[];
  readonly encryptionConfiguration?: JsonObject;
}

export interface CreateActivityDeps {
  readonly store: Pick<Store, "findActivity">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly scope: ArnScope;
}

/** An activity of that name is answered with as it is; other tags do not change it. */
export async function createActivity(
  deps: CreateActivityDeps,
  input: CreateActivityInput,
): Promise<JsonObject> {
  const { name, tags = [] } = input;
  checkName(name);
  checkTags(tags);
  const arn = activityArn(deps.scope, name);
  const activity = { name, createdAt: deps.clock(), tags: mergeTags("{}", tags, arn) };
  const existing = await deps.store.findActivity(name);
  if (existing !== undefined && isOtherwiseEncrypted(input)) throw alreadyExists(arn);
  checkEncryption(input.encryptionConfiguration);
  if (existing !== undefined) return answer(arn, existing);
  const outcome = await deps.commit([{ kind: "createActivity", activity }]);
  // Refused: somebody else has taken the name in between.
  return outcome === "committed" ? answer(arn, activity) : createActivity(deps, input);
}

/** All activities that there are have the same encryption. */
function isOtherwiseEncrypted({ encryptionConfiguration = {} }: CreateActivityInput): boolean {
  return (encryptionConfiguration["type"] ?? "AWS_OWNED_KEY") !== "AWS_OWNED_KEY";
}

function alreadyExists(arn: string): ApiError {
  return new ApiError("ActivityAlreadyExists", `Activity Already Exists: '${arn}'`);
}

function answer(activityArn: string, { createdAt }: ActivityRecord): JsonObject {
  return { activityArn, creationDate: timestamp(createdAt) };
}
