// What a ceiling writes, whichever database it stands on.

import { randomBytes } from "node:crypto";
import type { RowWrite, Writes } from "./trace-writes.ts";

/** One row of a group that is written together. */
export interface Row {
  readonly table: string;
  readonly kind: RowWrite["kind"];
  /** Rises with time, and is as long as Countersign's. */
  readonly id: string;
  readonly data: string;
}

export interface RowStore {
  /** Resolves when all of it is durable. */
  write(rows: readonly Row[]): Promise<void>;
}

/** As many rows of one table may belong to one execution. */
const ROWS_MAX = 32;

export function tablesOf(writes: Writes): string[] {
  return [...new Set(Object.values(writes).flatMap((it) => it.map(({ table }) => table)))];
}

/**
 * The rows of one request. Inserted rows are numbered from `first`, rows to be changed are those which
 * the start of the execution has inserted.
 */
export function rowsOf(execution: number, writes: readonly RowWrite[], first = 0): Row[] {
  const inserted = new Map<string, number>();
  return writes.map(({ table, kind, bytes }) => {
    const nth = kind === "insert" ? (inserted.get(table) ?? first) : 0;
    if (kind === "insert") inserted.set(table, nth + 1);
    return { table, kind, id: idOf(execution * ROWS_MAX + nth), data: textOf(bytes) };
  });
}

function idOf(number: number): string {
  return String(number).padStart(26, "0");
}

const texts = new Map<number, string>();

/** Not all alike, so that a database which compresses cannot make nothing of it. */
function textOf(bytes: number): string {
  const known = texts.get(bytes);
  if (known !== undefined) return known;
  const text = randomBytes(Math.ceil(bytes / 2))
    .toString("hex")
    .slice(0, bytes);
  texts.set(bytes, text);
  return text;
}
