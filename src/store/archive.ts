// What moves a store from one database to another: its tables, row by row, in the order of their keys, which
// is the same everywhere. Nothing here knows what is in them, so that no new table or column is forgotten.

import type { SqlValue } from "./database.ts";
import type { Migration } from "./read-migrations.ts";

/** A table as every database has it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The names of the columns of its key, which is also its order. */
  readonly key: readonly string[];
}

export interface Column {
  readonly name: string;
  readonly type: "text" | "bigint";
}

/** The values of the columns, in their order. */
export type ArchiveRow = readonly SqlValue[];

export interface ArchiveSource {
  /** The version of its schema. */
  readonly schema: number;
  /** Every row as of one instant, some at a time, in the order of the key. */
  rows(table: TableShape): AsyncIterable<readonly ArchiveRow[]>;
  close(): Promise<void>;
}

/** A database that had no tables of ours, and has none again unless `keep` resolves. */
export interface ArchiveTarget {
  insert(table: TableShape, rows: readonly ArchiveRow[]): Promise<void>;
  /** Those that were inserted, as in the source. */
  rows(table: TableShape): AsyncIterable<readonly ArchiveRow[]>;
  /** Brings the schema up to date. Everything is stored when it resolves. */
  keep(): Promise<void>;
  /** To be called in any case. */
  close(): Promise<void>;
}

export interface TargetSchema {
  /** All that the program knows. */
  readonly migrations: readonly Migration[];
  /** The version that the tables have while they are filled. */
  readonly schema: number;
}
