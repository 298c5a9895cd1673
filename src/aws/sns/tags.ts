// Tags of topics: three operations on one map.

import { NotificationError } from "../../notifications/message.ts";
import { textMapOf } from "../../notifications/topic-attributes.ts";
import { changeTopicTags, getTopic, type TopicDeps } from "../../notifications/topics.ts";
import { ApiError } from "../api-error.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf, tagsOf } from "./operation-of.ts";

type TagDeps = Pick<TopicDeps, "commit" | "scope" | "store">;

/** https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
export function tagResourceOperation(deps: TagDeps): Operation {
  return operationOf(async (input) => {
    const arn = requiredTextOf(input, "ResourceArn");
    await orResourceNotFound(changeTopicTags(deps, arn, { set: tagsOf(input) }));
    return {};
  });
}

/** https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
export function untagResourceOperation(deps: TagDeps): Operation {
  return operationOf(async (input) => {
    const keys = Array.isArray(input["TagKeys"]) ? input["TagKeys"] : [];
    const remove = keys.filter((key) => typeof key === "string");
    const arn = requiredTextOf(input, "ResourceArn");
    await orResourceNotFound(changeTopicTags(deps, arn, { remove }));
    return {};
  });
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
export function listTagsForResourceOperation(deps: Pick<TagDeps, "scope" | "store">): Operation {
  return operationOf(async (input) => {
    const arn = requiredTextOf(input, "ResourceArn");
    const { tags } = await orResourceNotFound(getTopic(deps, arn, "ResourceArn"));
    return { Tags: Object.entries(textMapOf(tags)).map(([Key, Value]) => ({ Key, Value })) };
  });
}

/** AWS: these three have a not-found error of their own. */
async function orResourceNotFound<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof NotificationError) || error.code !== "NotFound") throw error;
    throw new ApiError("ResourceNotFound", "Resource does not exist", { status: 404 });
  }
}
