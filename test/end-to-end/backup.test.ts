// `countersign backup` and `countersign restore` as an operator uses them: on real files, beside a server
// that works.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, type TestContext, test } from "node:test";
import { createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type CommandResult, runCommand } from "../support/command-line.ts";
import { databaseOf, makeFilledFolder, temporaryFolder } from "../support/data-folders.ts";
import { startServerProcess } from "../support/server-process.ts";

const WAIT = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 86_400, End: true } } };
const ROLE = "arn:aws:iam::000000000000:role/r";

const run = (...words: string[]) => runCommand("", ...words);

describe("a backup", () => {
  test("of a server under load holds everything that was acknowledged, and can be restored", async (context) => {
    const folder = temporaryFolder(context);
    const [data, file, restored] = ["data", "backup.db", "restored"].map((it) => join(folder, it));
    const server = await serve(context, data ?? "");
    const created = await call(server, "CreateStateMachine", {
      name: "m",
      definition: JSON.stringify(WAIT),
      roleArn: ROLE,
    });
    const stateMachineArn = String(created["stateMachineArn"]);
    const start = (name: string) => call(server, "StartExecution", { stateMachineArn, name });
    for (let number = 0; number < 50; number++) await start(`before-${number}`);
    let isOver = false;
    const load = (async () => {
      for (let number = 0; !isOver; number++) await start(`meanwhile-${number}`);
    })();
    const backup = await run("backup", file ?? "", "--data", data ?? "");
    isOver = true;
    await load;
    assert.equal(backup.stderr, "");
    assert.match(backup.stdout, /^Backed up .*\(\d+ executions, .+\), and read it through\.\n$/);
    assert.equal(statSync(file ?? "").mode & 0o077, 0);
    assert.deepEqual(readdirSync(folder).sort(), ["backup.db", "data"]);

    const restore = await run("restore", file ?? "", "--data", restored ?? "");
    assert.match(restore.stdout, /\nStart the server: countersign serve --data /);
    const second = await serve(context, restored ?? "");
    for (let number = 0; number < 50; number++) {
      const name = stateMachineArn.replace("stateMachine", "execution");
      const executionArn = `${name}:before-${number}`;
      const { status } = await call(second, "DescribeExecution", { executionArn });
      assert.equal(status, "RUNNING");
    }
  });

  test("is as small as what it holds", async (context) => {
    const folder = temporaryFolder(context);
    const data = join(folder, "data");
    await makeFilledFolder(data, 2_000);
    const connection = new DatabaseSync(databaseOf(data));
    connection.exec("delete from history; delete from executions where started_at > 5");
    connection.close();
    await succeeds(run("backup", join(folder, "b.db"), "--data", data));
    assert.ok(statSync(join(folder, "b.db")).size < statSync(databaseOf(data)).size / 2);
  });

  test("never overwrites", async (context) => {
    const folder = temporaryFolder(context);
    const [data, file] = [join(folder, "data"), join(folder, "b.db")];
    await makeFilledFolder(data, 5);
    writeFileSync(file, "mine");
    await fails(run("backup", file, "--data", data), /there is a file of that name already\.$/);
    assert.equal(readFileSync(file, "utf8"), "mine");
    assert.deepEqual(readdirSync(folder).sort(), ["b.db", "data"]);
  });

  test("needs a database and a folder to go to", async (context) => {
    const folder = temporaryFolder(context);
    const [data, nowhere] = [join(folder, "data"), join(folder, "no", "b.db")];
    await fails(
      run("backup", join(folder, "b.db"), "--data", data),
      /there is no .*countersign\.db\.$/,
    );
    assert.deepEqual(readdirSync(folder), []);
    await makeFilledFolder(data, 5);
    await fails(run("backup", nowhere, "--data", data), /there is no folder .*no\.$/);
  });

  test("of a damaged database fails and leaves nothing", async (context) => {
    const folder = temporaryFolder(context);
    const data = join(folder, "data");
    await makeFilledFolder(data, 2_000);
    damage(databaseOf(data));
    await fails(run("backup", join(folder, "b.db"), "--data", data), /^Cannot back up .*\.$/);
    assert.deepEqual(readdirSync(folder), ["data"]);
  });

  test("of a database that contradicts itself fails and leaves nothing", async (context) => {
    const folder = temporaryFolder(context);
    const data = join(folder, "data");
    await makeFilledFolder(data, 5);
    contradict(databaseOf(data));
    const backup = run("backup", join(folder, "b.db"), "--data", data);
    await fails(backup, /it is damaged: NULL value in executions\.input\.$/);
    assert.deepEqual(readdirSync(folder), ["data"]);
  });

  test("of a PostgreSQL is made by its own tools", async () => {
    const url = "postgres://me:secret@db.example.com/name";
    const { stderr } = await fails(run("backup", "x", "--database-url", url), /pg_dump/);
    assert.doesNotMatch(stderr, /secret/);
    await fails(run("restore", "x", "--database-url", url), /pg_restore/);
  });
});

describe("a restore", () => {
  test("never touches a folder that has a database", async (context) => {
    const folder = temporaryFolder(context);
    const [data, file] = [join(folder, "data"), join(folder, "b.db")];
    await makeFilledFolder(data, 5);
    await succeeds(run("backup", file, "--data", data));
    const before = readFileSync(databaseOf(data));
    await fails(run("restore", file, "--data", data), /there is a database already\.$/);
    assert.deepEqual(readFileSync(databaseOf(data)), before);
  });

  test("refuses a folder with the log of another database", async (context) => {
    const folder = temporaryFolder(context);
    const [data, to, file] = ["data", "to", "b.db"].map((it) => join(folder, it)) as [
      string,
      string,
      string,
    ];
    await makeFilledFolder(data, 5);
    await succeeds(run("backup", file, "--data", data));
    mkdirSync(to);
    writeFileSync(`${databaseOf(to)}-wal`, "");
    await fails(
      run("restore", file, "--data", to),
      /there is a log already, .*countersign\.db-wal\.$/,
    );
    assert.equal(existsSync(databaseOf(to)), false);
  });

  test("refuses a folder whose server runs", async (context) => {
    const folder = temporaryFolder(context);
    const [data, file] = [join(folder, "data"), join(folder, "b.db")];
    await serve(context, data);
    await succeeds(run("backup", file, "--data", data));
    await fails(run("restore", file, "--data", data), /another process is using it\.$/);
  });

  test("refuses what is no backup, is damaged, or is of a newer version", async (context) => {
    const folder = temporaryFolder(context);
    const [data, to, file] = ["data", "to", "b.db"].map((it) => join(folder, it)) as [
      string,
      string,
      string,
    ];
    await makeFilledFolder(data, 2_000);
    const restore = () => run("restore", file, "--data", to);
    await fails(restore(), /there is no .*b\.db\.$/);
    writeFileSync(file, "Dear diary, ".repeat(1_000));
    await fails(restore(), /file is not a database\.$/);
    writeFileSync(file, "");
    await fails(restore(), /it is empty\.$/);
    new DatabaseSync(file).exec("create table diary (entry text)");
    await fails(restore(), /it is the database of another program\.$/);
    writeFileSync(file, readFileSync(databaseOf(data)));
    damage(file);
    await fails(restore(), /^Cannot restore .*\.$/);
    writeFileSync(file, readFileSync(databaseOf(data)));
    new DatabaseSync(file).exec("pragma user_version = 9000");
    await fails(restore(), /newer version of Countersign \(schema 9000, known up to \d+\)\.$/);
    assert.equal(existsSync(databaseOf(to)), false);
    assert.deepEqual(readdirSync(to), ["countersign.db.lock"]);
  });
});

/** A server that is gone after the test; answers its URL. */
async function serve(context: TestContext, dataDirectory: string): Promise<string> {
  const server = await startServerProcess(dataDirectory);
  context.after(() => server.kill());
  return server.url;
}

async function call(url: string, operation: string, input: object) {
  const client = createClient(url, 1);
  try {
    return await must(client.call, operation, input);
  } finally {
    client.close();
  }
}

/** Overwrites a page in the middle of the file. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 8192 / 2) * 8192;
  writeFileSync(path, bytes.fill(0x55, middle, middle + 8192));
}

/** Puts a value where its table allows none. */
function contradict(path: string): void {
  const connection = new DatabaseSync(path, { defensive: false });
  const change = (from: string, to: string) =>
    connection.exec(`pragma writable_schema = on;
      update sqlite_schema set sql = replace(sql, '${from}', '${to}') where name = 'executions';
      pragma writable_schema = reset`);
  change("input text not null", "input text /* */");
  connection.exec("update executions set input = null where name = 'run-1'");
  change("input text /* */", "input text not null");
  connection.close();
}

async function succeeds(command: Promise<CommandResult>): Promise<void> {
  const { code, stderr } = await command;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
}

/** With one line that says why. */
async function fails(command: Promise<CommandResult>, reason: RegExp): Promise<CommandResult> {
  const result = await command;
  assert.deepEqual([result.code, result.stdout], [1, ""]);
  assert.match(result.stderr, /^[^\n]+\n$/);
  assert.match(result.stderr.trim(), reason);
  return result;
}
