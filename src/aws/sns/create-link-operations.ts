// What `GET /?Action=…` does: the links in messages to machines, which follow them on purpose and without
// a signature. A person's subscription is only ever confirmed or ended on a page that asks first,
// since mail scanners follow links too.

import { confirmationLink, isForPeople, unsubscribeLink } from "../../notifications/links.ts";
import {
  arnOf,
  confirmSubscription,
  findSubscriptionByArn,
  getSubscriptionByToken,
  type SubscriptionDeps,
  unsubscribeByLink,
} from "../../notifications/subscriptions.ts";
import { ApiError } from "../api-error.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf } from "./operation-of.ts";

type LinkOperationDeps = Pick<
  SubscriptionDeps,
  "clock" | "commit" | "publicUrl" | "scope" | "store"
>;

/** By name; no other operation may be called by GET. */
export function createLinkOperations(deps: LinkOperationDeps): ReadonlyMap<string, Operation> {
  return new Map([
    ["ConfirmSubscription", operationOf((input) => confirm(deps, input))],
    ["Unsubscribe", operationOf((input) => unsubscribe(deps, input))],
  ]);
}

async function confirm(
  deps: LinkOperationDeps,
  input: Parameters<Operation>[0],
): ReturnType<Operation> {
  const request = {
    topicArn: requiredTextOf(input, "TopicArn"),
    token: requiredTextOf(input, "Token"),
  };
  const subscription = await getSubscriptionByToken(deps, request);
  if (isForPeople(subscription.protocol)) {
    throw needsPage(confirmationLink(deps, subscription, request.token));
  }
  return { SubscriptionArn: arnOf(deps, await confirmSubscription(deps, request)) };
}

async function unsubscribe(
  deps: LinkOperationDeps,
  input: Parameters<Operation>[0],
): ReturnType<Operation> {
  const arn = requiredTextOf(input, "SubscriptionArn");
  const subscription = await findSubscriptionByArn(deps, arn);
  if (subscription !== undefined && isForPeople(subscription.protocol)) {
    throw needsPage(unsubscribeLink(deps, subscription));
  }
  await unsubscribeByLink(deps, arn);
  return {};
}

function needsPage(link: string): ApiError {
  return new ApiError(
    "AuthorizationError",
    `A link alone does not decide this for an e-mail address. Please open ${link}`,
    { status: 403 },
  );
}
