import {
  type SubscriptionDeps,
  unsubscribe,
  unsubscribeByLink,
} from "../../notifications/subscriptions.ts";
import type { Operation } from "../operation.ts";
import { isUnsigned, operationOf, requiredTextOf } from "./operation-of.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
export function unsubscribeOperation(
  deps: Pick<SubscriptionDeps, "commit" | "scope" | "store">,
): Operation {
  return operationOf(async (input, caller) => {
    const end = isUnsigned(caller) ? unsubscribeByLink : unsubscribe;
    await end(deps, requiredTextOf(input, "SubscriptionArn"));
    return {};
  });
}
