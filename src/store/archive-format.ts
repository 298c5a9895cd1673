// An archive as text: lines of JSON. The first one says what it is; then come the tables, each with a line
// of its columns, a line for every row, and a line with the number and the digest of its rows; the last line
// counts the tables. Whatever is missing, doubled or changed shows.

import { createHash, type Hash } from "node:crypto";
import type { ArchiveRow } from "./archive.ts";

export interface ArchiveHead {
  readonly archive: "countersign";
  readonly format: 1;
  /** The version of the schema that its tables have. */
  readonly schema: number;
}

export interface TableHead {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface TableEnd {
  readonly rows: number;
  /** Of the lines of its rows, each with its line feed: SHA-256 in hex. */
  readonly sha256: string;
}

export interface ArchiveEnd {
  readonly tables: number;
}

export type ArchiveLine =
  | { readonly kind: "row"; readonly row: ArchiveRow }
  | { readonly kind: "table"; readonly head: TableHead }
  | { readonly kind: "tableEnd"; readonly end: TableEnd }
  | { readonly kind: "end"; readonly end: ArchiveEnd };

export function encodeLine(value: ArchiveHead | TableHead | ArchiveRow | TableEnd | ArchiveEnd) {
  return `${JSON.stringify(value)}\n`;
}

/** `undefined` when the line does not begin an archive. */
export function parseHead(line: string): ArchiveHead | undefined {
  const head = parseJson(line) as Partial<ArchiveHead> | undefined;
  const isOurs = head?.archive === "countersign" && Number.isSafeInteger(head.schema);
  return isOurs ? (head as ArchiveHead) : undefined;
}

/** `undefined` when it is no line of an archive. */
export function parseLine(line: string): ArchiveLine | undefined {
  const value = parseJson(line);
  if (Array.isArray(value))
    return value.every(isSqlValue) ? { kind: "row", row: value } : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  if ("table" in value) return { kind: "table", head: value as TableHead };
  if ("sha256" in value) return { kind: "tableEnd", end: value as TableEnd };
  return "tables" in value ? { kind: "end", end: value as ArchiveEnd } : undefined;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isSqlValue(value: unknown): boolean {
  return value === null || typeof value === "string" || Number.isSafeInteger(value);
}

/** Counts rows and digests them. */
export class RowDigest {
  readonly #hash: Hash = createHash("sha256");
  #rows = 0;

  /** @param lines Of rows, each with its line feed. */
  add(lines: string, rows: number): void {
    this.#hash.update(lines);
    this.#rows += rows;
  }

  /** To be called once. */
  end(): TableEnd {
    return { rows: this.#rows, sha256: this.#hash.digest("hex") };
  }
}
