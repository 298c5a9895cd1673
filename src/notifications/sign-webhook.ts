// The signature of what is posted to a webhook, which proves that this server has sent it, and when. Each
// address has a secret of its own, made from the server's: nothing has to be kept.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

import { createHmac } from "node:crypto";
import type { Clock } from "../base/instant.ts";

export interface WebhookSigner {
  /** What the receiver at that address checks signatures with: `whsec_` and base64. */
  secretFor(url: string): string;
  /** @param id the same at every attempt */
  headersFor(message: {
    readonly url: string;
    readonly id: string;
    readonly body: string;
  }): Readonly<Record<string, string>>;
}

export function createWebhookSigner(secret: Uint8Array, clock: Clock): WebhookSigner {
  const keyFor = (url: string) => createHmac("sha256", secret).update(url).digest();
  return {
    secretFor: (url) => `whsec_${keyFor(url).toString("base64")}`,
    headersFor({ url, id, body }) {
      const timestamp = Math.floor(clock() / 1000);
      const signed = createHmac("sha256", keyFor(url)).update(`${id}.${timestamp}.${body}`);
      return {
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": `v1,${signed.digest("base64")}`,
      };
    },
  };
}
