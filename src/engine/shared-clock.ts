// The time of the database, for all servers that share one: their own clocks may differ by hours, and a
// lease or a timer must mean the same instant to each of them. The process's steady clock carries the time
// from one reading to the next.

import type { Clock, Instant } from "../base/instant.ts";

export interface SharedClock {
  readonly clock: Clock;
  /** The database's time was read as `at`, somewhere between two instants of the steady clock. */
  learn(at: Instant, reading: { readonly sentMs: number; readonly receivedMs: number }): void;
}

/** @param steady Milliseconds since any instant, which no change of the clock moves. */
export function createSharedClock(steady: () => number = () => performance.now()): SharedClock {
  let offsetMs: number | undefined;
  return {
    clock: () => Math.floor(steady() + (offsetMs ?? 0)),
    learn(at, { sentMs, receivedMs }) {
      // A slow answer says little and changes little; a quick one says it exactly.
      const [least, most] = [at - receivedMs, at - sentMs];
      offsetMs ??= (least + most) / 2;
      offsetMs = Math.min(Math.max(offsetMs, least), most);
    },
  };
}
