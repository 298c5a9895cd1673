// Makes delivery rows. Without a mail transport the list of mail deliveries is the mailbox itself:
// mail counts as sent from the start.

import type { Instant } from "../base/instant.ts";
import { newId } from "../base/ulid.ts";
import type { DeliveryRecord, SubscriptionProtocol } from "../store/records.ts";
import type { HttpContent, MailContent } from "./mail.ts";

export interface DeliveryRequest {
  readonly endpoint: string;
  readonly kind: DeliveryRecord["kind"];
  readonly topicName: string | null;
  readonly subscriptionId: string | null;
}

export interface MailRoute {
  readonly publicUrl: () => string;
  readonly hasMailTransport: boolean;
}

/** Mails that a reader sees together. https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4 */
export interface MailThread {
  /** Letters, digits and dots; the Message-ID of the mail that begins it is made of it. */
  readonly name: string;
  readonly isFirst: boolean;
}

/** A mail; its Message-ID is known before the first attempt and so the same at every one. */
export function newMailDelivery(
  route: MailRoute,
  at: Instant,
  request: DeliveryRequest & {
    readonly channel?: "email" | "email-json";
    readonly content: Omit<MailContent, "messageId">;
    readonly thread?: MailThread;
  },
): DeliveryRecord {
  const id = newId(at);
  const { content, channel = "email", thread } = request;
  const { endpoint, kind, topicName, subscriptionId } = request;
  const host = hostOf(route.publicUrl());
  const mail: MailContent = {
    ...content,
    messageId: `${thread?.isFirst ? thread.name : id}@${host}`,
    ...(thread && !thread.isFirst && answering(`${thread.name}@${host}`, content)),
  };
  const to = { endpoint, kind, topicName, subscriptionId };
  const row = { ...to, id, channel, content: JSON.stringify(mail) };
  return route.hasMailTransport ? queued(row, at) : inMailbox(row, at);
}

/** Programs tell a thread by the header, Gmail by the subject as well, where it begins with `Re:`. */
function answering(
  inReplyTo: string,
  { subject }: Pick<MailContent, "subject">,
): Pick<MailContent, "inReplyTo" | "subject"> {
  return { inReplyTo, subject: `Re: ${subject}` };
}

export function newHttpDelivery(
  at: Instant,
  request: DeliveryRequest & {
    readonly channel: "http" | "https";
    readonly content: HttpContent;
  },
): DeliveryRecord {
  return queued({ ...request, id: newId(at), content: JSON.stringify(request.content) }, at);
}

type Row = DeliveryRequest & {
  readonly id: string;
  readonly channel: SubscriptionProtocol;
  readonly content: string;
};

function queued(row: Row, at: Instant): DeliveryRecord {
  return {
    ...row,
    status: "queued",
    attempts: 0,
    createdAt: at,
    dueAt: at,
    settledAt: null,
    lastError: null,
  };
}

function inMailbox(row: Row, at: Instant): DeliveryRecord {
  return { ...queued(row, at), status: "sent", attempts: 1, dueAt: null, settledAt: at };
}

/** The public URL is the same for every mail. */
let lastHost = { publicUrl: "", host: "" };

function hostOf(publicUrl: string): string {
  if (publicUrl === lastHost.publicUrl) return lastHost.host;
  // Brackets of an IPv6 address would make the Message-ID's domain a literal with a port of its own.
  const host = new URL(publicUrl).hostname.replace(/[[\]]/g, "").replaceAll(":", "-");
  lastHost = { publicUrl, host };
  return host;
}
