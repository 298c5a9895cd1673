// What this server holds and does not know of: the answer to its claim was lost on the way, or the outcome
// of the work could not be stored. Nobody else takes it for dead, so it ends such leases itself, long
// before their time.

import type { Clock, Instant } from "../base/instant.ts";
import type { LeasedQueue } from "../store/lease-record.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";

export interface ForgottenLeasesOptions {
  readonly store: Pick<Store, "isShared" | "listLeases" | "endLease">;
  readonly clock: Clock;
  readonly log: Log;
  readonly queue: LeasedQueue;
  /** Whether it is at work on what has this key, as in `LeaseRecord`. */
  readonly isInHand: (key: string) => boolean;
}

export interface ForgottenLeases {
  /** Something has gone wrong that may have left a lease behind. */
  suspect(): void;
  /** Ends what there is, from time to time. Must be called while no claim is under way. */
  check(): Promise<void>;
  /** When the next turn has to be, at the latest. */
  before(nextAt: Instant | undefined): Instant | undefined;
}

const CHECK_EVERY_MS = 5_000;

export function createForgottenLeases(options: ForgottenLeasesOptions): ForgottenLeases {
  const { store, clock, log, queue, isInHand } = options;
  // An embedded database loses no answers.
  let isSuspected = store.isShared;
  let checkedAt = Number.NEGATIVE_INFINITY;

  return {
    suspect() {
      isSuspected = true;
    },
    async check() {
      const at = clock();
      // Clocks may leap.
      if (!isSuspected || Math.abs(at - checkedAt) < CHECK_EVERY_MS) return;
      checkedAt = at;
      const leases = await store.listLeases(queue);
      // What has been finished meanwhile has no such lease any more.
      const forgotten = leases.filter(({ key }) => !isInHand(key));
      for (const lease of forgotten) await store.endLease(queue, lease);
      if (forgotten.length > 0) {
        log.warn({ queue, leases: forgotten.length }, "ended leases of which nothing was known");
      }
      isSuspected = store.isShared;
    },
    before(nextAt) {
      if (!isSuspected) return nextAt;
      return Math.min(nextAt ?? Number.POSITIVE_INFINITY, clock() + CHECK_EVERY_MS);
    },
  };
}
