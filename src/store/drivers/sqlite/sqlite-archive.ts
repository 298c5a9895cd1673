// All rows out of the file of an embedded database, and into a new one.

import type { DatabaseSync } from "node:sqlite";
import type {
  ArchiveRow,
  ArchiveSource,
  ArchiveTarget,
  TableShape,
  TargetSchema,
} from "../../archive.ts";
import type { Migration } from "../../read-migrations.ts";
import { StoreError } from "../../store-error.ts";
import { connectSqlite } from "./connection.ts";
import { openForReading } from "./copy-sqlite.ts";
import { databasePathOf, takeVacantFolder } from "./data-folder.ts";
import { migrateSqlite } from "./migrate-sqlite.ts";

/** What is in memory at once. */
const ROWS_MAX = 500;
const LETTERS_MAX = 4 * 1024 * 1024;

/** What is not whole is thrown away: until it is, nothing needs to reach the disk in any order. */
const CARELESS = "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -131072";

export async function openSqliteSource(
  dataDirectory: string,
  migrations: readonly Migration[],
): Promise<ArchiveSource> {
  const path = databasePathOf(dataDirectory);
  return explained(`cannot read ${path}`, () => {
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
  const failure = `cannot fill the folder ${dataDirectory}`;
  return explained(failure, () => {
    const vacancy = takeVacantFolder(dataDirectory);
    const connection = connectSqlite(vacancy.partialPath);
    connection.exec(CARELESS);
    const first = migrations.filter(({ version }) => version <= schema);
    migrateSqlite(connection, first);
    connection.exec("begin");
    return {
      insert: async (table, rows) => explained(failure, () => insert(connection, table, rows)),
      rows: (table) => rowsOf(connection, table),
      keep: async () =>
        explained(failure, () => {
          connection.exec("commit");
          migrateSqlite(connection, migrations);
          connection.close();
          vacancy.keep();
        }),
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
  const iterator = select.iterate() as unknown as Iterator<ArchiveRow>;
  for (;;) {
    const rows = explained(`cannot read the table "${name}"`, () => take(iterator));
    if (rows.length === 0) return;
    yield rows;
  }
}

/** The next rows; none at the end. */
function take(iterator: Iterator<ArchiveRow>): readonly ArchiveRow[] {
  const rows: ArchiveRow[] = [];
  for (let letters = 0; rows.length < ROWS_MAX && letters < LETTERS_MAX; ) {
    const next = iterator.next();
    if (next.done) break;
    rows.push(next.value);
    letters += next.value.reduce<number>((sum, value) => sum + String(value).length, 0);
  }
  return rows;
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
