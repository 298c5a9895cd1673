// The tables of a schema, as the schema itself describes them. What only one database has, for its own
// bookkeeping, is no part of the data.

import { DatabaseSync } from "node:sqlite";
import { assert } from "../../base/assert.ts";
import type { Column, TableShape } from "../archive.ts";
import { readMigrations } from "../read-migrations.ts";
import { migrateSqlite } from "./sqlite/migrate-sqlite.ts";

const TABLES = "select name from sqlite_schema where type = 'table' order by name";
const COLUMNS = "select name, type, pk from pragma_table_info(?) order by cid";

/** By name. @param schema The version. */
export function readTableShapes(schema: number): readonly TableShape[] {
  const connection = new DatabaseSync(":memory:");
  try {
    migrateSqlite(
      connection,
      readMigrations("sqlite").filter(({ version }) => version <= schema),
    );
    const names = connection.prepare(TABLES).all() as { name: string }[];
    return names.map(({ name }) => shapeOf(connection, name));
  } finally {
    connection.close();
  }
}

type ColumnRow = Column & { readonly pk: number };

function shapeOf(connection: DatabaseSync, name: string): TableShape {
  const rows = connection.prepare(COLUMNS).all(name) as unknown as ColumnRow[];
  const columns = rows.map((row) => ({ name: row.name, type: typeOf(row.type) }));
  const keyed = rows.filter(({ pk }) => pk > 0).sort((left, right) => left.pk - right.pk);
  return { name, columns, key: keyed.map((row) => row.name) };
}

function typeOf(type: string): Column["type"] {
  // SQLite gives the names of types in capitals.
  const name = type.toLowerCase();
  assert(name === "text" || name === "bigint", `a column of type ${name}`);
  return name;
}
