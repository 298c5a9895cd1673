// One published message as one subscriber gets it.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html

import { subscriptionArn } from "../base/arn.ts";
import type { Instant } from "../base/instant.ts";
import type { DeliveryRecord, SubscriptionRecord } from "../store/records.ts";
import { type LinkDeps, unsubscribeLink } from "./links.ts";
import type { HttpContent } from "./mail.ts";
import type { MessageAttribute } from "./message.ts";
import { type MailRoute, newHttpDelivery, newMailDelivery } from "./new-delivery.ts";
import type { SignedDocument, UnsignedDocument } from "./signed-document.ts";
import { textMapOf } from "./topic-attributes.ts";

export type RenderDeps = LinkDeps & MailRoute;

/** What is the same for all subscribers who get the same text. */
export interface Notification {
  readonly topicName: string;
  /** The name mail comes from; empty for the server's own. */
  readonly displayName: string;
  readonly document: UnsignedDocument;
  /** Signs the document once, at the first call: plain mail does without. */
  readonly sign: () => Promise<SignedDocument>;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly at: Instant;
}

export const HTTP_HEADERS = {
  "Content-Type": "text/plain; charset=UTF-8",
  "User-Agent": "Amazon Simple Notification Service Agent",
};

/** AWS: the subject of mail without one. */
const SUBJECT = "AWS Notification Message";

export async function renderNotification(
  deps: RenderDeps,
  notification: Notification,
  subscription: SubscriptionRecord,
): Promise<DeliveryRecord> {
  const request = {
    endpoint: subscription.endpoint,
    kind: "notification" as const,
    topicName: notification.topicName,
    subscriptionId: subscription.id,
  };
  const { protocol } = subscription;
  if (protocol === "http" || protocol === "https") {
    const content = await httpContent(deps, notification, subscription);
    return newHttpDelivery(notification.at, { ...request, channel: protocol, content });
  }
  const text =
    protocol === "email"
      ? mailText(deps, notification, subscription)
      : await documentText(deps, notification, subscription);
  return newMailDelivery(deps, notification.at, {
    ...request,
    channel: protocol,
    content: {
      ...(notification.displayName === "" ? {} : { fromName: notification.displayName }),
      subject: notification.document.Subject ?? SUBJECT,
      text,
    },
  });
}

async function httpContent(
  deps: RenderDeps,
  notification: Notification,
  subscription: SubscriptionRecord,
): Promise<HttpContent> {
  const { document, topicName } = notification;
  const isRaw = textMapOf(subscription.attributes)["RawMessageDelivery"] === "true";
  return {
    headers: {
      "x-amz-sns-message-type": document.Type,
      "x-amz-sns-message-id": document.MessageId,
      "x-amz-sns-topic-arn": document.TopicArn,
      "x-amz-sns-subscription-arn": subscriptionArn(deps.scope, topicName, subscription.id),
      ...(isRaw ? { "x-amz-sns-rawdelivery": "true" } : {}),
      ...HTTP_HEADERS,
    },
    body: isRaw ? document.Message : await documentText(deps, notification, subscription),
  };
}

async function documentText(
  deps: RenderDeps,
  notification: Notification,
  subscription: SubscriptionRecord,
): Promise<string> {
  const attributes = Object.entries(notification.attributes).map(([name, attribute]) => [
    name,
    { Type: attribute.dataType, Value: attribute.stringValue ?? attribute.binaryValue ?? "" },
  ]);
  return JSON.stringify({
    ...(await notification.sign()),
    UnsubscribeURL: unsubscribeLink(deps, subscription),
    ...(attributes.length > 0 ? { MessageAttributes: Object.fromEntries(attributes) } : {}),
  });
}

/** The message verbatim, then how to be rid of the next ones. */
function mailText(
  deps: RenderDeps,
  notification: Notification,
  subscription: SubscriptionRecord,
): string {
  return [
    notification.document.Message,
    "",
    "--",
    "If you wish to stop receiving notifications from this topic, please click or visit the " +
      "link below to unsubscribe:",
    unsubscribeLink(deps, subscription),
    "",
    "Please do not reply directly to this email.",
    "",
  ].join("\n");
}
