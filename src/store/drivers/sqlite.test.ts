import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { connectSqlite, SqliteDatabase } from "./sqlite.ts";

function openTable(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-"));
  const connection = connectSqlite(join(folder, "a.db"));
  const database = new SqliteDatabase(connection, () => {});
  connection.exec("create table t (id integer primary key, text text not null)");
  context.after(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  return { connection, database };
}

const insert = (id: number, text = "") => ({
  subjects: [],
  guards: [],
  statements: [{ sql: "insert into t values (?, ?)", params: [id, text] }],
});

describe("the connection to SQLite", () => {
  test("flushes every commit to the disk", async (context) => {
    const { database } = openTable(context);
    const read = async (name: string) => Object.values((await database.read(name, []))[0] ?? {})[0];
    assert.equal(await read("pragma journal_mode"), "wal");
    assert.equal(await read("pragma synchronous"), 2);
    assert.equal(await read("pragma fullfsync"), 1);
  });

  test("says that the disk is full, keeps what it had, and goes on when there is room", async (context) => {
    const { connection, database } = openTable(context);
    await database.write([insert(1)]);
    connection.exec("pragma max_page_count = 8");
    await assert.rejects(database.write([insert(2), insert(3, "x".repeat(100_000))]), {
      name: "StoreError",
      message: "cannot write the database: database or disk is full",
    });
    assert.deepEqual(await database.read("select id from t", []), [{ id: 1 }]);
    connection.exec("pragma max_page_count = 8000");
    assert.deepEqual(await database.write([insert(3, "x".repeat(100_000))]), [true]);
  });
});
