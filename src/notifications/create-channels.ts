import type { Channels } from "./channel.ts";
import { createHttpTransport } from "./deliver-http.ts";
import { createMailTransport } from "./deliver-mail.ts";
import { deliverToMailbox } from "./mailbox.ts";

export interface ChannelOptions {
  /** Without one, mail stays in the built-in mailbox. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Whether HTTP(S) endpoints may be on this machine or in private networks. @default true */
  readonly allowsPrivateAddresses?: boolean;
}

/** Every way to an address that this server has; `close` ends idle connections. */
export function createChannels(options: ChannelOptions): {
  readonly channels: Channels;
  close(): void;
} {
  const { smtpUrl, mailFrom, allowsPrivateAddresses = true } = options;
  const mail = smtpUrl === undefined ? undefined : createMailTransport({ smtpUrl, mailFrom });
  const http = createHttpTransport({ allowsPrivateAddresses });
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
