// What is kept of what has happened to requests. Hashes are SHA-256 in hex.

import type { Instant } from "../base/instant.ts";

/** One entry of a request's chain. It is never changed; only its details go in time. */
export interface AuditEntryRecord {
  readonly approvalId: string;
  /** From 1, without gaps. */
  readonly number: number;
  readonly at: Instant;
  readonly what: string;
  /** A person's address, an operator's name, or a reserved actor such as `countersign:time`. */
  readonly actor: string;
  /** How the actor was known, where it was a person. */
  readonly proof: string | null;
  /** Of the request as it was shown after this entry. */
  readonly requestSha256: string;
  /** JSON text. `null`: no longer kept. */
  readonly details: string | null;
  readonly detailsSha256: string;
  /** That of the entry before it; empty at the first. */
  readonly previousHash: string;
  /** Of everything else but the details themselves. */
  readonly hash: string;
}

/** Stands for all entries of a time, of every request. */
export interface AuditSealRecord {
  /** From 1, without gaps. */
  readonly number: number;
  readonly sealedAt: Instant;
  /** Entries after the one and up to the other. */
  readonly fromAt: Instant;
  readonly untilAt: Instant;
  readonly entries: number;
  /** Of their hashes, in the order of request and number. */
  readonly entriesSha256: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** Where a listing goes on: after this entry. */
export type AuditCursor = Pick<AuditEntryRecord, "approvalId" | "number">;
