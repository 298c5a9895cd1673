// The rows of a ceiling in PostgreSQL: one statement per group, each table's rows in arrays, a few groups
// in flight.

import pg from "pg";
import type { Row, RowStore } from "./rows.ts";

const CONNECTIONS = 3;
/** Before a table has statistics, plans would be made for one that is empty. */
const BY_INDEX = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

export async function openPostgresRows(
  connectionString: string,
  tables: readonly string[],
): Promise<RowStore> {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS, options: BY_INDEX });
  for (const table of tables) {
    await pool.query(`create table ${table} (id text primary key, data text not null)`);
  }
  const text = statementFor(tables);
  return {
    async write(rows) {
      const values = tables.flatMap((table) => arraysOf(rows.filter((row) => row.table === table)));
      await pool.query({ name: "write", text, values });
    },
  };
}

/** Inserts, updates and deletes of all tables: five arrays for each. */
function statementFor(tables: readonly string[]): string {
  const parts = tables.flatMap((table, index) => {
    const at = (offset: number) => `$${index * 5 + offset}`;
    return [
      `${table}_i as (insert into ${table} (id, data)
        select * from unnest(${at(1)}::text[], ${at(2)}::text[]))`,
      `${table}_u as (update ${table} set data = new.data
        from unnest(${at(3)}::text[], ${at(4)}::text[]) as new (id, data)
        where ${table}.id = new.id)`,
      `${table}_d as (delete from ${table} where id = any(${at(5)}::text[]))`,
    ];
  });
  return `with ${parts.join(", ")} select`;
}

function arraysOf(rows: readonly Row[]): (readonly string[])[] {
  const of = (kind: Row["kind"]) => rows.filter((row) => row.kind === kind);
  const [inserts, updates, deletes] = [of("insert"), of("update"), of("delete")];
  const ids = (some: readonly Row[]) => some.map(({ id }) => id);
  const texts = (some: readonly Row[]) => some.map(({ data }) => data);
  return [ids(inserts), texts(inserts), ids(updates), texts(updates), ids(deletes)];
}
