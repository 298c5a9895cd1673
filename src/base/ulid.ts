// Time-ordered ids (the ULID layout: 48 bits of milliseconds, 80 of randomness, 26 characters of
// Crockford's base32). Ordered keys are what keeps inserts at the end of an index.

import { randomFillSync } from "node:crypto";
import { assert } from "./assert.ts";
import type { Instant } from "./instant.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 26;

/** The value of each character, by its code. */
const VALUES = new Uint8Array(128);
for (const [value, character] of [...ALPHABET].entries()) VALUES[character.charCodeAt(0)] = value;

let lastAt = -1;
const last = new Uint8Array(16);

const RANDOM_BYTES = 10;
/** Asking the system takes long, whatever is asked for: bytes for many ids are fetched at once. */
const pool = new Uint8Array(RANDOM_BYTES * 256);
let poolAt = pool.length;

/** A new id. Within one process ids rise strictly, also inside the same millisecond. */
export function newId(at: Instant): string {
  if (at > lastAt) {
    lastAt = at;
    fillRandom(last);
    writeInstant(last, at);
  } else {
    increment();
  }
  return encodeId(last);
}

/** The lowest id of an instant: all that were made before are lower. */
export function firstIdAt(at: Instant): string {
  const bytes = new Uint8Array(16);
  writeInstant(bytes, at);
  return encodeId(bytes);
}

export function isId(text: string): boolean {
  return /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text);
}

/** The 16 bytes of an id. */
export function decodeId(id: string): Uint8Array {
  assert(isId(id), "not an id");
  const bytes = new Uint8Array(16);
  // The first character carries three bits only.
  let pending = valueAt(id, 0);
  let bits = 3;
  let length = 0;
  for (let index = 1; index < LENGTH; index++) {
    pending = (pending << 5) | valueAt(id, index);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = pending >> bits;
    pending &= (1 << bits) - 1;
  }
  return bytes;
}

function valueAt(id: string, index: number): number {
  return VALUES[id.charCodeAt(index)] ?? 0;
}

/** The id of 16 bytes. */
export function encodeId(bytes: Uint8Array): string {
  let text = "";
  // 130 bits of text for 128 of data: the first character carries three bits only.
  let pending = 0;
  let bits = 2;
  for (let index = 0; index < 16; index++) {
    pending = (pending << 8) | (bytes[index] ?? 0);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(pending >> bits) & 31];
      pending &= (1 << bits) - 1;
    }
  }
  assert(text.length === LENGTH, "an id has 26 characters");
  return text;
}

function fillRandom(bytes: Uint8Array): void {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  bytes.set(pool.subarray(poolAt, poolAt + RANDOM_BYTES), bytes.length - RANDOM_BYTES);
  poolAt += RANDOM_BYTES;
}

function writeInstant(bytes: Uint8Array, at: Instant): void {
  let rest = at;
  for (let index = 5; index >= 0; index--) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

function increment(): void {
  for (let index = 15; index >= 0; index--) {
    const next = ((last[index] ?? 0) + 1) & 0xff;
    last[index] = next;
    if (next !== 0) return;
  }
}

/** The id's bytes as a version 7 UUID, for where the outside expects one. */
export function uuidOfId(id: string): string {
  const bytes = decodeId(id);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join("-");
}
