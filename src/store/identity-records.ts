// Records of who may do what. Whatever a person or program shows to be known by is stored as a hash.

import type { Instant } from "../base/instant.ts";

/** Somebody has asked for a link to sign in with. */
export interface SignInRecord {
  /** SHA-256 (hex) of the secret in the link. */
  readonly hash: string;
  /** SHA-256 (hex) of the cookie of the browser that asked: the link is of use in that one only. */
  readonly browserHash: string;
  /** In lower case. */
  readonly address: string;
  readonly expiresAt: Instant;
}

export interface SessionRecord {
  /** SHA-256 (hex) of the cookie. */
  readonly hash: string;
  /** The e-mail address, in lower case. */
  readonly address: string;
  /** How it was proved: `mail`. */
  readonly method: string;
  readonly createdAt: Instant;
  /** Written once in a while, not with every request. */
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
}

/** A program's token for the API. */
export interface ApiTokenRecord {
  /** SHA-256 (hex) of the token. */
  readonly hash: string;
  readonly id: string;
  readonly name: string;
  /** With blanks between. */
  readonly scopes: string;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

/** Somebody, as far as it is kept here and not in the file of people. */
export interface PersonRecord {
  /** The e-mail address, in lower case. */
  readonly address: string;
  /** JSON. */
  readonly person: string;
  readonly updatedAt: Instant;
  readonly updatedBy: string;
}

/** A digest that somebody has taken in hand. */
export interface DigestRecord {
  /** In lower case. */
  readonly address: string;
  readonly version: number;
}

export interface GroupRecord {
  readonly name: string;
  /** JSON: addresses in lower case. */
  readonly members: string;
  readonly updatedAt: Instant;
  readonly updatedBy: string;
}
