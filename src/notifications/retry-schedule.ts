// When a delivery is tried again, and when it is given up.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html

import type { Instant } from "../base/instant.ts";
import type { DeliveryRecord } from "../store/records.ts";
import { isForPeople } from "./links.ts";

/** AWS: 3 retries, 20 seconds apart. */
const HTTP_RETRY_COUNT = 3;
const HTTP_DELAY_SECONDS = 20;

// AWS makes 50 attempts in six hours and forgets the mail. Here it may be the only way to a person whose
// answer a workflow waits for, so that it outlives a weekend without mail: RFC 5321, 4.5.4.1 asks
// for four to five days. A webhook that tells of a decision is as patient.
const MAIL_DELAY_SECONDS_MIN = 10;
const MAIL_DELAY_SECONDS_MAX = 600;
const MAIL_LIFE_MS = 4 * 86_400_000;

/** `delivery` as it was before the attempt that failed at `at`; `undefined` gives it up. */
export function nextAttemptAt(
  delivery: Pick<DeliveryRecord, "attempts" | "channel" | "createdAt" | "kind">,
  at: Instant,
): Instant | undefined {
  const isPatient = isForPeople(delivery.channel) || delivery.kind === "approval";
  const delaySeconds = isPatient ? mailDelaySeconds(delivery.attempts) : HTTP_DELAY_SECONDS;
  const nextAt = at + delaySeconds * 1000;
  const isOver = isPatient
    ? nextAt > delivery.createdAt + MAIL_LIFE_MS
    : delivery.attempts >= HTTP_RETRY_COUNT;
  return isOver ? undefined : nextAt;
}

/** 10 s, 10 s, then doubling up to ten minutes. */
function mailDelaySeconds(attempts: number): number {
  const doublings = Math.min(Math.max(attempts - 1, 0), 10);
  return Math.min(MAIL_DELAY_SECONDS_MIN * 2 ** doublings, MAIL_DELAY_SECONDS_MAX);
}
