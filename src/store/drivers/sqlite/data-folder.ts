// The folder of an embedded database. A database that is put into it, from a backup or an archive, is made
// under another name and gets its own only when it is whole: after a kill there is either all of it, or
// a leftover that the next start speaks of.

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StoreError } from "../../store-error.ts";
import { lockSqlite } from "./lock-sqlite.ts";

export function databasePathOf(dataDirectory: string): string {
  return join(dataDirectory, "countersign.db");
}

/** Approvals hold personal data: a folder that we make is the owner's only. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  // One by one: mkdir's own recursion never ends where folders cannot be made at all, as in /proc.
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** What the start of a server says of a folder that was never filled; `undefined` for other folders. */
export function findInterruption(path: string): string | undefined {
  if (existsSync(path) || !existsSync(partialOf(path))) return undefined;
  return (
    "a restore or an import into this folder was interrupted: " +
    `do it again, or remove ${partialOf(path)}`
  );
}

export interface Vacancy {
  /** Where the database is to be made: an empty file. */
  readonly partialPath: string;
  /** The database is whole, and closed: from now on it is that of the folder. */
  keep(): void;
  /** Gives the folder back; what was not kept is removed. To be called in any case. */
  close(): void;
}

/**
 * Takes a folder that has no database, and makes it where it is missing.
 * @throws StoreError when there is one, or somebody else is about to make one.
 */
export function takeVacantFolder(dataDirectory: string): Vacancy {
  const path = databasePathOf(dataDirectory);
  const partialPath = partialOf(path);
  makeFolder(dataDirectory);
  const unlock = lockSqlite(`${path}.lock`);
  try {
    if (existsSync(path)) throw new StoreError("there is a database already");
    // SQLite would take what is in it for changes of the new database.
    if (existsSync(`${path}-wal`)) throw new StoreError(`there is a log already, ${path}-wal`);
    makeEmptyFile(partialPath);
  } catch (error) {
    unlock();
    throw error;
  }
  return {
    partialPath,
    keep: () => moveFile(partialPath, path),
    close() {
      removeDatabase(partialPath);
      unlock();
    },
  };
}

/**
 * Makes a file of a database, readable for its owner only. It gets its name when `fill` has made it; whatever
 * is left of an earlier attempt is removed.
 * @throws StoreError when there is a file of that name.
 */
export function makeDatabaseFile(path: string, fill: (partialPath: string) => void): void {
  const folder = dirname(path);
  if (!existsSync(folder)) throw new StoreError(`there is no folder ${folder}`);
  const partialPath = partialOf(path);
  const lockPath = `${path}.lock`;
  const unlock = lockSqlite(lockPath);
  try {
    if (existsSync(path)) throw new StoreError("there is a file of that name already");
    makeEmptyFile(partialPath);
    fill(partialPath);
    moveFile(partialPath, path);
  } finally {
    removeDatabase(partialPath);
    rmSync(lockPath, { force: true });
    unlock();
  }
}

function partialOf(path: string): string {
  return `${path}.partial`;
}

/** Whatever an earlier attempt has left there is gone. */
function makeEmptyFile(path: string): void {
  removeDatabase(path);
  writeFileSync(path, "", { mode: 0o600 });
}

function removeDatabase(path: string): void {
  for (const suffix of ["", "-journal", "-wal", "-shm"])
    rmSync(`${path}${suffix}`, { force: true });
}

/** A loss of power afterwards finds the whole file under its new name, or under the old one. */
function moveFile(from: string, to: string): void {
  flush(from);
  renameSync(from, to);
  flush(dirname(to));
}

function flush(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
