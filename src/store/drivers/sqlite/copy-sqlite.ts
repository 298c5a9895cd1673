// Copies of a database file, made while others read and write it. A copy is as of one instant, without the
// free pages of the original, and is read through before it counts.
// https://www.sqlite.org/lang_vacuum.html#vacuuminto

import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../store-error.ts";
import { checkSchema } from "./migrate-sqlite.ts";

/** How long a server that is just starting may hold the file. */
const BUSY_TIMEOUT_MS = 10_000;

export interface Copied {
  /** The version of its schema. */
  readonly schema: number;
  readonly executions: number;
}

/**
 * Reads a file and nothing else. Where nobody else has it open, SQLite may leave `-wal` and `-shm` beside it.
 * @throws StoreError when it is no database of ours, or one of a schema after `newest`.
 */
export function openForReading(path: string, newest: number): DatabaseSync {
  if (!existsSync(path)) throw new StoreError(`there is no ${path}`);
  const connection = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    if (checkSchema(connection, newest) === 0) throw new StoreError("it is empty");
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * @param to A file that is empty or missing.
 * @throws StoreError when the original is not whole.
 */
export function copySqlite(from: string, to: string, newest: number): Copied {
  const original = openForReading(from, newest);
  try {
    original.prepare("vacuum into ?").run(to);
  } finally {
    original.close();
  }
  return checkCopy(to, newest);
}

function checkCopy(path: string, newest: number): Copied {
  const copy = openForReading(path, newest);
  try {
    const problem = String(readValue(copy, "pragma integrity_check(1)"));
    if (problem !== "ok") throw new StoreError(`it is damaged: ${problem.replace(/\s+/g, " ")}`);
    return {
      schema: Number(readValue(copy, "pragma user_version")),
      executions: Number(readValue(copy, "select count(*) from executions")),
    };
  } finally {
    copy.close();
  }
}

function readValue(connection: DatabaseSync, sql: string): unknown {
  return Object.values(connection.prepare(sql).get() ?? {})[0];
}
