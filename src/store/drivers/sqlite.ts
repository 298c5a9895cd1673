// SQLite through node:sqlite on one connection. Its calls are synchronous: a write runs from `begin` to
// `commit` in one go, so nothing of this process can read in between. Whoever uses it must not know.

import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Database, SqlValue, Statement, StatementUnit } from "../database.ts";
import { StoreError } from "../store-error.ts";

/** How long another process (a backup, a shell) may hold the file before a write fails. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * `synchronous = full`: a commit that was acknowledged survives the loss of power. On macOS only
 * `fullfsync` empties the disk's own cache; elsewhere it means nothing. While somebody reads the whole file,
 * as a backup does, the log grows; afterwards it is cut back to `journal_size_limit`.
 */
const SETTINGS = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma fullfsync = on;
  pragma wal_autocheckpoint = 4000;
  pragma journal_size_limit = 67108864;
  pragma temp_store = memory;
  pragma cache_size = -65536;
`;

/** @param path A file, which is made where it is missing, or `:memory:`. */
export function connectSqlite(path: string): DatabaseSync {
  const connection = new DatabaseSync(path, {
    enableForeignKeyConstraints: false,
    timeout: BUSY_TIMEOUT_MS,
  });
  // Counts for a new file only. Rows of 2 to 3 kB waste a third of the default of 4 kB.
  connection.exec("pragma page_size = 8192");
  return connection;
}

export class SqliteDatabase implements Database {
  /** The file belongs to this process. */
  readonly isShared = false;
  readonly forClaim = "";
  readonly now = "cast(unixepoch('subsec') * 1000 as integer)";
  readonly #connection: DatabaseSync;
  readonly #onClose: () => void;
  #isReading = false;
  readonly #prepared = new Map<string, Prepared>();

  /** @param onClose Called once the connection is closed. */
  constructor(connection: DatabaseSync, onClose: () => void) {
    connection.exec(SETTINGS);
    this.#connection = connection;
    this.#onClose = onClose;
  }

  async read<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return orStoreError("read", () => {
      this.#beginReading();
      return this.#rowsOf<Row>(sql, params);
    });
  }

  async run<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return orStoreError("write", () => {
      this.#endReading();
      return this.#rowsOf<Row>(sql, params);
    });
  }

  async write(units: readonly StatementUnit[]): Promise<readonly boolean[]> {
    if (units.length === 0) return [];
    return orStoreError("write", () => {
      this.#endReading();
      this.#connection.exec("begin immediate");
      try {
        const isWritten = units.map((unit) => this.#writeUnit(unit));
        this.#connection.exec("commit");
        return isWritten;
      } catch (error) {
        // Some errors (a full disk) have ended the transaction already.
        if (this.#connection.isTransaction) this.#connection.exec("rollback");
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    if (!this.#connection.isOpen) return;
    this.#endReading();
    this.#prepared.clear();
    this.#connection.close();
    this.#onClose();
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

  #writeUnit({ guards, statements }: StatementUnit): boolean {
    // A single guard that does not hold has written nothing that would have to be taken back.
    const isHeld = guards.length > 1 ? this.#holdAll(guards) : guards.every((it) => this.#hold(it));
    if (isHeld) for (const statement of statements) this.#execute(statement);
    return isHeld;
  }

  #holdAll(guards: readonly Statement[]): boolean {
    this.#connection.exec("savepoint unit");
    const isHeld = guards.every((guard) => this.#hold(guard));
    this.#connection.exec(isHeld ? "release unit" : "rollback to unit; release unit");
    return isHeld;
  }

  #hold(guard: Statement): boolean {
    return this.#execute(guard) === 1;
  }

  /** Answers the number of rows changed. */
  #execute({ sql, params }: Statement): number {
    return Number(this.#prepare(sql).prepared.run(...params).changes);
  }

  #prepare(sql: string): Prepared {
    let known = this.#prepared.get(sql);
    if (known === undefined) {
      known = prepare(this.#connection, sql);
      this.#prepared.set(sql, known);
    }
    return known;
  }
}

interface Prepared {
  readonly prepared: StatementSync;
  readonly columns: readonly string[];
  /** A row without values: copies of it have one shape. */
  readonly empty: Readonly<Record<string, null>>;
}

function prepare(connection: DatabaseSync, sql: string): Prepared {
  const prepared = connection.prepare(sql);
  prepared.setReturnArrays(true);
  const columns = prepared.columns().map(({ name }) => name);
  return { prepared, columns, empty: Object.fromEntries(columns.map((name) => [name, null])) };
}

function orStoreError<T>(verb: "read" | "write", action: () => T): T {
  try {
    return action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isUnavailable = isTrouble(error);
    throw new StoreError(`cannot ${verb} the database: ${reason}`, { cause: error, isUnavailable });
  }
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
