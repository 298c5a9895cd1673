// The code of a challenge: it stands in the mail, and neither in the link nor on the page. Whoever has
// only the link, such as a scanner that opens it and fills in every form, cannot know it. It is not
// stored: it is made of the link and the server's secret.

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Instant } from "../base/instant.ts";

/** Without letters and digits that are taken for one another. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_CHARACTERS = 6;

/**
 * As many wrong codes can be tried with one link before every further one takes a wait. The link stays good:
 * a program that fills in whatever it finds must not take it from the approver.
 */
const MISSES_MAX = 5;
const WAIT_MS = 15 * 60_000;

/** Until when no code is looked at. */
export function closedUntil(link: {
  readonly misses: number;
  readonly missedAt: Instant | null;
}): Instant | undefined {
  if (link.misses < MISSES_MAX || link.missedAt === null) return undefined;
  return link.missedAt + WAIT_MS;
}

export function challengeCode(secret: Uint8Array, linkId: string): string {
  const bytes = createHmac("sha256", secret).update(`challenge ${linkId}`).digest();
  return Array.from({ length: CODE_CHARACTERS }, (_, index) => {
    // Two bytes for a letter: the alphabet divides 2^16 almost evenly.
    const number = bytes.readUInt16BE(index * 2);
    return ALPHABET[number % ALPHABET.length];
  }).join("");
}

/** Blanks, hyphens and lower case are as good. */
export function isChallengeCode(secret: Uint8Array, linkId: string, given: string): boolean {
  const wanted = Buffer.from(challengeCode(secret, linkId));
  const typed = Buffer.from(given.replace(/[\s-]/g, "").toUpperCase());
  return typed.length === wanted.length && timingSafeEqual(typed, wanted);
}
