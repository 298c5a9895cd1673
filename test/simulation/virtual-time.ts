// Time that passes only from one thing that is due to the next. Things that are due at the same instant
// come in an order that is drawn, so that nothing can rely on one. Between two of them every promise that
// can go on has gone on: what happens is a function of the random source alone.

import assert from "node:assert/strict";
import crypto from "node:crypto";
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

/** Many times what a long schedule takes. */
const STEPS_MAX = 300_000;

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

  #every(delayMs: number, act: () => void): { isCancelled: boolean } {
    const interval = { isCancelled: false };
    const next = () => {
      if (interval.isCancelled) return;
      act();
      this.after(delayMs, next);
    };
    this.after(delayMs, next);
    return interval;
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
    for (let steps = 0; !isOver(); steps++) {
      assert.ok(steps < STEPS_MAX, "it goes round in circles");
      const due = this.#queue.pop();
      if (!due) return;
      if (due.isCancelled) continue;
      this.now = due.at;
      due.act();
      await nextTurn();
      if (this.#failure !== undefined) throw this.#failure;
    }
  }

  /** Has the platform's timers and its randomness obey until `restore` is called. */
  takeOverPlatform(): { restore(): void } {
    const { setTimeout, clearTimeout, setImmediate, setInterval, clearInterval } = globalThis;
    const { setTimeout: delay } = timers;
    const { randomFillSync } = crypto;
    const replace = (global: object, promised: object, cryptographic: object) => {
      Object.assign(globalThis, global);
      Object.assign(timers, promised);
      Object.assign(crypto, cryptographic);
      syncBuiltinESMExports();
    };
    const cancel = (due: { isCancelled: boolean } | undefined) => {
      if (due) due.isCancelled = true;
    };
    replace(
      {
        setTimeout: (act: () => void, delayMs = 0) => this.after(delayMs, act),
        clearTimeout: cancel,
        setImmediate: (act: () => void) => this.after(0, act),
        setInterval: (act: () => void, delayMs: number) => this.#every(delayMs, act),
        clearInterval: cancel,
      },
      { setTimeout: (delayMs = 0) => this.sleep(delayMs) },
      {
        randomFillSync: (bytes: Uint8Array, offset = 0) => {
          for (let at = offset; at < bytes.length; at++) bytes[at] = this.random.next() * 256;
          return bytes;
        },
      },
    );
    return {
      restore: () =>
        replace(
          { setTimeout, clearTimeout, setImmediate, setInterval, clearInterval },
          { setTimeout: delay },
          { randomFillSync },
        ),
    };
  }
}

function isBefore(left: Due, right: Due): boolean {
  return left.at === right.at ? left.tie < right.tie : left.at < right.at;
}
