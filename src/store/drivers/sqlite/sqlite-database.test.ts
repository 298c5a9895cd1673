import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { connectSqlite } from "./connection.ts";
import { SqliteDatabase } from "./sqlite-database.ts";
import { startWritingThread } from "./writing-thread.ts";

function openTable(context: TestContext, hasThread = false) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-"));
  const path = join(folder, "a.db");
  const connection = connectSqlite(path);
  const startThread = hasThread ? () => startWritingThread(path) : undefined;
  const database = new SqliteDatabase(connection, { startThread, unitsForThreadMin: 2 });
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

describe("the writing thread", () => {
  const count = async (database: SqliteDatabase) =>
    (await database.read<{ n: number }>(COUNT, []))[0]?.n;

  test("writes larger groups, and what is read afterwards has them", async (context) => {
    const { database } = openTable(context, true);
    assert.equal(await count(database), 0);
    const writing = database.write([insert(1), insert(2)]);
    // A turn that has begun to read before the group was written.
    assert.equal(await count(database), 0);
    assert.deepEqual(await writing, [true, true]);
    assert.equal(await count(database), 2);
  });

  test("takes turns with what is written without it", async (context) => {
    const { database } = openTable(context, true);
    const group = (first: number) => [insert(first), insert(first + 1)];
    await Promise.all([
      database.write(group(1)),
      database.write([insert(3)]),
      database.write(group(4)),
      database.run("insert into t values (6, '')", []),
      database.write(group(7)),
    ]);
    assert.equal(await count(database), 8);
  });

  test("says what SQLite says, and goes on", async (context) => {
    const { database } = openTable(context, true);
    await assert.rejects(database.write([insert(1), insert(1)]), {
      name: "StoreError",
      message: "cannot write the database: UNIQUE constraint failed: t.id",
      isUnavailable: false,
    });
    assert.deepEqual(await database.write([insert(1), insert(2)]), [true, true]);
    assert.equal(await count(database), 2);
  });

  test("tells trouble that may pass from trouble that will not", async (context) => {
    const { database, folder } = openTable(context, true);
    await database.write([insert(1), insert(2)]);
    const other = connectSqlite(join(folder, "a.db"));
    other.exec("begin immediate");
    await assert.rejects(database.write([insert(3), insert(4)]), {
      message: "cannot write the database: database is locked",
      isUnavailable: true,
    });
    other.exec("rollback");
    other.close();
    assert.deepEqual(await database.write([insert(3), insert(4)]), [true, true]);
  });

  test("writes what it has been given before it is closed, and leaves no log", async (context) => {
    const { database, folder } = openTable(context, true);
    const writing = database.write([insert(1), insert(2)]);
    await database.close();
    assert.deepEqual(await writing, [true, true]);
    assert.equal(existsSync(join(folder, "a.db-wal")), false);
    const connection = connectSqlite(join(folder, "a.db"));
    assert.equal(connection.prepare(COUNT).get()?.["n"], 2);
    connection.close();
  });

  test("keeps no process alive that has nothing else to do", async () => {
    const script = `
      const { SqliteDatabase } = await import(${JSON.stringify(new URL("sqlite-database.ts", import.meta.url))});
      const { connectSqlite } = await import(${JSON.stringify(new URL("connection.ts", import.meta.url))});
      const { startWritingThread } = await import(${JSON.stringify(new URL("writing-thread.ts", import.meta.url))});
      const path = process.argv[1];
      const startThread = () => startWritingThread(path);
      const database = new SqliteDatabase(connectSqlite(path), { startThread, unitsForThreadMin: 1 });
      const create = { sql: "create table t (id integer)", params: [] };
      await database.write([{ guards: [], statements: [create], subjects: [] }]);
      console.log("written");`;
    const folder = mkdtempSync(join(tmpdir(), "countersign-"));
    const words = ["--input-type=module", "--eval", script, join(folder, "a.db")];
    const child = spawnSync(process.execPath, words, { encoding: "utf8", timeout: 60_000 });
    rmSync(folder, { recursive: true });
    assert.deepEqual([child.stderr, child.stdout, child.status], ["", "written\n", 0]);
  });
});
