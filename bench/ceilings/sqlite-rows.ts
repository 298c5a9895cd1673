// The rows of a ceiling in SQLite, with the settings and the durability of Countersign's driver: tables
// without any index but their key, which rises with time.

import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Row, RowStore } from "./rows.ts";

export function openSqliteRows(path: string, tables: readonly string[]): RowStore {
  const database = new DatabaseSync(path);
  database.exec(`pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full;
    pragma wal_autocheckpoint = 4000; pragma cache_size = -65536`);
  const statements = new Map<string, Record<Row["kind"], StatementSync>>();
  for (const table of tables) {
    database.exec(`create table ${table} (id text primary key, data text not null)`);
    statements.set(table, {
      insert: database.prepare(`insert into ${table} (data, id) values (?, ?)`),
      update: database.prepare(`update ${table} set data = ? where id = ?`),
      delete: database.prepare(`delete from ${table} where id = ?`),
    });
  }
  return {
    async write(rows) {
      database.exec("begin immediate");
      for (const { table, kind, id, data } of rows) {
        const statement = statements.get(table)?.[kind];
        if (kind === "delete") statement?.run(id);
        else statement?.run(data, id);
      }
      database.exec("commit");
    },
  };
}
