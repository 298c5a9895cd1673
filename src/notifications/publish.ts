// Publishing: from one message to one delivery row per confirmed subscription, rendered whole, so that
// what goes out later depends on nothing that may have changed since. Reads the store and answers with
// changes; whoever publishes commits them together with the reason for it.

import { randomUUID } from "node:crypto";
import { type ArnScope, topicArn } from "../base/arn.ts";
import type { Clock } from "../base/instant.ts";
import type { Change } from "../store/change.ts";
import type { SubscriptionRecord, TopicRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { checkMessage, type MessageFor } from "./check-message.ts";
import { certificateLink } from "./links.ts";
import type { MessageIntake, OutgoingMessage, Publish } from "./message.ts";
import { type Notification, renderNotification } from "./render-notification.ts";
import {
  documentTimestamp,
  type SignedDocument,
  signDocument,
  type UnsignedDocument,
} from "./signed-document.ts";
import type { Signer } from "./signer.ts";
import { textMapOf } from "./topic-attributes.ts";
import { getTopic } from "./topics.ts";

export interface PublishDeps {
  readonly store: Pick<Store, "findTopic" | "listConfirmedSubscriptions">;
  readonly scope: ArnScope;
  readonly clock: Clock;
  /** Sees every message first; approvals are recognised by it. */
  readonly intake?: MessageIntake;
  readonly publicUrl: () => string;
  readonly hasMailTransport: boolean;
  readonly signer: Pick<Signer, "sign">;
}

export function createPublish(deps: PublishDeps): Publish {
  return async (message) => {
    const topic = await getTopic(deps, message.topicArn);
    const messageFor = checkMessage(message);
    const intake = await deps.intake?.(message);
    const messageId = randomUUID();
    const deliveries = await notify(deps, { topic, message, messageFor, messageId });
    const subject = intake?.subject ?? message.subject;
    return {
      messageId,
      changes: [...(intake?.changes ?? []), ...deliveries],
      ...(subject === undefined ? {} : { subject }),
    };
  };
}

interface Publication {
  readonly topic: TopicRecord;
  readonly message: OutgoingMessage;
  readonly messageFor: MessageFor;
  readonly messageId: string;
}

async function notify(deps: PublishDeps, publication: Publication): Promise<readonly Change[]> {
  const notifications = new Map<string, Notification>();
  const render = async (subscription: SubscriptionRecord): Promise<Change> => {
    const text = publication.messageFor(subscription.protocol);
    const notification = notifications.get(text) ?? notificationOf(deps, publication, text);
    notifications.set(text, notification);
    const delivery = await renderNotification(deps, notification, subscription);
    return { kind: "createDelivery", delivery };
  };
  const subscriptions = await deps.store.listConfirmedSubscriptions(publication.topic.name);
  return Promise.all(subscriptions.map(render));
}

function notificationOf(
  deps: PublishDeps,
  { topic, message, messageId }: Publication,
  text: string,
): Notification {
  const at = deps.clock();
  const attributes = textMapOf(topic.attributes);
  const document: UnsignedDocument = {
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn(deps.scope, topic.name),
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: text,
    Timestamp: documentTimestamp(at),
  };
  let signing: Promise<SignedDocument> | undefined;
  const sign = () => {
    signing ??= signDocument(document, {
      signer: deps.signer,
      version: attributes["SignatureVersion"] === "2" ? "2" : "1",
      certificateUrl: certificateLink(deps),
    });
    return signing;
  };
  return {
    topicName: topic.name,
    displayName: attributes["DisplayName"] ?? "",
    document,
    sign,
    attributes: message.attributes ?? {},
    at,
  };
}
