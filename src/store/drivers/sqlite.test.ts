import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
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
  return { connection, database, folder };
}

const insert = (id: number, text = "") => ({
  subjects: [],
  guards: [],
  statements: [{ sql: "insert into t values (?, ?)", params: [id, text] }],
});

const COUNT = 'select count(*) as "n" from t';

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
      isUnavailable: true,
    });
    assert.deepEqual(await database.read("select id from t", []), [{ id: 1 }]);
    connection.exec("pragma max_page_count = 8000");
    assert.deepEqual(await database.write([insert(3, "x".repeat(100_000))]), [true]);
  });

  test("reads what has been committed, also within one turn of the event loop", async (context) => {
    const { database } = openTable(context);
    const count = async () => (await database.read<{ n: number }>(COUNT, []))[0]?.n;
    assert.equal(await count(), 0);
    await database.write([insert(1)]);
    assert.equal(await count(), 1);
    await database.run("insert into t values (2, '')", []);
    assert.equal(await count(), 2);
    await assert.rejects(database.write([insert(3), insert(1)]), { isUnavailable: false });
    assert.equal(await count(), 2);
  });

  test("keeps no transaction open when the turn is over", async (context) => {
    const { connection, database } = openTable(context);
    await database.read(COUNT, []);
    assert.equal(connection.isTransaction, true);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(connection.isTransaction, false);
    // Closed in the middle of a turn.
    await database.read(COUNT, []);
    await database.close();
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(database.read(COUNT, []), { name: "StoreError" });
  });

  test("cuts its log back when a long read by somebody else is over", async (context) => {
    const { database, folder } = openTable(context);
    const logSize = () => statSync(join(folder, "a.db-wal")).size;
    await database.write([insert(0)]);
    const reader = connectSqlite(join(folder, "a.db"));
    reader.exec("begin; select * from t");
    for (let id = 1; id <= 20; id++) await database.write([insert(id, "x".repeat(5_000_000))]);
    assert.ok(logSize() > 90_000_000);
    reader.exec("commit");
    reader.close();
    for (let id = 21; id <= 24; id++) await database.write([insert(id, "x".repeat(5_000_000))]);
    assert.ok(logSize() < 70_000_000);
  });
});
