import type { Random } from "../../src/base/random.ts";

/** @param share from 0, never, to 1, always */
export function isDrawn(random: Random, share: number): boolean {
  return random.next() < share;
}

/** A whole number from `least` to `most`. */
export function drawBetween(random: Random, least: number, most: number): number {
  return least + Math.floor(random.next() * (most - least + 1));
}

export function drawOne<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random.next() * items.length)] as T;
}
