// Secrets that people and programs show to be known by: random, and kept as hashes. They are too long to
// be guessed, so that a plain hash is enough.

import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** 43 characters of base64url. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Whether a text can be a secret of ours at all. */
export function isSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
