// Connections to an embedded database, each for one thread, and the statements that they have prepared.

import { DatabaseSync, type StatementSync } from "node:sqlite";

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

/** Settings of a connection that reads and writes for long. */
export function settleConnection(connection: DatabaseSync): void {
  connection.exec(SETTINGS);
}

export interface Prepared {
  readonly prepared: StatementSync;
  readonly columns: readonly string[];
  /** A row without values: copies of it have one shape. */
  readonly empty: Readonly<Record<string, null>>;
}

/** Statements of one connection by their text. */
export type Prepare = (sql: string) => Prepared;

/** Prepares each text once. */
export function preparing(connection: DatabaseSync): Prepare {
  const known = new Map<string, Prepared>();
  return (sql) => {
    let found = known.get(sql);
    if (found === undefined) {
      found = prepare(connection, sql);
      known.set(sql, found);
    }
    return found;
  };
}

function prepare(connection: DatabaseSync, sql: string): Prepared {
  const prepared = connection.prepare(sql);
  prepared.setReturnArrays(true);
  const columns = prepared.columns().map(({ name }) => name);
  return { prepared, columns, empty: Object.fromEntries(columns.map((name) => [name, null])) };
}
