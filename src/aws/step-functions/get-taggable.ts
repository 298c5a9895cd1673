// What may carry tags: state machines and activities, not versions and aliases.

import type { ArnScope } from "../../base/arn.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Change } from "../../store/change.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { typeOfArn } from "./arns.ts";
import { findActivityByArn } from "./find-activity.ts";
import { findStateMachineByArn } from "./find-resources.ts";

export interface TaggableDeps {
  readonly store: Pick<Store, "findActivity" | "findStateMachine">;
  readonly scope: ArnScope;
}

interface Taggable {
  readonly kind: "tagActivity" | "tagStateMachine";
  readonly name: string;
  /** JSON text: an object from key to value. */
  readonly tags: string;
}

/** @throws ApiError `InvalidArn`, `ResourceNotFound` */
export async function getTaggable(deps: TaggableDeps, arn: string): Promise<Taggable> {
  const taggable = await findTaggable(deps, arn);
  if (taggable !== undefined) return taggable;
  throw new ApiError("ResourceNotFound", `Resource not found: '${arn}'`, {
    members: { resourceName: arn },
  });
}

async function findTaggable(deps: TaggableDeps, arn: string): Promise<Taggable | undefined> {
  if (typeOfArn(arn) === "activity") {
    const activity = await findActivityByArn(deps, arn);
    return activity && { ...activity, kind: "tagActivity" };
  }
  const stateMachine = await findStateMachineByArn(deps, arn);
  return stateMachine && { ...stateMachine, kind: "tagStateMachine" };
}

/**
 * Changes the tags of a resource, whoever else does so at the same time.
 * @throws ApiError `InvalidArn`, `ResourceNotFound`, and what `change` throws
 */
export async function changeTags(
  deps: TaggableDeps & { readonly commit: Commit },
  arn: string,
  change: (tags: string) => string,
): Promise<void> {
  const { kind, name, tags: replaces } = await getTaggable(deps, arn);
  const tagging: Change = { kind, name, tags: change(replaces), replaces };
  if ((await deps.commit([tagging])) === "refused") await changeTags(deps, arn, change);
}
