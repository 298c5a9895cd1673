// The links in what subscribers get. A person's link leads to a page that asks before it acts; a
// machine's link is SNS's own GET, since programs follow it on purpose.

import { type ArnScope, subscriptionArn, topicArn } from "../base/arn.ts";
import type { SubscriptionProtocol, SubscriptionRecord } from "../store/records.ts";
import { CERTIFICATE_PATH } from "./signer.ts";

export interface LinkDeps {
  readonly scope: ArnScope;
  /** What every link begins with, without a slash at its end. */
  readonly publicUrl: () => string;
}

type Addressed = Pick<SubscriptionRecord, "endpoint" | "id" | "protocol" | "topicName">;

export function isForPeople(protocol: SubscriptionProtocol): boolean {
  return protocol === "email" || protocol === "email-json";
}

export function confirmationLink(deps: LinkDeps, subscription: Addressed, token: string): string {
  const query = `TopicArn=${topicArn(deps.scope, subscription.topicName)}&Token=${token}`;
  return isForPeople(subscription.protocol)
    ? `${deps.publicUrl()}/subscriptions/confirm?${query}&${endpointOf(subscription)}`
    : `${deps.publicUrl()}/?Action=ConfirmSubscription&${query}`;
}

export function unsubscribeLink(deps: LinkDeps, subscription: Addressed): string {
  const arn = subscriptionArn(deps.scope, subscription.topicName, subscription.id);
  const query = `SubscriptionArn=${arn}`;
  return isForPeople(subscription.protocol)
    ? `${deps.publicUrl()}/subscriptions/unsubscribe?${query}&${endpointOf(subscription)}`
    : `${deps.publicUrl()}/?Action=Unsubscribe&${query}`;
}

export function certificateLink(deps: LinkDeps): string {
  return `${deps.publicUrl()}${CERTIFICATE_PATH}`;
}

function endpointOf(subscription: Addressed): string {
  return `Endpoint=${encodeURIComponent(subscription.endpoint)}`;
}
