// Backups of an embedded database: files that are databases themselves. The server may go on meanwhile.

import { defined } from "../base/assert.ts";
import { type Copied, copySqlite } from "./drivers/sqlite/copy-sqlite.ts";
import {
  databasePathOf,
  makeDatabaseFile,
  takeVacantFolder,
} from "./drivers/sqlite/data-folder.ts";
import { readMigrations } from "./read-migrations.ts";
import { StoreError } from "./store-error.ts";

/**
 * Copies the database of a folder, as it is at one instant, to a new file.
 * @throws StoreError in one line; then there is no such file.
 */
export function backUp(dataDirectory: string, file: string): Copied {
  const path = databasePathOf(dataDirectory);
  return explained(`cannot back up ${path} to ${file}`, () => {
    let copied: Copied | undefined;
    makeDatabaseFile(file, (partialPath) => {
      copied = copySqlite(path, partialPath, Number.POSITIVE_INFINITY);
    });
    return defined(copied, "what was copied");
  });
}

/**
 * Puts a backup into a folder that has no database.
 * @throws StoreError in one line; then the folder is as it was.
 */
export function restoreBackup(file: string, dataDirectory: string): Copied {
  return explained(`cannot restore ${file} into ${dataDirectory}`, () => {
    const vacancy = takeVacantFolder(dataDirectory);
    try {
      const newest = readMigrations("sqlite").at(-1)?.version ?? 0;
      const copied = copySqlite(file, vacancy.partialPath, newest);
      vacancy.keep();
      return copied;
    } finally {
      vacancy.close();
    }
  });
}

function explained<T>(failure: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(`${failure}: ${reason}`, { cause: error });
  }
}
