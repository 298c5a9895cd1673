// Slows down whoever tries links that do not exist. Good links never count, so that many approvers
// behind one address do not hinder each other. Kept in memory and bounded: forgetting is harmless, since
// a link is 256 random bits.

import type { Clock } from "../../base/instant.ts";

export interface MissLimit {
  /** Counts a miss. */
  miss(address: string): void;
  isExceeded(address: string): boolean;
}

interface MissLimitOptions {
  readonly windowMs: number;
  readonly missesMax: number;
}

const USUAL: MissLimitOptions = { windowMs: 60_000, missesMax: 30 };
const ADDRESSES_MAX = 10_000;

export function createMissLimit(
  clock: Clock,
  { windowMs, missesMax }: MissLimitOptions = USUAL,
): MissLimit {
  let windowStartedAt = 0;
  let misses = new Map<string, number>();

  const current = (): Map<string, number> => {
    if (clock() - windowStartedAt >= windowMs) {
      windowStartedAt = clock();
      misses = new Map();
    }
    return misses;
  };

  return {
    miss(address) {
      const counts = current();
      if (counts.size >= ADDRESSES_MAX && !counts.has(address)) return;
      counts.set(address, (counts.get(address) ?? 0) + 1);
    },
    isExceeded: (address) => (current().get(address) ?? 0) >= missesMax,
  };
}
