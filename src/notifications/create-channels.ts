import type { Channels } from "./channel.ts";
import { createHttpTransport } from "./deliver-http.ts";
import type { MailTransport } from "./deliver-mail.ts";
import { deliverToMailbox } from "./mailbox.ts";
import type { WebhookSigner } from "./sign-webhook.ts";

export interface ChannelOptions {
  /** Without one, mail stays in the built-in mailbox. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Whether HTTP(S) endpoints may be on this machine or in private networks. @default true */
  readonly allowsPrivateAddresses?: boolean;
  readonly signWebhook?: WebhookSigner["headersFor"];
}

/** Every way to an address that this server has; `close` ends idle connections. */
export async function createChannels(options: ChannelOptions): Promise<{
  readonly channels: Channels;
  close(): void;
}> {
  const { smtpUrl, mailFrom, allowsPrivateAddresses = true, signWebhook } = options;
  const mail = smtpUrl === undefined ? undefined : await mailTransport({ smtpUrl, mailFrom });
  const http = createHttpTransport({ allowsPrivateAddresses }, signWebhook);
  const deliverMail = mail?.deliver ?? deliverToMailbox;
  return {
    channels: new Map([
      ["email", deliverMail],
      ["email-json", deliverMail],
      ["http", http.deliver],
      ["https", http.deliver],
    ]),
    close() {
      mail?.close();
      http.close();
    },
  };
}

/** Loaded by servers that send mail. */
async function mailTransport(options: {
  readonly smtpUrl: string;
  readonly mailFrom: string;
}): Promise<MailTransport> {
  const { createMailTransport } = await import("./deliver-mail.ts");
  return createMailTransport(options);
}
