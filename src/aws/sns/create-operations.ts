import type { SubscriptionDeps } from "../../notifications/subscriptions.ts";
import type { Store } from "../../store/store.ts";
import type { Operation } from "../operation.ts";
import { confirmSubscriptionOperation } from "./confirm-subscription.ts";
import { createTopicOperation } from "./create-topic.ts";
import { deleteTopicOperation } from "./delete-topic.ts";
import { getSubscriptionAttributesOperation } from "./get-subscription-attributes.ts";
import { getTopicAttributesOperation } from "./get-topic-attributes.ts";
import {
  listSubscriptionsByTopicOperation,
  listSubscriptionsOperation,
} from "./list-subscriptions.ts";
import { listTopicsOperation } from "./list-topics.ts";
import { type PublishDeps, publishOperation } from "./publish.ts";
import { publishBatchOperation } from "./publish-batch.ts";
import { setSubscriptionAttributesOperation } from "./set-subscription-attributes.ts";
import { setTopicAttributesOperation } from "./set-topic-attributes.ts";
import { subscribeOperation } from "./subscribe.ts";
import {
  listTagsForResourceOperation,
  tagResourceOperation,
  untagResourceOperation,
} from "./tags.ts";
import { unsubscribeOperation } from "./unsubscribe.ts";

export type SnsDeps = SubscriptionDeps &
  Pick<PublishDeps, "publish"> & {
    readonly store: Pick<Store, "listSubscriptions" | "listTopics">;
  };

/** The operations of SNS, by name. */
export function createOperations(deps: SnsDeps): ReadonlyMap<string, Operation> {
  return new Map([
    ["ConfirmSubscription", confirmSubscriptionOperation(deps)],
    ["CreateTopic", createTopicOperation(deps)],
    ["DeleteTopic", deleteTopicOperation(deps)],
    ["GetSubscriptionAttributes", getSubscriptionAttributesOperation(deps)],
    ["GetTopicAttributes", getTopicAttributesOperation(deps)],
    ["ListSubscriptions", listSubscriptionsOperation(deps)],
    ["ListSubscriptionsByTopic", listSubscriptionsByTopicOperation(deps)],
    ["ListTagsForResource", listTagsForResourceOperation(deps)],
    ["ListTopics", listTopicsOperation(deps)],
    ["Publish", publishOperation(deps)],
    ["PublishBatch", publishBatchOperation(deps)],
    ["SetSubscriptionAttributes", setSubscriptionAttributesOperation(deps)],
    ["SetTopicAttributes", setTopicAttributesOperation(deps)],
    ["Subscribe", subscribeOperation(deps)],
    ["TagResource", tagResourceOperation(deps)],
    ["Unsubscribe", unsubscribeOperation(deps)],
    ["UntagResource", untagResourceOperation(deps)],
  ]);
}
