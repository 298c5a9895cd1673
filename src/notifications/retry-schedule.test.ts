import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DeliveryRecord } from "../store/records.ts";
import { nextAttemptAt } from "./retry-schedule.ts";

/** Seconds between attempts until the delivery is given up. */
function delays(
  channel: "email" | "https",
  kind: DeliveryRecord["kind"] = "notification",
): readonly number[] {
  const seconds: number[] = [];
  let at = 1_000_000;
  for (let attempts = 0; ; attempts++) {
    const next = nextAttemptAt({ channel, kind, attempts, createdAt: 1_000_000 }, at);
    if (next === undefined) return seconds;
    seconds.push((next - at) / 1000);
    at = next;
  }
}

describe("nextAttemptAt()", () => {
  test("retries HTTP three times, 20 seconds apart, as SNS does", () => {
    assert.deepEqual(delays("https"), [20, 20, 20]);
  });

  test("is as patient with the webhook of a request as with mail", () => {
    assert.deepEqual(delays("https", "approval"), delays("email"));
  });

  test("retries mail quickly at first, then every ten minutes for four days", () => {
    const all = delays("email");
    assert.deepEqual(all.slice(0, 9), [10, 10, 20, 40, 80, 160, 320, 600, 600]);
    const days = all.reduce((sum, seconds) => sum + seconds, 0) / 86_400;
    assert.ok(days > 3.99 && days <= 4, `${days} days`);
  });
});
