// The question that every new subscriber is asked, at the address that somebody gave for them.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html

import { randomUUID } from "node:crypto";
import { topicArn } from "../base/arn.ts";
import type { Instant } from "../base/instant.ts";
import type { DeliveryRecord, SubscriptionRecord } from "../store/records.ts";
import { certificateLink, confirmationLink } from "./links.ts";
import { newHttpDelivery, newMailDelivery } from "./new-delivery.ts";
import { HTTP_HEADERS, type RenderDeps } from "./render-notification.ts";
import { documentTimestamp, type SignedDocument, signDocument } from "./signed-document.ts";
import type { Signer } from "./signer.ts";

const SUBJECT = "AWS Notification - Subscription Confirmation";

/** `token` is in here in the clear and nowhere else. */
export async function renderConfirmation(
  deps: RenderDeps & { readonly signer: Pick<Signer, "sign"> },
  subscription: SubscriptionRecord,
  options: { readonly token: string; readonly at: Instant },
): Promise<DeliveryRecord> {
  const { endpoint, id: subscriptionId, protocol, topicName } = subscription;
  const request = { endpoint, kind: "confirmation" as const, topicName, subscriptionId };
  if (protocol === "email") {
    const text = mailText(
      topicArn(deps.scope, topicName),
      confirmationLink(deps, subscription, options.token),
    );
    return newMailDelivery(deps, options.at, { ...request, content: { subject: SUBJECT, text } });
  }
  const document = await confirmationDocument(deps, subscription, options);
  const body = JSON.stringify(document);
  if (protocol === "email-json") {
    const content = { subject: SUBJECT, text: body };
    return newMailDelivery(deps, options.at, { ...request, channel: protocol, content });
  }
  const headers = {
    "x-amz-sns-message-type": document.Type,
    "x-amz-sns-message-id": document.MessageId,
    "x-amz-sns-topic-arn": document.TopicArn,
    ...HTTP_HEADERS,
  };
  const content = { headers, body };
  return newHttpDelivery(options.at, { ...request, channel: protocol, content });
}

function confirmationDocument(
  deps: RenderDeps & { readonly signer: Pick<Signer, "sign"> },
  subscription: SubscriptionRecord,
  { token, at }: { readonly token: string; readonly at: Instant },
): Promise<SignedDocument> {
  const arn = topicArn(deps.scope, subscription.topicName);
  return signDocument(
    {
      Type: "SubscriptionConfirmation",
      MessageId: randomUUID(),
      Token: token,
      TopicArn: arn,
      Message:
        `You have chosen to subscribe to the topic ${arn}.\n` +
        "To confirm the subscription, visit the SubscribeURL included in this message.",
      SubscribeURL: confirmationLink(deps, subscription, token),
      Timestamp: documentTimestamp(at),
    },
    { signer: deps.signer, version: "1", certificateUrl: certificateLink(deps) },
  );
}

function mailText(arn: string, link: string): string {
  return [
    "You have chosen to subscribe to the topic:",
    arn,
    "",
    "To confirm this subscription, click or visit the link below " +
      "(If this was in error no action is necessary):",
    link,
    "",
    "The link is good for two days.",
    "Please do not reply directly to this email.",
    "",
  ].join("\n");
}
