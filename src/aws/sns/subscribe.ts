import { arnOf, type SubscriptionDeps, subscribe } from "../../notifications/subscriptions.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf, textMapOf } from "./operation-of.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export function subscribeOperation(deps: SubscriptionDeps): Operation {
  return operationOf(async (input) => {
    const subscription = await subscribe(deps, {
      topicArn: requiredTextOf(input, "TopicArn"),
      protocol: requiredTextOf(input, "Protocol"),
      endpoint: requiredTextOf(input, "Endpoint"),
      attributes: textMapOf(input, "Attributes"),
    });
    // AWS: the text that stands for the ARN here is not the one that lists use.
    const isHidden = subscription.confirmedAt === null && input["ReturnSubscriptionArn"] !== true;
    return { SubscriptionArn: isHidden ? "pending confirmation" : arnOf(deps, subscription) };
  });
}
