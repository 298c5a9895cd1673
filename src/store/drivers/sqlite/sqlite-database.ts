// SQLite through node:sqlite. What is read is read at once, on a connection of this thread; what is written
// is written at once as well, or by a thread of its own where that is worth the way there.

import type { DatabaseSync } from "node:sqlite";
import { defined } from "../../../base/assert.ts";
import type { Database, SqlValue, StatementUnit } from "../../database.ts";
import { StoreError } from "../../store-error.ts";
import { type Prepare, preparing, settleConnection } from "./connection.ts";
import { writeUnits } from "./write-units.ts";
import type { WritingThread } from "./writing-thread.ts";

/** Fewer are written here: that takes less time than telling another thread. */
const UNITS_FOR_THREAD_MIN = 4;

export interface SqliteOptions {
  /** Makes the thread that writes larger groups; without one, everything is written here. */
  readonly startThread?: (() => WritingThread) | undefined;
  /** @default 4 */
  readonly unitsForThreadMin?: number;
  /** Called once the connection is closed. */
  readonly onClose?: () => void;
}

export class SqliteDatabase implements Database {
  /** The file belongs to this process. */
  readonly isShared = false;
  readonly forClaim = "";
  readonly now = "cast(unixepoch('subsec') * 1000 as integer)";
  readonly #connection: DatabaseSync;
  readonly #prepare: Prepare;
  readonly #options: SqliteOptions;
  #thread: WritingThread | undefined;
  /**
   * What the thread is writing. Nothing is written here meanwhile, since the file takes one writer; whoever
   * has waited for it looks again, since somebody else may have been quicker.
   */
  #inThread: Promise<unknown> | undefined;
  #isReading = false;
  #closing: Promise<void> | undefined;

  constructor(connection: DatabaseSync, options: SqliteOptions = {}) {
    settleConnection(connection);
    this.#connection = connection;
    this.#prepare = preparing(connection);
    this.#options = options;
  }

  async read<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return orStoreError("read", () => {
      this.#beginReading();
      return this.#rowsOf<Row>(sql, params);
    });
  }

  async run<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    while (this.#inThread) await this.#inThread;
    return orStoreError("write", () => {
      this.#endReading();
      return this.#rowsOf<Row>(sql, params);
    });
  }

  async write(units: readonly StatementUnit[]): Promise<readonly boolean[]> {
    if (units.length === 0) return [];
    while (this.#inThread) await this.#inThread;
    if (this.#hasThreadFor(units)) return this.#writeInThread(units);
    return orStoreError("write", () => {
      this.#endReading();
      return writeUnits(this.#connection, this.#prepare, units);
    });
  }

  async close(): Promise<void> {
    this.#closing ??= this.#end();
    await this.#closing;
  }

  async #end(): Promise<void> {
    while (this.#inThread) await this.#inThread;
    // Whoever closes last empties the log.
    await this.#thread?.close();
    this.#endReading();
    this.#connection.close();
    this.#options.onClose?.();
  }

  #hasThreadFor(units: readonly StatementUnit[]): boolean {
    const { startThread, unitsForThreadMin = UNITS_FOR_THREAD_MIN } = this.#options;
    if (units.length < unitsForThreadMin || this.#closing) return false;
    this.#thread ??= startThread?.();
    return this.#thread !== undefined;
  }

  async #writeInThread(units: readonly StatementUnit[]): Promise<readonly boolean[]> {
    this.#endReading();
    const writing = defined(this.#thread, "the writing thread").write(units);
    this.#inThread = writing.catch(() => {});
    try {
      return await writing;
    } catch (error) {
      throw storeErrorOf("write", error);
    } finally {
      this.#inThread = undefined;
      // What is read from now on is read after this.
      this.#endReading();
    }
  }

  /** Rows made here are objects as any other, which those that the driver makes are not. */
  #rowsOf<Row extends object>(sql: string, params: readonly SqlValue[]): Row[] {
    const { prepared, columns, empty } = this.#prepare(sql);
    // The driver's types know nothing of `setReturnArrays`.
    const rows = prepared.all(...params) as unknown as readonly (readonly unknown[])[];
    return rows.map((values) => {
      const row: Record<string, unknown> = { ...empty };
      columns.forEach((column, index) => {
        row[column] = values[index];
      });
      return row as Row;
    });
  }

  /** Most of a small read is taking its locks: what one turn of the event loop reads shares them. */
  #beginReading(): void {
    if (this.#isReading) return;
    this.#connection.exec("begin");
    this.#isReading = true;
    setImmediate(() => this.#endReading());
  }

  #endReading(): void {
    if (!this.#isReading) return;
    this.#isReading = false;
    // Some errors have ended the transaction already.
    if (this.#connection.isTransaction) this.#connection.exec("commit");
  }
}

function orStoreError<T>(verb: "read" | "write", action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw storeErrorOf(verb, error);
  }
}

function storeErrorOf(verb: "read" | "write", error: unknown): StoreError {
  const reason = error instanceof Error ? error.message : String(error);
  const isUnavailable = isTrouble(error);
  return new StoreError(`cannot ${verb} the database: ${reason}`, { cause: error, isUnavailable });
}

/**
 * Busy, locked, out of memory, read-only, failing disk, full disk, cannot be opened: it may be better later.
 * https://www.sqlite.org/rescode.html
 */
const TROUBLES = new Set([5, 6, 7, 8, 10, 13, 14]);

function isTrouble(error: unknown): boolean {
  // The lowest byte of a code is what it is about; the others say more.
  return error instanceof Error && "errcode" in error && TROUBLES.has(Number(error.errcode) & 0xff);
}
