import { type ArnScope, topicArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import { maskEndpoint } from "../../notifications/check-endpoint.ts";
import { arnOf } from "../../notifications/subscriptions.ts";
import { getTopic } from "../../notifications/topics.ts";
import type { SubscriptionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf } from "./operation-of.ts";
import { pageOf, splitPage } from "./paging.ts";

interface ListDeps {
  readonly store: Pick<Store, "findTopic" | "listSubscriptions">;
  readonly scope: ArnScope;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
export function listSubscriptionsOperation(deps: ListDeps): Operation {
  return operationOf((input) => list(deps, input, {}));
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export function listSubscriptionsByTopicOperation(deps: ListDeps): Operation {
  return operationOf(async (input) => {
    const topic = await getTopic(deps, requiredTextOf(input, "TopicArn"));
    return list(deps, input, { topicName: topic.name });
  });
}

async function list(
  deps: ListDeps,
  input: JsonObject,
  filter: { readonly topicName?: string },
): Promise<JsonObject> {
  const found = await deps.store.listSubscriptions(filter, pageOf(input));
  const { rows, next } = splitPage(found, ({ id }) => id);
  return { Subscriptions: rows.map((row) => render(deps.scope, row)), ...next };
}

function render(scope: ArnScope, subscription: SubscriptionRecord): JsonObject {
  const isPending = subscription.confirmedAt === null;
  return {
    SubscriptionArn: isPending ? "PendingConfirmation" : arnOf({ scope }, subscription),
    Owner: scope.accountId,
    Protocol: subscription.protocol,
    Endpoint: maskEndpoint(subscription.endpoint),
    TopicArn: topicArn(scope, subscription.topicName),
  };
}
