// What the queries need of a database. Every call is asynchronous, whatever the driver does inside, and
// every statement is a text with `?` for its parameters, so that another database can stand here.

import type { DueWork } from "./store.ts";

export type SqlValue = string | number | null;

export interface Statement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** The statements of one unit; it is written when each guard changes exactly one row. */
export interface StatementUnit {
  /**
   * What it is about. Units without a subject in common may be written together and in any order;
   * one whose subjects are not known is written on its own.
   */
  readonly subjects: readonly string[] | undefined;
  readonly guards: readonly Statement[];
  readonly statements: readonly Statement[];
}

export interface Database {
  /** Whether other processes may have it as well. */
  readonly isShared: boolean;
  /** The database's own time in milliseconds, as an expression of SQL. */
  readonly now: string;
  /** Ends a select of rows to be claimed: passes over those that another process is just claiming. */
  readonly forClaim: "" | "for update skip locked";
  /** Rows of a query. `Row` is what its select list is known to give. */
  read<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]>;
  /** Runs one writing statement and gives the rows of its `returning`. */
  run<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]>;
  /**
   * Writes units in order in one transaction; no reader sees half of it. The answer tells for each
   * unit whether its guards held and thus whether it was written.
   * @throws StoreError when anything but a guard fails; then nothing of the call is stored.
   */
  write(units: readonly StatementUnit[]): Promise<readonly boolean[]>;
  /** Tells other processes on the same database; absent where there are none. A hint, easily lost. */
  announce?(work: DueWork): void;
  /** Calls for what other processes announce. */
  listen?(listener: (work: DueWork) => void): void;
  close(): Promise<void>;
}
