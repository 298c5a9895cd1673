// kill -9 in the middle of a backup, a restore, an export and an import: what was there is as it was, the next
// attempt succeeds, and a server does not mistake a half for a whole.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { runCommand } from "../support/command-line.ts";
import { databaseOf, makeFilledFolder, temporaryFolder } from "../support/data-folders.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";
import { startServerProcess } from "../support/server-process.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/countersign.mjs", import.meta.url));
/** Enough that no command is done before it is killed. */
const EXECUTIONS = 30_000;

describe("a command that tends the data, killed in the middle", () => {
  const folders: (() => void)[] = [];
  const folder = temporaryFolder({ after: (act) => folders.push(act as () => void) });
  const at = (name: string) => join(folder, name);
  const source = ["--data", at("data")];
  let postgres: PostgresServer;

  before(async () => {
    postgres = await startPostgres();
    await makeFilledFolder(at("data"), EXECUTIONS);
    await succeeds("backup", at("whole.db"), ...source);
    await succeeds("export", at("whole.jsonl"), ...source);
  });
  after(async () => {
    await postgres.stop();
    for (const remove of folders) remove();
  });

  test("backup leaves no file of that name, and succeeds when it is called again", async () => {
    await killWhen(isLarge(`${at("b.db")}.partial`), "backup", at("b.db"), ...source);
    assert.equal(existsSync(at("b.db")), false);
    await succeeds("backup", at("b.db"), ...source);
    assert.equal(existsSync(`${at("b.db")}.partial`), false);
    assert.deepEqual(readFileSync(at("b.db")), readFileSync(at("whole.db")));
  });

  test("restore leaves a folder that no server starts on, and succeeds when it is called again", async (context) => {
    const data = at("restored");
    const partial = `${databaseOf(data)}.partial`;
    await killWhen(isLarge(partial), "restore", at("whole.db"), "--data", data);
    await refusesToStart(context, data, partial);
    await succeeds("restore", at("whole.db"), "--data", data);
    await starts(context, data);
  });

  test("export leaves no file of that name, and succeeds when it is called again", async () => {
    await killWhen(isLarge(`${at("e.jsonl")}.partial`), "export", at("e.jsonl"), ...source);
    assert.equal(existsSync(at("e.jsonl")), false);
    await succeeds("export", at("e.jsonl"), ...source);
    assert.deepEqual(readFileSync(at("e.jsonl")), readFileSync(at("whole.jsonl")));
  });

  test("import leaves a folder that no server starts on, and succeeds when it is called again", async (context) => {
    const data = at("imported");
    const partial = `${databaseOf(data)}.partial`;
    await killWhen(isLarge(partial), "import", at("whole.jsonl"), "--data", data);
    await refusesToStart(context, data, partial);
    await succeeds("import", at("whole.jsonl"), "--data", data);
    await starts(context, data);
  });

  test("import leaves a PostgreSQL as it was, and succeeds when it is called again", async () => {
    const url = await postgres.createDatabase();
    const target = ["--database-url", url];
    await killWhen(() => isWriting(url), "import", at("whole.jsonl"), ...target);
    assert.equal(await schemaCount(url), 0);
    await succeeds("import", at("whole.jsonl"), ...target);
    assert.equal(await schemaCount(url), 1);
  });
});

async function succeeds(...words: string[]): Promise<void> {
  const { code, stderr } = await runCommand("", ...words);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
}

/** Runs a command until something holds, and no further. */
async function killWhen(
  holds: () => boolean | Promise<boolean>,
  ...words: readonly string[]
): Promise<void> {
  const child = spawn(process.execPath, [LAUNCHER, ...words], { stdio: "ignore" });
  const gone = once(child, "exit");
  while (child.exitCode === null && !(await holds())) await delay(1);
  child.kill("SIGKILL");
  const [code, signal] = await gone;
  assert.deepEqual([code, signal], [null, "SIGKILL"], "it was over before it could be killed");
}

function isLarge(path: string): () => boolean {
  return () => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000;
}

async function refusesToStart(context: TestContext, data: string, partial: string): Promise<void> {
  await assert.rejects(starts(context, data), (error: Error) => {
    assert.match(
      error.message,
      /ended with 1: Cannot open the database .* was interrupted: do it /,
    );
    assert.ok(error.message.includes(`or remove ${partial}.`));
    return true;
  });
}

async function starts(context: TestContext, data: string): Promise<void> {
  const server = await startServerProcess(data);
  context.after(() => server.kill());
  const page = await fetch(`${server.url}/executions`);
  assert.match(await page.text(), /run-\d+/);
}

async function isWriting(url: string): Promise<boolean> {
  const sql =
    "select count(*)::int as n from pg_stat_activity where query like 'insert into history%'";
  return (await countIn(url, sql)) > 0;
}

function schemaCount(url: string): Promise<number> {
  const sql = "select count(*)::int as n from pg_namespace where nspname = 'countersign'";
  return countIn(url, sql);
}

async function countIn(url: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(sql);
  await client.end();
  return rows[0]?.n ?? 0;
}
