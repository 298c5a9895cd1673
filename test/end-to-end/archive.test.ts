// `countersign export` and `countersign import`: everything from one database to another and back, on real
// files and a real PostgreSQL.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import pg from "pg";
import { runCommand as runCommandHere } from "../../src/cli/run-command.ts";
import { createTestTerminal } from "../../src/cli/testing.ts";
import { openStore } from "../../src/store/open-store.ts";
import { type CommandResult, runCommand, runJson } from "../support/command-line.ts";
import { databaseOf, makeFilledFolder, temporaryFolder } from "../support/data-folders.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";
import { startServerProcess } from "../support/server-process.ts";

const execute = promisify(execFile);
const TEMPLATE = "examples/expense-approval/template.yaml";

const run = (...words: string[]) => runCommand("", ...words);

/** In this process, where there is much to try. */
async function runHere(...words: string[]): Promise<CommandResult> {
  const terminal = createTestTerminal();
  const code = await runCommandHere(words, "", terminal);
  return { code, stdout: terminal.printed(), stderr: terminal.noted() };
}

let postgres: PostgresServer;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

describe("an archive", () => {
  test("moves everything to PostgreSQL and back, byte for byte", async (context) => {
    const folder = temporaryFolder(context);
    const at = (name: string) => join(folder, name);
    await makeFilledFolder(at("data"), 3_000);
    insertLargeValue(databaseOf(at("data")));
    const url = await postgres.createDatabase();

    const { stdout } = await succeeds(run("export", at("1.jsonl.gz"), "--data", at("data")));
    assert.match(stdout, /^Exported 6,001 rows of \d+ tables to .*1\.jsonl\.gz \(\d.*B\)\. What /);
    assert.equal(statSync(at("1.jsonl.gz")).mode & 0o077, 0);
    const imported = await succeeds(run("import", at("1.jsonl.gz"), "--database-url", url));
    assert.match(
      imported.stdout,
      /^Imported 6,001 rows of .*; each was read back and compared\.\n$/,
    );
    await succeeds(run("export", at("2.jsonl"), "--database-url", url));
    await succeeds(run("import", at("2.jsonl"), "--data", at("back")));
    await succeeds(run("export", at("3.jsonl"), "--data", at("back")));

    const first = gunzipSync(readFileSync(at("1.jsonl.gz")));
    assert.equal(digestOf(readFileSync(at("2.jsonl"))), digestOf(first));
    assert.equal(digestOf(readFileSync(at("3.jsonl"))), digestOf(first));
    assert.deepEqual(rowsOf(databaseOf(at("back"))), rowsOf(databaseOf(at("data"))));
  });

  test("lets a workflow go on where it waited, on the other database", async (context) => {
    const folder = temporaryFolder(context);
    const [data, file] = [join(folder, "data"), join(folder, "a.jsonl")];
    const url = await postgres.createDatabase();
    const server = await startServerProcess(data);
    context.after(() => server.kill());
    await succeeds(runCommand(server.url, "deploy", TEMPLATE, "--stack-name", "expense-approval"));
    const report = "@examples/expense-approval/report.json";
    const words = ["expense-approval", "--name", "one", "--input", report];
    await succeeds(runCommand(server.url, "start", ...words));
    // While the server runs.
    await succeeds(run("export", file, "--data", data));
    await server.stop();
    await succeeds(run("import", file, "--database-url", url));
    const next = await startServerProcess(join(folder, "unused"), {
      flags: ["--database-url", url, "--drain-seconds", "0"],
    });
    context.after(() => next.kill());
    const { tasks } = (await runJson(next.url, "tasks")) as { tasks: readonly { id: string }[] };
    await succeeds(runCommand(next.url, "approve", tasks[0]?.id ?? ""));
    const described = await runJson(next.url, "describe", "one");
    assert.match(JSON.stringify(described), /SUCCEEDED/);
  });

  test("of an older schema becomes a database of today's", async (context) => {
    const folder = temporaryFolder(context);
    const at = (name: string) => join(folder, name);
    makeOldFolder(at("data"));
    await succeeds(run("export", at("old.jsonl"), "--data", at("data")));
    assert.match(readFileSync(at("old.jsonl"), "utf8"), /^\{[^}]*"schema":7\}\n/);
    // Brought up to date in its place.
    await (await openStore({ dataDirectory: at("data") })).close();
    const today = await exported(at("data"), at("today.jsonl"));
    const url = await postgres.createDatabase();
    const targets = [
      ["--data", at("new")],
      ["--database-url", url],
    ];
    for (const target of targets) {
      await succeeds(run("import", at("old.jsonl"), ...target));
      const file = at(`again${target[0]}.jsonl`);
      await succeeds(run("export", file, ...target));
      assert.equal(readFileSync(file, "utf8"), today);
    }
  });

  test("of a newer schema is refused", async (context) => {
    const folder = temporaryFolder(context);
    const file = join(folder, "a.jsonl");
    writeFileSync(file, '{"archive":"countersign","format":1,"schema":9000}\n');
    await fails(run("import", file, "--data", join(folder, "to")), /newer version of Countersign/);
    assert.deepEqual(readdirSync(folder), ["a.jsonl"]);
  });
});

test("PostgreSQL's own tools copy a database as the guide shows", async (context) => {
  const [from, to] = [await postgres.createDatabase(), await postgres.createDatabase()];
  if (!(await canDump(from))) {
    context.skip("there is no pg_dump for this version of PostgreSQL");
    return;
  }
  const folder = temporaryFolder(context);
  const at = (name: string) => join(folder, name);
  await makeFilledFolder(at("data"), 100);
  await exported(at("data"), at("a.jsonl"));
  await succeeds(run("import", at("a.jsonl"), "--database-url", from));
  const dump = at("countersign.dump");
  await execute("pg_dump", ["--format=custom", "--schema=countersign", `--file=${dump}`, from]);
  const whole = ["--exit-on-error", "--single-transaction"];
  await execute("pg_restore", [...whole, `--dbname=${to}`, dump]);
  await succeeds(run("export", at("b.jsonl"), "--database-url", to));
  assert.deepEqual(readFileSync(at("b.jsonl")), readFileSync(at("a.jsonl")));
});

describe("an import", () => {
  test("of a damaged archive leaves nothing behind", async (context) => {
    const folder = temporaryFolder(context);
    const at = (name: string) => join(folder, name);
    await makeFilledFolder(at("data"), 30);
    const whole = await exported(at("data"), at("whole.jsonl"));
    const url = await postgres.createDatabase();
    const row = /^\["01k.*\n/m;
    const damages: Record<string, [string, RegExp]> = {
      "a row is missing": [whole.replace(row, ""), /rows of the table "executions"/],
      "a row is doubled": [whole.replace(row, "$&$&"), /UNIQUE constraint|duplicate key|rows of/],
      "a letter is changed": [whole.replace("xxx", "xxy"), /rows of the table "executions"/],
      "the end is cut off": [whole.slice(0, -5), /its end is missing/],
      "a row is cut off": [whole.slice(0, whole.indexOf("xxx")), /is cut off/],
      "a table is missing": [
        whole.replace(/\{"table":"history"[^{]*\{.*\n/, ""),
        /table "history"/,
      ],
      "something follows": [`${whole}[]\n`, /more behind its end/],
      "it is no archive": ["Dear diary\n", /no archive of Countersign/],
      "it is empty": ["", /no archive of Countersign/],
    };
    for (const [damage, [text, reason]] of Object.entries(damages)) {
      assert.notEqual(text, whole, damage);
      writeFileSync(at("damaged.jsonl"), text);
      for (const target of [
        ["--data", at("to")],
        ["--database-url", url],
      ]) {
        await fails(runHere("import", at("damaged.jsonl"), ...target), reason);
      }
      assert.equal(existsSync(databaseOf(at("to"))), false, damage);
      assert.equal(existsSync(`${databaseOf(at("to"))}.partial`), false, damage);
    }
    // As new as before.
    await succeeds(run("import", at("whole.jsonl"), "--database-url", url));
    await succeeds(run("import", at("whole.jsonl"), "--data", at("to")));
  });

  test("of a compressed archive that is cut off says so", async (context) => {
    const folder = temporaryFolder(context);
    const at = (name: string) => join(folder, name);
    await makeFilledFolder(at("data"), 30);
    await succeeds(run("export", at("a.jsonl.gz"), "--data", at("data")));
    writeFileSync(at("b.jsonl.gz"), readFileSync(at("a.jsonl.gz")).subarray(0, 1_000));
    await fails(
      run("import", at("b.jsonl.gz"), "--data", at("to")),
      /damaged: unexpected end of file/,
    );
  });

  test("never adds to what is there", async (context) => {
    const folder = temporaryFolder(context);
    const at = (name: string) => join(folder, name);
    await makeFilledFolder(at("data"), 5);
    await exported(at("data"), at("a.jsonl"));
    await fails(run("import", at("a.jsonl"), "--data", at("data")), /there is a database already/);
    const url = await postgres.createDatabase();
    await succeeds(run("import", at("a.jsonl"), "--database-url", url));
    await fails(run("import", at("a.jsonl"), "--database-url", url), /used it already/);
    assert.equal(
      (await query(url, "select count(*)::int as n from countersign.executions"))[0]?.n,
      5,
    );
  });

  test("tells what cannot be reached or read, without secrets", async (context) => {
    const folder = temporaryFolder(context);
    const file = join(folder, "a.jsonl");
    await fails(
      run("import", file, "--data", folder),
      /a\.jsonl cannot be read: there is no such file/,
    );
    writeFileSync(file, '{"archive":"countersign","format":1,"schema":8}\n');
    const url = "postgres://me:geheim@127.0.0.1:1/name";
    const { stderr } = await fails(run("import", file, "--database-url", url), /ECONNREFUSED/);
    assert.doesNotMatch(stderr, /geheim/);
    await fails(run("export", join(folder, "b"), "--database-url", url), /ECONNREFUSED/);
    await fails(run("export", file, "--data", folder), /exists already/);
    const empty = await postgres.createDatabase();
    await fails(run("export", join(folder, "b"), "--database-url", empty), /holds nothing of ours/);
    assert.deepEqual(readdirSync(folder), ["a.jsonl"]);
  });
});

/** An older one refuses a newer server. */
async function canDump(url: string): Promise<boolean> {
  const sql = "select current_setting('server_version_num')::int / 10000 as n";
  const [server] = await query(url, sql);
  const found = await execute("pg_dump", ["--version"]).catch(() => undefined);
  return Number(/\d+/.exec(found?.stdout ?? "")?.[0] ?? 0) >= (server?.n ?? 0);
}

/** Larger than what is read, sent or written at once. */
function insertLargeValue(path: string): void {
  const connection = new DatabaseSync(path);
  const large = `${"ö".repeat(3_000_000)}\u0000${"z".repeat(3_000_000)}`;
  connection.prepare("insert into settings (key, value) values ('large', ?)").run(large);
  connection.close();
}

function rowsOf(path: string): unknown {
  const connection = new DatabaseSync(path, { readOnly: true });
  const names = ["executions", "history", "settings"];
  const rows = names.map((name) => connection.prepare(`select * from ${name} order by 1`).all());
  connection.close();
  return rows;
}

async function exported(dataDirectory: string, file: string): Promise<string> {
  await succeeds(run("export", file, "--data", dataDirectory));
  return readFileSync(file, "utf8");
}

/** A database as an earlier version has left it. */
function makeOldFolder(dataDirectory: string): void {
  const folder = new URL("../../src/store/migrations/", import.meta.url);
  const steps = readdirSync(folder).filter((it) => it < "0008" && !it.includes(".postgres."));
  mkdirSync(dataDirectory);
  const connection = new DatabaseSync(databaseOf(dataDirectory));
  for (const step of steps.sort()) connection.exec(readFileSync(new URL(step, folder), "utf8"));
  connection.exec(`
    pragma application_id = 0x4373676e;
    pragma user_version = 7;
    insert into approvals values ('a', 'e', 1, 'pending', 'Trip', 'ann@example.com', 5, null, null, '{}');
    insert into approval_links values ('h', 'a', 'ann@example.com');
  `);
  connection.close();
}

function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function query(url: string, sql: string): Promise<readonly { readonly n: number }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

async function succeeds(command: Promise<CommandResult>): Promise<CommandResult> {
  const result = await command;
  assert.deepEqual([result.code, result.stderr], [0, ""]);
  return result;
}

/** With one line that says why. */
async function fails(command: Promise<CommandResult>, reason: RegExp): Promise<CommandResult> {
  const result = await command;
  assert.deepEqual([result.code, result.stdout], [1, ""]);
  assert.match(result.stderr, /^[^\n]+\n$/);
  assert.match(result.stderr, reason);
  return result;
}
