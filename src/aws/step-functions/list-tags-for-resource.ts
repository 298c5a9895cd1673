// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { getTaggable } from "./get-taggable.ts";
import { listTags } from "./tags.ts";

export async function listTagsForResource(
  deps: { readonly store: Pick<Store, "findStateMachine">; readonly scope: ArnScope },
  input: { readonly resourceArn: string },
): Promise<JsonObject> {
  const { tags } = await getTaggable(deps, input.resourceArn);
  return { tags: listTags(tags) };
}
