// Opens a store: an embedded one, whose folder belongs to one process at a time, or one on a PostgreSQL
// that any number of processes share.

import type { Log } from "../telemetry/log.ts";
import { createStore } from "./create-store.ts";
import { connectSqlite } from "./drivers/sqlite/connection.ts";
import { databasePathOf, findInterruption, makeFolder } from "./drivers/sqlite/data-folder.ts";
import { lockSqlite } from "./drivers/sqlite/lock-sqlite.ts";
import { migrateSqlite } from "./drivers/sqlite/migrate-sqlite.ts";
import { SqliteDatabase } from "./drivers/sqlite/sqlite-database.ts";
import { startWritingThread } from "./drivers/sqlite/writing-thread.ts";
import { findDefinitionMark } from "./queries/definition-changes.ts";
import { readMigrations } from "./read-migrations.ts";
import { rememberDefinitions } from "./remember-definitions.ts";
import type { Store } from "./store.ts";
import { StoreError } from "./store-error.ts";

export interface StoreOptions {
  /** The folder of the embedded database, which is not used with a `databaseUrl`. */
  readonly dataDirectory: string;
  /** `postgres://user:password@host:port/database`, with the parameters that node-pg takes. */
  readonly databaseUrl?: string | undefined;
  readonly log?: Pick<Log, "info" | "warn">;
  /** The node that opens it, which holds the leases on what is claimed here. */
  readonly nodeId?: string;
}

/**
 * Brings the schema up to date where that is needed.
 * @throws StoreError in one line: not reachable or writable, in use, not a database of ours, or a newer
 * one.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDirectory, databaseUrl, log = SILENT, nodeId = null } = options;
  return databaseUrl === undefined
    ? openEmbeddedStore(dataDirectory, nodeId)
    : openPostgresStore(databaseUrl, log, nodeId);
}

const SILENT: Pick<Log, "info" | "warn"> = { info: () => {}, warn: () => {} };

async function openPostgresStore(
  url: string,
  log: Pick<Log, "info" | "warn">,
  nodeId: string | null,
): Promise<Store> {
  // Its driver is loaded where it is used.
  const { openPostgres } = await import("./drivers/postgres/open-postgres.ts");
  const database = await openPostgres({ url, log, migrations: readMigrations("postgres") });
  const store = createStore(database, nodeId);
  return rememberDefinitions(store, () => findDefinitionMark(database));
}

/** Opens the database `countersign.db` of a folder and creates both where they are missing. */
async function openEmbeddedStore(dataDirectory: string, nodeId: string | null): Promise<Store> {
  const path = databasePathOf(dataDirectory);
  try {
    makeFolder(dataDirectory);
    return openFile(path, nodeId);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(`cannot open the database ${path}: ${reason}`, { cause: error });
  }
}

const MEMORY = ":memory:";

/** A store that is gone when it is closed. */
export async function openMemoryStore(): Promise<Store> {
  return openAt(MEMORY, null, () => {});
}

/** Whoever held a lease is dead, since the folder is ours: nothing has to wait for it to run out. */
const END_LEASES = `
  update tasks set due_at = 0, is_leased = 0 where due_at is not null and is_leased = 1;
  update deliveries set due_at = 0, is_leased = 0 where due_at is not null and is_leased = 1;
  update timers set claimable_at = due_at where claimable_at <> due_at;
  update map_runs set due_at = 0, is_leased = 0 where due_at is not null and is_leased = 1;
`;

function openFile(path: string, nodeId: string | null): Store {
  const unlock = lockSqlite(`${path}.lock`);
  try {
    const interruption = findInterruption(path);
    if (interruption !== undefined) throw new StoreError(interruption);
    return openAt(path, nodeId, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function openAt(path: string, nodeId: string | null, onClose: () => void): Store {
  const connection = connectSqlite(path);
  try {
    // First of all, so that the file of another program stays as it is.
    migrateSqlite(connection, readMigrations("sqlite"));
    connection.exec(END_LEASES);
    // What is in memory is this connection's alone.
    const startThread = path === MEMORY ? undefined : () => startWritingThread(path);
    const database = new SqliteDatabase(connection, { startThread, onClose });
    return rememberDefinitions(createStore(database, nodeId));
  } catch (error) {
    connection.close();
    throw error;
  }
}
