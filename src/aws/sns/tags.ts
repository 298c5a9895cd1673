// Tags of topics: three operations on one map.

import type { JsonObject } from "../../base/json.ts";
import { NotificationError } from "../../notifications/message.ts";
import { textMapOf } from "../../notifications/topic-attributes.ts";
import { changeTopicTags, getTopic, type TopicDeps } from "../../notifications/topics.ts";
import type { TopicRecord } from "../../store/records.ts";
import { ApiError } from "../api-error.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf, tagsOf } from "./operation-of.ts";

type TagDeps = Pick<TopicDeps, "commit" | "scope" | "store">;

/** https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
export function tagResourceOperation(deps: TagDeps): Operation {
  return operationOf(async (input) => {
    await changeTopicTags(deps, await taggedTopic(deps, input), { set: tagsOf(input) });
    return {};
  });
}

/** https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
export function untagResourceOperation(deps: TagDeps): Operation {
  return operationOf(async (input) => {
    const keys = Array.isArray(input["TagKeys"]) ? input["TagKeys"] : [];
    const remove = keys.filter((key) => typeof key === "string");
    await changeTopicTags(deps, await taggedTopic(deps, input), { remove });
    return {};
  });
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
export function listTagsForResourceOperation(deps: Pick<TagDeps, "scope" | "store">): Operation {
  return operationOf(async (input) => {
    const tags = textMapOf((await taggedTopic(deps, input)).tags);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  });
}

/** AWS: these three have a not-found error of their own. */
async function taggedTopic(
  deps: Pick<TagDeps, "scope" | "store">,
  input: JsonObject,
): Promise<TopicRecord> {
  try {
    return await getTopic(deps, requiredTextOf(input, "ResourceArn"), "ResourceArn");
  } catch (error) {
    if (!(error instanceof NotificationError) || error.code !== "NotFound") throw error;
    throw new ApiError("ResourceNotFound", "Resource does not exist", { status: 404 });
  }
}
