// A way to an address. A channel makes one attempt and says how it went; when to try again, and when to
// give up, is the loop's business.

import type { DeliveryRecord, SubscriptionProtocol } from "../store/records.ts";

export type Attempt =
  | { readonly kind: "sent" }
  /** Not reachable just now, or not willing just now. `reason` is for operators. */
  | { readonly kind: "tryAgain"; readonly reason: string }
  /** Refused for good. */
  | { readonly kind: "refused"; readonly reason: string };

/** Never rejects for what the other side does, and ends within a minute. */
export type Channel = (delivery: DeliveryRecord) => Promise<Attempt>;

export type Channels = ReadonlyMap<SubscriptionProtocol, Channel>;

const REASON_LENGTH_MAX = 500;

/** What the other side said, on one line. */
export function reasonOf(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, REASON_LENGTH_MAX);
}
