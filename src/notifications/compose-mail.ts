// A mail delivery as nodemailer takes it: the same bytes for whoever sends it and for whoever looks at
// it in the mailbox. Everything that could change between two attempts comes from the delivery. Line
// breaks in what becomes a header are nodemailer's to take out; a test holds it to that.

import addressparser from "nodemailer/lib/addressparser";
import MailComposer, { type MailComposerOptions } from "nodemailer/lib/mail-composer";
import type { DeliveryRecord } from "../store/records.ts";
import type { MailContent } from "./mail.ts";

/** Who mails come from. */
export interface MailSender {
  /** The server's address, with or without a name: `Countersign <no-reply@host>`. */
  readonly mailFrom: string;
  /** Where answers go. */
  readonly mailReplyTo?: string | undefined;
  /** Where undeliverable mails go back to. */
  readonly mailBounceTo?: string | undefined;
}

export function composeMail(
  delivery: DeliveryRecord,
  { mailFrom, mailReplyTo, mailBounceTo }: MailSender,
): MailComposerOptions {
  const mail = JSON.parse(delivery.content) as MailContent;
  const sender = addressparser(mailFrom, { flatten: true })[0];
  const address = sender?.address ?? mailFrom;
  return {
    from: { name: mail.fromName ?? sender?.name ?? "", address },
    // As an object: an address is never read as a list of addresses.
    to: { name: "", address: delivery.endpoint },
    envelope: { from: mailBounceTo ?? address, to: [delivery.endpoint] },
    ...(mailReplyTo === undefined ? {} : { replyTo: { name: "", address: mailReplyTo } }),
    subject: mail.subject,
    text: mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    messageId: `<${mail.messageId}>`,
    ...(mail.inReplyTo === undefined
      ? {}
      : { inReplyTo: `<${mail.inReplyTo}>`, references: `<${mail.inReplyTo}>` }),
    date: new Date(delivery.createdAt),
    headers: { "Auto-Submitted": "auto-generated", ...mail.headers },
    // Content never names files or addresses to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The message as it goes over the wire: headers and body, lines ending in CRLF. */
export async function renderMail(delivery: DeliveryRecord, sender: MailSender): Promise<string> {
  const message = await new MailComposer(composeMail(delivery, sender)).compile().build();
  return message.toString("utf8");
}
