// https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html

import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import { changeTags, type TaggableDeps } from "./get-taggable.ts";
import { removeTags } from "./tags.ts";

export async function untagResource(
  deps: TaggableDeps & { readonly commit: Commit },
  input: { readonly resourceArn: string; readonly tagKeys: readonly string[] },
): Promise<JsonObject> {
  await changeTags(deps, input.resourceArn, (before) => removeTags(before, input.tagKeys));
  return {};
}
