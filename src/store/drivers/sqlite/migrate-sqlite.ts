// The schema of a SQLite file. `application_id` tells our files from other programs', `user_version` is
// the last migration that was applied; SQLite changes both with the transaction they are set in.

import type { DatabaseSync } from "node:sqlite";
import type { Migration } from "../../read-migrations.ts";
import { StoreError } from "../../store-error.ts";

/** "Csgn" in ASCII. */
const APPLICATION_ID = 0x4373676e;

/** @throws StoreError when the file belongs to another program or to a newer version of this one. */
export function migrateSqlite(connection: DatabaseSync, migrations: readonly Migration[]): void {
  const version = checkSchema(connection, migrations.at(-1)?.version ?? 0);
  const missing = migrations.filter((migration) => migration.version > version);
  if (missing.length > 0) apply(connection, missing);
}

/**
 * The version of a file's schema, 0 for an empty file.
 * @throws StoreError when the file belongs to another program or to a version that knows more than `newest`.
 */
export function checkSchema(connection: DatabaseSync, newest: number): number {
  const version = numberOf(connection, "pragma user_version");
  if (!isOurs(connection)) throw new StoreError("it is the database of another program");
  if (version > newest) {
    throw new StoreError(
      `it was written by a newer version of Countersign (schema ${version}, known up to ${newest})`,
    );
  }
  return version;
}

function isOurs(connection: DatabaseSync): boolean {
  const id = numberOf(connection, "pragma application_id");
  const isEmpty = numberOf(connection, "select count(*) from sqlite_schema") === 0;
  return id === APPLICATION_ID || (id === 0 && isEmpty);
}

/** All of them or none: a file is never between two releases. */
function apply(connection: DatabaseSync, migrations: readonly Migration[]): void {
  connection.exec("begin immediate");
  try {
    for (const { sql } of migrations) connection.exec(sql);
    const version = Number(migrations.at(-1)?.version);
    connection.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${version}`);
    connection.exec("commit");
  } catch (error) {
    if (connection.isTransaction) connection.exec("rollback");
    throw error;
  }
}

function numberOf(connection: DatabaseSync, sql: string): number {
  return Number(Object.values(connection.prepare(sql).get() ?? {})[0]);
}
