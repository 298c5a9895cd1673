// The built-in mailbox: the list of mail deliveries, seen as mail. It holds nothing of its own.

import type { DeliveryRecord } from "../store/records.ts";
import type { Channel } from "./channel.ts";
import type { MailSender } from "./compose-mail.ts";

export type RenderRawMail = (delivery: DeliveryRecord) => Promise<string>;

/** Renders what was, or would be, sent: headers and body. */
export function createRenderRawMail(sender: MailSender): RenderRawMail {
  return async (delivery) => {
    // Loaded when somebody looks at one.
    const { renderMail } = await import("./compose-mail.ts");
    return renderMail(delivery, sender);
  };
}

/** The channel of a server without SMTP: being in the list is all there is to do. */
export const deliverToMailbox: Channel = async () => ({ kind: "sent" });
