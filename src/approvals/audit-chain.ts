// The audit of requests as chains of hashes: each entry of a request names the hash of the one before it, and
// seals, which are a chain as well, stand for all entries of a time. Whoever changes, removes or adds one
// without leave has to make everything after it anew, up to the last seal; and that may be known elsewhere.

import { createHash } from "node:crypto";
import { canonicalJson } from "../base/canonical-json.ts";
import type { Instant } from "../base/instant.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { AuditEntryRecord, AuditSealRecord } from "../store/audit-records.ts";

export interface AuditStep {
  readonly approvalId: string;
  readonly at: Instant;
  /** Of the request as it is shown after the step. */
  readonly requestSha256: string;
  readonly entries: readonly {
    readonly what: string;
    readonly actor: string;
    readonly details: JsonObject;
  }[];
}

/** The entries of a step, linked to what was there. @param head the last entry of before, if any */
export function chainEntries(
  head: Pick<AuditEntryRecord, "number" | "hash"> | undefined,
  { approvalId, at, entries, requestSha256 }: AuditStep,
): readonly AuditEntryRecord[] {
  const chain: AuditEntryRecord[] = [];
  let last = head ?? { number: 0, hash: "" };
  for (const { what, actor, details: given } of entries) {
    const { proof, ...rest } = given;
    const details = canonicalJson(rest);
    const entry = {
      ...{ approvalId, number: last.number + 1, at, what, actor },
      proof: typeof proof === "string" ? proof : null,
      requestSha256,
      ...{ details, detailsSha256: sha256(details), previousHash: last.hash },
    };
    last = { ...entry, hash: hashOfEntry(entry) };
    chain.push(last as AuditEntryRecord);
  }
  return chain;
}

export function hashOfEntry(entry: Omit<AuditEntryRecord, "hash" | "details">): string {
  const { approvalId, number, at, what, actor, proof } = entry;
  const { requestSha256, detailsSha256, previousHash } = entry;
  const known = { approvalId, number, at, what, actor, proof };
  return hashOf({ ...known, requestSha256, detailsSha256, previousHash });
}

/** @param hashes of all entries after the last seal's time and up to `untilAt`, by request and number */
export function nextSeal(
  last: AuditSealRecord | undefined,
  {
    hashes,
    sealedAt,
    untilAt,
  }: {
    readonly hashes: readonly string[];
    readonly sealedAt: Instant;
    readonly untilAt: Instant;
  },
): AuditSealRecord {
  const seal = {
    ...{ number: (last?.number ?? 0) + 1, sealedAt, fromAt: last?.untilAt ?? 0, untilAt },
    ...{ entries: hashes.length, entriesSha256: hashOfHashes(hashes) },
    previousHash: last?.hash ?? "",
  };
  return { ...seal, hash: hashOfSeal(seal) };
}

export function hashOfSeal(seal: Omit<AuditSealRecord, "hash">): string {
  const { number, sealedAt, fromAt, untilAt, entries, entriesSha256, previousHash } = seal;
  return hashOf({ number, sealedAt, fromAt, untilAt, entries, entriesSha256, previousHash });
}

export function hashOfHashes(hashes: readonly string[]): string {
  return sha256(hashes.join("\n"));
}

/** Of details as they are written in an export. */
export function hashOfDetails(details: Json): string {
  return sha256(canonicalJson(details));
}

function hashOf(value: JsonObject): string {
  return sha256(canonicalJson(value));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
