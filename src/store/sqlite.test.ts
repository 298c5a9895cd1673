import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { describe, type TestContext, test } from "node:test";
import {
  createExecution,
  putTask,
  putTimer,
  sampleChunk,
  sampleExecution,
  sampleId,
  sampleTask,
} from "./contract/samples.ts";
import { write } from "./contract/suite.ts";
import { createStore } from "./create-store.ts";
import { connectSqlite } from "./drivers/sqlite/connection.ts";
import { migrateSqlite } from "./drivers/sqlite/migrate-sqlite.ts";
import { SqliteDatabase } from "./drivers/sqlite/sqlite-database.ts";
import { startWritingThread } from "./drivers/sqlite/writing-thread.ts";
import { openMemoryStore, openStore } from "./open-store.ts";
import { readMigrations } from "./read-migrations.ts";
import { rememberDefinitions } from "./remember-definitions.ts";
import { describeStore } from "./store.contract.ts";
import type { Store } from "./store.ts";

describeStore("SQLite in memory", openMemoryStore);
describeStore("SQLite in a file", openTemporaryStore);
describeStore("SQLite with a thread that writes", openStoreWithThread);

describe("an embedded database", () => {
  test("keeps everything when it is closed and opened again", async (context) => {
    const dataDirectory = join(temporaryFolder(context), "new", "folder");
    const first = await openStore({ dataDirectory });
    await write(first, createExecution(1), putTask(), putTimer("x", 1, 5));
    await write(first, { kind: "appendHistory", chunk: sampleChunk(1, 3) });
    await first.close();
    const second = await openStore({ dataDirectory });
    const range = { isReverse: false, limit: 10 };
    assert.deepEqual(await second.findExecution(sampleId(1)), sampleExecution({ name: "run-1" }));
    assert.deepEqual(await second.findTask(sampleId(1), 1), sampleTask());
    assert.deepEqual(await second.readHistory(sampleId(1), range), [sampleChunk(1, 3)]);
    assert.equal(await second.nextTimerAt(), 5);
    await second.close();
  });

  test("brings a database of the first schema up to date", async (context) => {
    const dataDirectory = temporaryFolder(context);
    const path = join(dataDirectory, "countersign.db");
    const first = readMigrations("sqlite").filter(({ version }) => version === 1);
    const connection = new DatabaseSync(path);
    migrateSqlite(connection, first);
    connection.exec(`
      insert into state_machines values ('m', 'STANDARD', 'r', 1, 2, '{"tracing":1}', '{}');
      insert into revisions values ('r', 'm', null, 'role', 1, '{}'), ('s', 'gone', null, 'r', 1, '{}');
      insert into executions values ('e', 'm', 'n', 'r', 'me', 3, null, 'RUNNING', 4,
        '{"lastEventId":1,"lastTask":0,"lastTimer":0}', null, null, null, '{"a":1}');
    `);
    connection.close();
    const store = await openStore({ dataDirectory });
    const stateMachine = await store.findStateMachine("m");
    assert.deepEqual([stateMachine?.status, stateMachine?.lastVersion], ["ACTIVE", 0]);
    assert.equal((await store.findRevision("r"))?.settings, '{"tracing":1}');
    assert.equal((await store.findRevision("s"))?.settings, "{}");
    const execution = await store.findExecutionByName("m", "n");
    assert.deepEqual([execution?.id, execution?.input], ["e", '{"a":1}']);
    assert.equal((await store.findProgress("e"))?.version, 4);
    assert.equal(execution?.stateMachineVersion, null);
    await store.close();
  });

  test("makes its folder readable for its owner only", async (context) => {
    const dataDirectory = join(temporaryFolder(context), "data");
    const store = await openStore({ dataDirectory });
    assert.equal(statSync(dataDirectory).mode & 0o077, 0);
    await store.close();
  });

  test("has one owner: a second store on the folder is refused, until it is closed", async (context) => {
    const dataDirectory = temporaryFolder(context);
    const store = await openStore({ dataDirectory });
    await refuses({ dataDirectory }, /countersign\.db: another process is using it$/);
    await write(store, createExecution(1));
    await store.close();
    await (await openStore({ dataDirectory })).close();
  });

  test("can be closed twice and says that it is closed", async () => {
    const store = await openMemoryStore();
    await store.close();
    await store.close();
    await assert.rejects(store.findSetting("a"), { name: "StoreError" });
    await assert.rejects(store.commit([[createExecution(1)]]), { name: "StoreError" });
  });

  test("refuses a folder that cannot be made", async (context) => {
    const file = join(temporaryFolder(context), "file");
    writeFileSync(file, "");
    await refuses({ dataDirectory: join(file, "data") }, /^cannot open the database .*ENOTDIR/);
  });

  const noProc = !existsSync("/proc") && "there is no /proc";
  test("refuses a folder where none can be made", { skip: noProc }, async () => {
    await refuses(
      { dataDirectory: "/proc/countersign/data" },
      /^cannot open the database .*ENOENT/,
    );
  });

  // Root may write everywhere.
  const skip = process.getuid?.() === 0 && "the user is root";
  test("refuses a folder that cannot be written", { skip }, async (context) => {
    const dataDirectory = temporaryFolder(context);
    chmodSync(dataDirectory, 0o500);
    await refuses({ dataDirectory }, /unable to open database file$/);
  });

  test("refuses a file that is no database and leaves it alone", async (context) => {
    const dataDirectory = temporaryFolder(context);
    const path = join(dataDirectory, "countersign.db");
    writeFileSync(path, "Dear diary, ".repeat(100));
    await refuses({ dataDirectory }, /file is not a database$/);
    assert.equal(readFileSync(path, "utf8"), "Dear diary, ".repeat(100));
  });

  test("refuses the database of another program and leaves it alone", async (context) => {
    const dataDirectory = temporaryFolder(context);
    const path = join(dataDirectory, "countersign.db");
    runSql(path, "create table diary (entry text)");
    const before = readFileSync(path);
    await refuses({ dataDirectory }, /it is the database of another program$/);
    assert.deepEqual(readFileSync(path), before);
  });

  test("refuses a database of a newer version and leaves it alone", async (context) => {
    const dataDirectory = temporaryFolder(context);
    await (await openStore({ dataDirectory })).close();
    const path = join(dataDirectory, "countersign.db");
    runSql(path, "pragma user_version = 9000");
    const before = readFileSync(path);
    await refuses({ dataDirectory }, /written by a newer version of Countersign \(schema 9000,/);
    assert.deepEqual(readFileSync(path), before);
  });

  test("is free again when its owner was killed, and holds whatever it acknowledged", async (context) => {
    const dataDirectory = temporaryFolder(context);
    for (const acknowledgedMin of [5, 50, 200]) {
      const owner = startWriter(dataDirectory);
      const acknowledged = await killAfter(owner, acknowledgedMin);
      const store = await openStore({ dataDirectory });
      for (const number of acknowledged) await assertWhole(store, number);
      // What was under way when the kill came is there as a whole or not at all.
      for (const { id } of await store.listExecutions({}, { limit: 64 })) {
        await assertWhole(store, Number(id.slice(3)));
      }
      await store.close();
    }
  });
});

async function refuses(options: { dataDirectory: string }, message: RegExp): Promise<void> {
  await assert.rejects(openStore(options), (error: Error) => {
    assert.equal(error.name, "StoreError");
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

async function openTemporaryStore(): Promise<Store> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "countersign-"));
  const store = await openStore({ dataDirectory });
  const close = async () => {
    await store.close();
    rmSync(dataDirectory, { recursive: true });
  };
  return { ...store, close };
}

/** Which writes all that is committed, and not only larger groups. */
async function openStoreWithThread(): Promise<Store> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "countersign-"));
  const path = join(dataDirectory, "countersign.db");
  const connection = connectSqlite(path);
  migrateSqlite(connection, readMigrations("sqlite"));
  const database = new SqliteDatabase(connection, {
    startThread: () => startWritingThread(path),
    unitsForThreadMin: 1,
    onClose: () => rmSync(dataDirectory, { recursive: true }),
  });
  return rememberDefinitions(createStore(database));
}

function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function runSql(path: string, sql: string): void {
  const connection = new DatabaseSync(path);
  connection.exec(sql);
  connection.close();
}

/** A process that commits without end, eight units at a time, and prints what is acknowledged. */
function startWriter(dataDirectory: string): ChildProcess {
  const script = `
    const { openStore } = await import(${JSON.stringify(new URL("open-store.ts", import.meta.url))});
    const samples = await import(${JSON.stringify(new URL("contract/samples.ts", import.meta.url))});
    const store = await openStore({ dataDirectory: ${JSON.stringify(dataDirectory)} });
    const [newest] = await store.listExecutions({}, { limit: 1 });
    for (let next = newest ? Number(newest.id.slice(3)) + 1 : 1; ; next += 8) {
      const numbers = Array.from({ length: 8 }, (_, index) => next + index);
      await store.commit(numbers.map((number) => [
        samples.createExecution(number),
        samples.putTask({ executionId: samples.sampleId(number) }),
        { kind: "appendHistory", chunk: { ...samples.sampleChunk(1, 3),
          executionId: samples.sampleId(number) } },
      ]));
      process.stdout.write(numbers.join("\\n") + "\\n");
    }`;
  return spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function killAfter(writer: ChildProcess, acknowledgedMin: number): Promise<number[]> {
  const acknowledged: number[] = [];
  assert.ok(writer.stdout);
  const exit = once(writer, "exit");
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged.push(Number(line));
    if (acknowledged.length === acknowledgedMin) writer.kill("SIGKILL");
  }
  assert.deepEqual(await exit, [null, "SIGKILL"]);
  assert.ok(acknowledged.length >= acknowledgedMin);
  return acknowledged;
}

async function assertWhole(store: Store, number: number): Promise<void> {
  const id = sampleId(number);
  const history = await store.readHistory(id, { isReverse: false, limit: 10 });
  assert.notEqual(await store.findExecution(id), undefined, `execution ${number} is lost`);
  assert.notEqual(await store.findTask(id, 1), undefined, `the task of ${number} is lost`);
  assert.equal(history.length, 1, `the history of ${number} is lost`);
}
