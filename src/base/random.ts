// Randomness drawn from a seed, so that whoever knows the seed can repeat every draw.

import { createHash } from "node:crypto";

export interface Random {
  /** A float in [0, 1). */
  next(): number;
  /** A version 4 UUID. */
  uuid(): string;
}

/** A generator (xoshiro128**) whose whole sequence follows from `seed`. */
export function randomFrom(seed: string): Random {
  // Hashing is put off to the first draw: most transitions draw nothing.
  let state: Uint32Array | undefined;
  const word = (): number => {
    state ??= new Uint32Array(
      new Uint8Array(createHash("sha256").update(seed).digest()).buffer,
      0,
      4,
    );
    return nextWord(state);
  };
  return {
    next: () => (word() >>> 5) / 2 ** 27,
    uuid: () => uuidOf([word(), word(), word(), word()]),
  };
}

function nextWord(state: Uint32Array): number {
  const [a, b, c, d] = state as unknown as [number, number, number, number];
  const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
  const c2 = c ^ a;
  const d2 = d ^ b;
  state[1] = b ^ c2;
  state[0] = a ^ d2;
  state[2] = c2 ^ (b << 9);
  state[3] = rotate(d2, 11);
  return result;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function uuidOf(words: readonly number[]): string {
  const hex = words.map((word) => word.toString(16).padStart(8, "0")).join("");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ].join("-");
}
