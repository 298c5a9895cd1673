// When old executions are removed: in passes, an hour from one to the next, whose steps leave most of the
// time to others.

import type { Clock, Instant } from "../base/instant.ts";
import type { Log } from "../telemetry/log.ts";
import { createLoop, type Loop } from "./loop.ts";
import { type Removed, type RemoveOldDeps, removeOld } from "./remove-old.ts";

export interface RetentionOptions extends RemoveOldDeps {
  /** Days that executions are kept after their end. */
  readonly retentionDays: number;
  readonly clock: Clock;
  readonly log: Pick<Log, "info">;
}

/** One loop, or none when everything is kept. */
export function createRetentionLoops(
  options: Omit<RetentionOptions, "retentionDays" | "log"> & {
    readonly retentionDays: number | undefined;
    readonly log: Log;
  },
): readonly Loop[] {
  const { retentionDays, clock, log } = options;
  if (retentionDays === undefined) return [];
  const { tick } = createRetention({ ...options, retentionDays });
  return [createLoop({ name: "retention", tick, clock, log })];
}

export interface Retention {
  /** Takes a step when it is time; answers when the next is due. */
  tick(): Promise<Instant>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const PASS_EVERY_MS = 60 * 60 * 1_000;
/** A start has other things to do. */
const FIRST_PASS_AFTER_MS = 30_000;
/** Several times as long as a step takes. */
const PAUSE_MS = 20;

export function createRetention(options: RetentionOptions): Retention {
  const { retentionDays, clock, log } = options;
  let nextPassAt = clock() + FIRST_PASS_AFTER_MS;
  let pass: AsyncGenerator<void, Removed> | undefined;
  return {
    async tick() {
      const at = clock();
      if (pass === undefined && at < nextPassAt) return nextPassAt;
      const current = pass ?? removeOld(options, at - retentionDays * DAY_MS);
      nextPassAt = at + PASS_EVERY_MS;
      // A step that fails ends its pass.
      pass = undefined;
      const step = await current.next();
      if (!step.done) {
        pass = current;
        return clock() + PAUSE_MS;
      }
      const removed = step.value;
      if (Object.values(removed).some((count) => count > 0)) {
        log.info({ retentionDays, ...removed }, "removed what ended long ago");
      }
      return nextPassAt;
    },
  };
}
