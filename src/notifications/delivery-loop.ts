// Sends what is queued. A delivery is claimed under a lease, attempted once, and its outcome stored:
// who dies in between leaves a lease that runs out, so that everything goes out at least once.

import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Instant } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import { createForgottenLeases } from "../engine/forgotten-leases.ts";
import { createLoop, type Loop } from "../engine/loop.ts";
import { untilStored } from "../engine/until-stored.ts";
import type { DeliveryRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import type { Attempt, Channels } from "./channel.ts";
import { nextAttemptAt } from "./retry-schedule.ts";

export interface DeliveryLoopOptions {
  readonly store: Pick<
    Store,
    "claimDeliveries" | "nextDeliveryAt" | "isShared" | "listLeases" | "endLease"
  >;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly log: Log;
  readonly channels: Channels;
  /** Hears of every delivery that is over. */
  readonly deliverySettled?: (delivery: DeliveryRecord, status: "failed" | "sent") => void;
}

export interface DeliveryLoop extends Loop {
  /** One turn by hand: attempts what is due, and answers when the next delivery is. */
  tick(): Promise<{ readonly nextAt?: Instant }>;
}

/** Longer than any channel takes for an attempt. */
const LEASE_MS = 120_000;
const ATTEMPTS_AT_ONCE_MAX = 32;
/** What a stopping server still gives attempts under way; later ones end with their leases. */
const GRACE_MS = 5_000;

export function createDeliveryLoop(options: DeliveryLoopOptions): DeliveryLoop {
  const { store, clock, log } = options;
  const attempts = new Map<Promise<void>, DeliveryRecord>();
  const leases = createForgottenLeases({
    ...{ store, clock, log, queue: "deliveries" },
    isInHand: (key) => [...attempts.values()].some(({ id }) => id === key),
  });
  let isStopped = false;
  const loop = createLoop({ name: "deliveries", tick: beginDue, clock, log });

  function begin(delivery: DeliveryRecord): void {
    const attempt: Promise<void> = attemptOnce(options, delivery, () => isStopped)
      .then((nextAt) => {
        if (nextAt !== undefined) loop.wake(nextAt);
      })
      .catch((error: unknown) => {
        log.error({ deliveryId: delivery.id, error }, "an attempt broke; its lease will end");
        leases.suspect();
      })
      .finally(() => attempts.delete(attempt));
    attempts.set(attempt, delivery);
  }

  /** Does not wait for the attempts it begins: a slow address holds nobody up. */
  async function beginDue(): Promise<Instant | undefined> {
    await leases.check();
    const limit = ATTEMPTS_AT_ONCE_MAX - attempts.size;
    if (limit > 0) {
      const at = clock();
      const claim = { at, leaseUntil: at + LEASE_MS, limit };
      for (const delivery of await store.claimDeliveries(claim)) begin(delivery);
    }
    if (attempts.size >= ATTEMPTS_AT_ONCE_MAX) await Promise.race(attempts.keys());
    return leases.before(await store.nextDeliveryAt());
  }

  return {
    start: loop.start,
    wake: loop.wake,
    async stop() {
      await loop.stop();
      isStopped = true;
      await Promise.race([
        Promise.all(attempts.keys()),
        sleep(GRACE_MS, undefined, { ref: false }),
      ]);
    },
    async tick() {
      await beginDue();
      await Promise.all(attempts.keys());
      const nextAt = await store.nextDeliveryAt();
      return nextAt === undefined ? {} : { nextAt };
    },
  };
}

/** Answers when the delivery is due again, where it is. */
async function attemptOnce(
  options: DeliveryLoopOptions,
  delivery: DeliveryRecord,
  isStopped: () => boolean,
): Promise<Instant | undefined> {
  const attempt = await send(options, delivery);
  const at = options.clock();
  const dueAt = attempt.kind === "tryAgain" ? nextAttemptAt(delivery, at) : undefined;
  const status = attempt.kind === "sent" ? "sent" : dueAt === undefined ? "failed" : "queued";
  const lastError = attempt.kind === "sent" ? null : attempt.reason;
  const { id } = delivery;
  const settled = { status, dueAt: dueAt ?? null, at, lastError } as const;
  await untilStored(async () => {
    await options.commit([{ kind: "settleDelivery", id, ...settled }]);
  }, isStopped);
  if (status !== "queued") options.deliverySettled?.(delivery, status);
  const fields = { deliveryId: id, channel: delivery.channel, attempt: delivery.attempts + 1 };
  if (status === "sent") options.log.debug(fields, "delivered");
  else
    options.log.warn({ ...fields, reason: lastError, dueAt }, `delivery ${status} after an error`);
  return dueAt;
}

/** A channel that breaks is a bug, and costs the delivery one of its attempts like any failure. */
async function send(
  { channels, log }: Pick<DeliveryLoopOptions, "channels" | "log">,
  delivery: DeliveryRecord,
): Promise<Attempt> {
  const channel = channels.get(delivery.channel);
  if (channel === undefined) return { kind: "refused", reason: "no channel delivers this" };
  try {
    return await channel(delivery);
  } catch (error) {
    log.error({ deliveryId: delivery.id, channel: delivery.channel, error }, "a channel broke");
    return { kind: "tryAgain", reason: "internal error" };
  }
}
