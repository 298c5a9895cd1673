// The code of a challenge: it stands in the mail, and neither in the link nor on the page. Whoever has
// only the link, such as a scanner that opens it and fills in every form, cannot know it. It is not
// stored: it is made of the link and the server's secret.

import { createHmac, timingSafeEqual } from "node:crypto";

/** Without letters and digits that are taken for one another. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_CHARACTERS = 6;

/** As often can a wrong code be tried with one link; after that another mail is needed. */
export const MISSES_MAX = 5;

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
