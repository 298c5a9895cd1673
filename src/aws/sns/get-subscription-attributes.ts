import { type ArnScope, topicArn } from "../../base/arn.ts";
import { maskEndpoint } from "../../notifications/check-endpoint.ts";
import { isForPeople } from "../../notifications/links.ts";
import { arnOf, getSubscription, needsSignature } from "../../notifications/subscriptions.ts";
import { textMapOf } from "../../notifications/topic-attributes.ts";
import type { Store } from "../../store/store.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf } from "./operation-of.ts";

/** What retries of HTTP(S) deliveries follow; see `notifications/retry-schedule.ts`. */
const DELIVERY_POLICY = JSON.stringify({
  healthyRetryPolicy: {
    minDelayTarget: 20,
    maxDelayTarget: 20,
    numRetries: 3,
    numMaxDelayRetries: 0,
    numNoDelayRetries: 0,
    numMinDelayRetries: 0,
    backoffFunction: "linear",
  },
  sicklyRetryPolicy: null,
  throttlePolicy: null,
  requestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  guaranteed: false,
});

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export function getSubscriptionAttributesOperation(deps: {
  readonly store: Pick<Store, "findSubscription">;
  readonly scope: ArnScope;
}): Operation {
  return operationOf(async (input) => {
    const subscription = await getSubscription(deps, requiredTextOf(input, "SubscriptionArn"));
    const { scope } = deps;
    const { confirmedAt, endpoint, protocol, topicName } = subscription;
    const { RawMessageDelivery = "false" } = textMapOf(subscription.attributes);
    return {
      Attributes: {
        SubscriptionArn: arnOf(deps, subscription),
        TopicArn: topicArn(scope, topicName),
        Owner: scope.accountId,
        Protocol: protocol,
        Endpoint: maskEndpoint(endpoint),
        ConfirmationWasAuthenticated: String(needsSignature(subscription)),
        PendingConfirmation: String(confirmedAt === null),
        RawMessageDelivery,
        SubscriptionPrincipal: `arn:aws:iam::${scope.accountId}:root`,
        ...(isForPeople(protocol) ? {} : { EffectiveDeliveryPolicy: DELIVERY_POLICY }),
      },
    };
  });
}
