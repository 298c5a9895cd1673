// Time that passes only from one thing that is due to the next. Things that are due at the same instant
// come in an order that is drawn, so that nothing can rely on one. Between two of them every promise that
// can go on has gone on: what happens is a function of the random source alone.

import { syncBuiltinESMExports } from "node:module";
import timers, { setImmediate as nextTurn } from "node:timers/promises";
import type { Instant } from "../../src/base/instant.ts";
import type { Random } from "../../src/base/random.ts";

interface Due {
  readonly at: Instant;
  readonly tie: number;
  readonly act: () => void;
  isCancelled: boolean;
}

export class VirtualTime {
  readonly random: Random;
  now: Instant;
  #queue: Due[] = [];
  #failure: unknown;

  constructor(now: Instant, random: Random) {
    this.now = now;
    this.random = random;
  }

  after(delayMs: number, act: () => void): Due {
    const due: Due = {
      at: this.now + Math.max(0, Math.ceil(delayMs)),
      tie: this.random.next(),
      act,
      isCancelled: false,
    };
    const index = this.#queue.findLastIndex((each) => !isBefore(each, due));
    this.#queue.splice(index + 1, 0, due);
    return due;
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Begins something that nobody waits for; its failure is that of the whole run. */
  begin(act: () => Promise<void>): void {
    act().catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  /** Plays until it `isOver`, which is asked whenever something has happened. */
  async play(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const due = this.#queue.pop();
      if (!due) return;
      if (due.isCancelled) continue;
      this.now = due.at;
      due.act();
      await nextTurn();
      if (this.#failure !== undefined) throw this.#failure;
    }
  }

  /** Has the timers of the platform obey this time until `restore` is called. */
  takeOverTimers(): { restore(): void } {
    const { setTimeout, clearTimeout, setImmediate } = globalThis;
    const { setTimeout: delay } = timers;
    const replace = (global: object, promised: object) => {
      Object.assign(globalThis, global);
      Object.assign(timers, promised);
      syncBuiltinESMExports();
    };
    replace(
      {
        setTimeout: (act: () => void, delayMs = 0) => this.after(delayMs, act),
        clearTimeout: (due: Due | undefined) => {
          if (due) due.isCancelled = true;
        },
        setImmediate: (act: () => void) => this.after(0, act),
      },
      { setTimeout: (delayMs = 0) => this.sleep(delayMs) },
    );
    return {
      restore: () => replace({ setTimeout, clearTimeout, setImmediate }, { setTimeout: delay }),
    };
  }
}

function isBefore(left: Due, right: Due): boolean {
  return left.at === right.at ? left.tie < right.tie : left.at < right.at;
}
