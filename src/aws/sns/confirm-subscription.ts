import {
  arnOf,
  confirmSubscription,
  type SubscriptionDeps,
} from "../../notifications/subscriptions.ts";
import { ApiError } from "../api-error.ts";
import type { Operation } from "../operation.ts";
import { isUnsigned, operationOf, requiredTextOf, textOf } from "./operation-of.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
export function confirmSubscriptionOperation(
  deps: Pick<SubscriptionDeps, "clock" | "commit" | "scope" | "store">,
): Operation {
  return operationOf(async (input, caller) => {
    // A flag of type string in SNS's model.
    const needsSignature = textOf(input, "AuthenticateOnUnsubscribe") === "true";
    if (needsSignature && isUnsigned(caller)) {
      throw new ApiError(
        "AuthorizationError",
        "AuthenticateOnUnsubscribe may only be asked for by a signed call",
        { status: 403 },
      );
    }
    const subscription = await confirmSubscription(deps, {
      topicArn: requiredTextOf(input, "TopicArn"),
      token: requiredTextOf(input, "Token"),
      authenticateOnUnsubscribe: needsSignature,
    });
    return { SubscriptionArn: arnOf(deps, subscription) };
  });
}
