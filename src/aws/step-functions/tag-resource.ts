// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html

import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import { changeTags, type TaggableDeps } from "./get-taggable.ts";
import { checkTags, mergeTags, type Tag } from "./tags.ts";

export async function tagResource(
  deps: TaggableDeps & { readonly commit: Commit },
  { resourceArn, tags }: { readonly resourceArn: string; readonly tags: readonly Tag[] },
): Promise<JsonObject> {
  checkTags(tags);
  await changeTags(deps, resourceArn, (before) => mergeTags(before, tags, resourceArn));
  return {};
}
