// A loop that works when something is due and sleeps otherwise. It never polls: whoever makes work wakes it.

import type { Clock, Instant } from "../base/instant.ts";
import type { Log } from "../telemetry/log.ts";

export interface Loop {
  start(): void;
  /** Resolves when the turn in progress has ended; no other begins. */
  stop(): Promise<void>;
  /** Something becomes due at `at`; now when absent. */
  wake(at?: Instant): void;
}

export interface LoopOptions {
  readonly name: string;
  /** Does what is due; answers when the next thing is. */
  readonly tick: () => Promise<Instant | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A net below the wake-ups, and well below what a timer of the platform can hold. */
const SLEEP_MS_MAX = 60_000;
const PAUSE_AFTER_ERROR_MS = 1_000;

export function createLoop({ name, tick, clock, log }: LoopOptions): Loop {
  let isRunning = false;
  let turn: Promise<void> | undefined;
  let timeout: NodeJS.Timeout | undefined;
  let nextAt = Number.POSITIVE_INFINITY;

  function schedule(at: Instant): void {
    if (!isRunning) return;
    if (at < nextAt || timeout === undefined) {
      nextAt = Math.min(at, nextAt);
      clearTimeout(timeout);
      const delayMs = Math.min(Math.max(nextAt - clock(), 0), SLEEP_MS_MAX);
      timeout = setTimeout(begin, delayMs);
    }
  }

  function begin(): void {
    timeout = undefined;
    nextAt = Number.POSITIVE_INFINITY;
    // A wake-up during a turn is kept in `nextAt` and honoured after it.
    turn ??= work().finally(() => {
      turn = undefined;
      if (timeout === undefined) schedule(Math.min(nextAt, clock() + SLEEP_MS_MAX));
    });
  }

  async function work(): Promise<void> {
    try {
      const dueAt = await tick();
      if (dueAt !== undefined) schedule(dueAt);
    } catch (error) {
      log.error({ loop: name, error }, "a turn of the loop failed and will be repeated");
      schedule(clock() + PAUSE_AFTER_ERROR_MS);
    }
  }

  return {
    start() {
      isRunning = true;
      schedule(clock());
    },
    async stop() {
      isRunning = false;
      clearTimeout(timeout);
      await turn;
    },
    wake(at = clock()) {
      schedule(at);
    },
  };
}
