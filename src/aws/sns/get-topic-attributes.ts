import { type ArnScope, topicArn } from "../../base/arn.ts";
import { textMapOf } from "../../notifications/topic-attributes.ts";
import { getTopic } from "../../notifications/topics.ts";
import type { Store } from "../../store/store.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf } from "./operation-of.ts";

/** Rows read at once while counting. */
const PAGE_SIZE = 1000;

/** What retries of HTTP(S) deliveries follow; see `notifications/retry-schedule.ts`. */
const DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
});

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export function getTopicAttributesOperation(deps: {
  readonly store: Pick<Store, "findTopic" | "listSubscriptions">;
  readonly scope: ArnScope;
}): Operation {
  return operationOf(async (input) => {
    const topic = await getTopic(deps, requiredTextOf(input, "TopicArn"));
    const { confirmed, pending } = await countSubscriptions(deps.store, topic.name);
    const arn = topicArn(deps.scope, topic.name);
    return {
      Attributes: {
        DisplayName: "",
        Policy: defaultPolicy(deps.scope, arn),
        ...textMapOf(topic.attributes),
        TopicArn: arn,
        Owner: deps.scope.accountId,
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(pending),
        SubscriptionsDeleted: "0",
        EffectiveDeliveryPolicy: DELIVERY_POLICY,
      },
    };
  });
}

async function countSubscriptions(
  store: Pick<Store, "listSubscriptions">,
  topicName: string,
): Promise<{ readonly confirmed: number; readonly pending: number }> {
  let confirmed = 0;
  let pending = 0;
  let after: string | undefined;
  for (;;) {
    const page = { limit: PAGE_SIZE, ...(after === undefined ? {} : { after }) };
    const subscriptions = await store.listSubscriptions({ topicName }, page);
    for (const { confirmedAt } of subscriptions) {
      if (confirmedAt === null) pending += 1;
      else confirmed += 1;
    }
    if (subscriptions.length < PAGE_SIZE) return { confirmed, pending };
    after = subscriptions.at(-1)?.id;
  }
}

/** AWS: what a topic without a policy of its own shows. */
function defaultPolicy(scope: ArnScope, arn: string): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": scope.accountId } },
      },
    ],
  });
}
