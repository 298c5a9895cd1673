import {
  type SubscriptionDeps,
  setSubscriptionAttribute,
} from "../../notifications/subscriptions.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf, textOf } from "./operation-of.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export function setSubscriptionAttributesOperation(
  deps: Pick<SubscriptionDeps, "commit" | "scope" | "store">,
): Operation {
  return operationOf(async (input) => {
    await setSubscriptionAttribute(deps, {
      subscriptionArn: requiredTextOf(input, "SubscriptionArn"),
      name: requiredTextOf(input, "AttributeName"),
      value: textOf(input, "AttributeValue") ?? "",
    });
    return {};
  });
}
