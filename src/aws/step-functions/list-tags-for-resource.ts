// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html

import type { JsonObject } from "../../base/json.ts";
import { getTaggable, type TaggableDeps } from "./get-taggable.ts";
import { listTags } from "./tags.ts";

export async function listTagsForResource(
  deps: TaggableDeps,
  input: { readonly resourceArn: string },
): Promise<JsonObject> {
  const { tags } = await getTaggable(deps, input.resourceArn);
  return { tags: listTags(tags) };
}
