import { checkEndpoint, checkProtocol } from "../../../notifications/check-endpoint.ts";
import { checkSubscriptionAttribute } from "../../../notifications/subscription-attributes.ts";
import type { WantedSubscription } from "../planned-resource.ts";
import { refusalOf } from "./refusal.ts";

/** What is wrong with a subscription, in SNS's words. */
export function checkSubscription(subscription: WantedSubscription): string | undefined {
  return refusalOf(() => {
    const protocol = checkProtocol(subscription.protocol);
    checkEndpoint(protocol, subscription.endpoint);
    for (const [name, value] of Object.entries(subscription.attributes)) {
      checkSubscriptionAttribute(protocol, name, value);
    }
  });
}
