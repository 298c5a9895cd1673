/** The `content` of a delivery by e-mail: a whole message, ready for any mail transport. */
export interface MailContent {
  /** The display name of the sender; the address is the server's own. */
  readonly fromName?: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Without angle brackets; stable over attempts. */
  readonly messageId: string;
  /** The Message-ID of the mail that began the thread, without angle brackets. */
  readonly inReplyTo?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The `content` of a delivery by HTTP(S). */
export interface HttpContent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Present where it is signed as a webhook, at every attempt anew: what the message is known by. */
  readonly webhookId?: string;
}
