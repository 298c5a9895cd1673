// All rows out of the file of an embedded database, and into a new one.

import type { DatabaseSync } from "node:sqlite";
import type {
  ArchiveRow,
  ArchiveSource,
  ArchiveTarget,
  TableShape,
  TargetSchema,
} from "../archive.ts";
import type { Migration } from "../read-migrations.ts";
import { StoreError } from "../store-error.ts";
import { openForReading } from "./copy-sqlite.ts";
import { databasePathOf, takeVacantFolder } from "./data-folder.ts";
import { migrateSqlite } from "./migrate-sqlite.ts";
import { connectSqlite } from "./sqlite.ts";

/** What is in memory at once. */
const ROWS_MAX = 500;
const LETTERS_MAX = 4 * 1024 * 1024;

/** What is not whole is thrown away: until it is, nothing needs to reach the disk in any order. */
const CARELESS = "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -262144";

export async function openSqliteSource(
  dataDirectory: string,
  migrations: readonly Migration[],
): Promise<ArchiveSource> {
  const path = databasePathOf(dataDirectory);
  return explained(`cannot read the database ${path}`, () => {
    const connection = openForReading(path, migrations.at(-1)?.version ?? 0);
    // Everything is read as of one instant.
    connection.exec("begin");
    const { user_version } = connection.prepare("pragma user_version").get() ?? {};
    return {
      schema: Number(user_version),
      rows: (table) => rowsOf(connection, table),
      close: async () => connection.close(),
    };
  });
}

export async function openSqliteTarget(
  dataDirectory: string,
  { migrations, schema }: TargetSchema,
): Promise<ArchiveTarget> {
  return explained(`cannot fill the folder ${dataDirectory}`, () => {
    const vacancy = takeVacantFolder(dataDirectory);
    const connection = connectSqlite(vacancy.partialPath);
    connection.exec(CARELESS);
    migrateSqlite(
      connection,
      migrations.filter(({ version }) => version <= schema),
    );
    connection.exec("begin");
    return {
      insert: async (table, rows) => insert(connection, table, rows),
      rows: (table) => rowsOf(connection, table),
      async keep() {
        connection.exec("commit");
        migrateSqlite(connection, migrations);
        connection.close();
        vacancy.keep();
      },
      async close() {
        if (connection.isOpen) connection.close();
        vacancy.close();
      },
    };
  });
}

async function* rowsOf(
  connection: DatabaseSync,
  { name, columns, key }: TableShape,
): AsyncGenerator<readonly ArchiveRow[]> {
  const list = columns.map((column) => column.name).join(", ");
  const select = connection.prepare(`select ${list} from ${name} order by ${key.join(", ")}`);
  select.setReturnArrays(true);
  let rows: ArchiveRow[] = [];
  let letters = 0;
  for (const it of select.iterate()) {
    const row = it as unknown as ArchiveRow;
    rows.push(row);
    letters += row.reduce<number>((sum, value) => sum + String(value).length, 0);
    if (rows.length < ROWS_MAX && letters < LETTERS_MAX) continue;
    yield rows;
    rows = [];
    letters = 0;
  }
  if (rows.length > 0) yield rows;
}

function insert(
  connection: DatabaseSync,
  { name, columns }: TableShape,
  rows: readonly ArchiveRow[],
): void {
  const list = columns.map((column) => column.name).join(", ");
  const places = columns.map(() => "?").join(", ");
  const insertion = connection.prepare(`insert into ${name} (${list}) values (${places})`);
  for (const row of rows) insertion.run(...row);
}

function explained<T>(failure: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(`${failure}: ${reason}`, { cause: error });
  }
}
