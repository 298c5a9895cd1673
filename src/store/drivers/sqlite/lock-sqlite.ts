// Keeps a second server away from a data folder. The lock is the one SQLite itself takes on an empty
// file beside the database: the operating system drops it with the process, also after a kill.
// The database file stays open to readers such as backups.

import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../store-error.ts";

/**
 * Takes the lock and answers how to give it back.
 * @throws StoreError when it is taken.
 */
export function lockSqlite(path: string): () => void {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StoreError("another process is using it", { cause: error });
  }
  return () => lock.close();
}

function isBusy(error: unknown): boolean {
  // SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy
  return error instanceof Error && "errcode" in error && error.errcode === 5;
}
