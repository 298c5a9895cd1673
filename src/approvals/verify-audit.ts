// Proves an export of the audit, with nothing but the export: that no entry was changed, removed, added or
// moved since it was written. What it cannot see is a change to which all later hashes were made anew; against
// that the hash of a seal, once noted down elsewhere, has to be found again. Nor can it see whether the details of
// a whole request went with its execution or by somebody's hand: it says how many are gone.

import type { Json } from "../base/json.ts";
import type { AuditEntryRecord, AuditSealRecord } from "../store/audit-records.ts";
import { hashOfDetails, hashOfEntry, hashOfHashes, hashOfSeal } from "./audit-chain.ts";

/** An entry as it stands in an export. */
export type ExportedEntry = Omit<AuditEntryRecord, "details"> & { readonly details: Json };

export interface AuditExport {
  /** In any order. */
  readonly entries: readonly ExportedEntry[];
  readonly seals: readonly AuditSealRecord[];
  /** The times it is of: after the one and up to the other; everything where absent. */
  readonly fromAt?: number | undefined;
  readonly untilAt?: number | undefined;
  /** The one request that it is of; all where absent. */
  readonly approvalId?: string | undefined;
}

export interface AuditVerdict {
  readonly entries: number;
  readonly requests: number;
  readonly seals: number;
  /** Seals over times that the export is not wholly of. */
  readonly sealsNotCompared: number;
  /** Entries after the last seal: that one of their requests is missing as a whole would not show. */
  readonly notSealed: number;
  /** Entries whose details are no longer there. */
  readonly withoutDetails: number;
  /** To be noted down elsewhere. */
  readonly lastSealHash: string | undefined;
  /** In sentences; nothing is wrong when there is none. */
  readonly problems: readonly string[];
}

export function verifyAudit(
  given: AuditExport,
  /** Of a seal that must be there. */
  knownSealHash?: string,
): AuditVerdict {
  const entries = given.entries.toSorted(byRequestAndNumber);
  const seals = given.seals.toSorted((left, right) => left.number - right.number);
  const isFromStart = (given.fromAt ?? 0) <= 0;
  const problems = [
    ...entries.flatMap((entry, index) => problemsOfEntry(entry, entries[index - 1], isFromStart)),
    ...entries.flatMap((entry) => problemsOfRange(entry, given)),
    ...problemsOfDetails(entries),
    ...seals.flatMap((seal, index) => problemsOfSeal(seal, seals[index - 1], isFromStart)),
  ];
  const compared = seals.filter((seal) => isCovered(seal, given));
  problems.push(...compared.flatMap((seal) => compareSeal(seal, entries)));
  if (knownSealHash !== undefined && !seals.some(({ hash }) => hash === knownSealHash)) {
    problems.push(`no seal has the hash ${knownSealHash}`);
  }
  const last = seals.at(-1);
  return {
    entries: entries.length,
    requests: new Set(entries.map(({ approvalId }) => approvalId)).size,
    seals: seals.length,
    sealsNotCompared: seals.length - compared.length,
    notSealed: entries.filter(({ at }) => at > (last?.untilAt ?? 0)).length,
    withoutDetails: entries.filter(({ details }) => details === null).length,
    lastSealHash: last?.hash,
    problems,
  };
}

function byRequestAndNumber(left: ExportedEntry, right: ExportedEntry): number {
  if (left.approvalId !== right.approvalId) return left.approvalId < right.approvalId ? -1 : 1;
  return left.number - right.number;
}

function problemsOfEntry(
  entry: ExportedEntry,
  before: ExportedEntry | undefined,
  isFromStart: boolean,
): readonly string[] {
  const name = nameOf(entry);
  const problems: string[] = [];
  const previous = before?.approvalId === entry.approvalId ? before : undefined;
  // An export of a time may begin in the middle of a chain.
  const isFirst = !previous && (isFromStart || entry.number === 1);
  if (previous && entry.number !== previous.number + 1) {
    problems.push(
      `${name} does not follow entry ${previous.number}: something is missing or twice`,
    );
  } else if (isFirst && (entry.number !== 1 || entry.previousHash !== "")) {
    problems.push(`${name} is the first that is there: something before it is missing`);
  } else if (previous && entry.previousHash !== previous.hash) {
    problems.push(`${name} does not go with the entry before it`);
  }
  if (!hasItsMembers(entry)) {
    return [...problems, `${name} has other members than when it was written`];
  }
  if (entry.details !== null && hashOfDetails(entry.details) !== entry.detailsSha256) {
    problems.push(`${name} has other details than when it was written`);
  }
  if (hashOfEntry(entry) !== entry.hash) {
    problems.push(`${name} is not as it was written`);
  }
  return problems;
}

function nameOf({ approvalId, number }: ExportedEntry): string {
  return `entry ${number} of request ${approvalId}`;
}

const MEMBERS = [
  ...["actor", "approvalId", "at", "details", "detailsSha256", "hash", "number", "previousHash"],
  ...["proof", "requestSha256", "what"],
].join();

/** One more would be read, and no hash is over it. */
function hasItsMembers(entry: ExportedEntry): boolean {
  return Object.keys(entry).toSorted().join() === MEMBERS;
}

/** What an export says that it holds decides what is compared: nothing else may be in it. */
function problemsOfRange(
  entry: ExportedEntry,
  { approvalId = entry.approvalId, fromAt = -Infinity, untilAt = Infinity }: AuditExport,
): readonly string[] {
  const { at } = entry;
  const isWithin = at > fromAt && at <= untilAt && entry.approvalId === approvalId;
  return isWithin ? [] : [`${nameOf(entry)} is not of what the export says it holds`];
}

/** Those of a request go together or not at all. */
function problemsOfDetails(entries: readonly ExportedEntry[]): readonly string[] {
  const known = new Set(entries.filter(({ details }) => details !== null).map(requestOf));
  return entries
    .filter((entry) => entry.details === null && known.has(entry.approvalId))
    .map((entry) => `${nameOf(entry)} has lost its details, others of the request have not`);
}

function requestOf({ approvalId }: ExportedEntry): string {
  return approvalId;
}

function problemsOfSeal(
  seal: AuditSealRecord,
  before: AuditSealRecord | undefined,
  isFromStart: boolean,
): readonly string[] {
  const name = `seal ${seal.number}`;
  const problems: string[] = [];
  if (before) {
    const follows = seal.number === before.number + 1 && seal.fromAt === before.untilAt;
    if (!follows || seal.previousHash !== before.hash) {
      problems.push(`${name} does not follow seal ${before.number}`);
    }
  } else if (isFromStart && (seal.number !== 1 || seal.previousHash !== "")) {
    problems.push(`${name} is the first that is there: seals before it are missing`);
  }
  if (hashOfSeal(seal) !== seal.hash) problems.push(`${name} is not as it was written`);
  return problems;
}

function isCovered(
  seal: AuditSealRecord,
  { fromAt = 0, untilAt = Infinity }: AuditExport,
): boolean {
  return seal.fromAt >= fromAt && seal.untilAt <= untilAt;
}

function compareSeal(seal: AuditSealRecord, entries: readonly ExportedEntry[]): readonly string[] {
  const sealed = entries.filter(({ at }) => at > seal.fromAt && at <= seal.untilAt);
  if (hashOfHashes(sealed.map(({ hash }) => hash)) === seal.entriesSha256) return [];
  const count = `${sealed.length} where it was set over ${seal.entries}`;
  return [`the entries of the time of seal ${seal.number} are not those of then: ${count}`];
}
