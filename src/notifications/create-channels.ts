import type { Channels } from "./channel.ts";
import { createHttpTransport } from "./deliver-http.ts";
import type { MailTransport, MailTransportOptions } from "./deliver-mail.ts";
import { deliverToMailbox } from "./mailbox.ts";
import type { WebhookSigner } from "./sign-webhook.ts";

export interface ChannelOptions extends Omit<MailTransportOptions, "smtpUrl"> {
  /** Without one, mail stays in the built-in mailbox. */
  readonly smtpUrl: string | undefined;
  /** Whether HTTP(S) endpoints may be on this machine or in private networks. @default true */
  readonly allowsPrivateAddresses?: boolean;
  readonly signWebhook?: WebhookSigner["headersFor"];
}

/** Every way to an address that this server has; `close` ends idle connections. */
export async function createChannels(options: ChannelOptions): Promise<{
  readonly channels: Channels;
  close(): void;
}> {
  const { smtpUrl, allowsPrivateAddresses = true, signWebhook } = options;
  const mail = smtpUrl === undefined ? undefined : await mailTransport({ ...options, smtpUrl });
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
async function mailTransport(options: MailTransportOptions): Promise<MailTransport> {
  const { createMailTransport } = await import("./deliver-mail.ts");
  return createMailTransport(options);
}
