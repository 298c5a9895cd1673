// The commands for what waits, against a real server over HTTP: with a key, and with the token of a program.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runCommand } from "../../src/cli/run-command.ts";
import { createTestTerminal } from "../../src/cli/testing.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { type Server, startServer } from "../../src/server.ts";
import { createLog } from "../../src/telemetry/create-log.ts";

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a-secret-of-good-length" };
const SIGNING = {
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
};
const REQUEST = {
  title: "Release 4.2",
  approvers: ["ann@example.com", "bob@example.com"],
  reminders: { after: "1d" },
  commentRequiredOn: ["decline"],
};

const folder = mkdtempSync(join(tmpdir(), "countersign-task-commands-"));
const file = join(folder, "request.json");
let server: Server;

before(async () => {
  writeFileSync(file, JSON.stringify({ approval: REQUEST }));
  const flags = {
    port: "0",
    data: join(folder, "data"),
    "access-key-id": CREDENTIALS.accessKeyId,
    "secret-access-key": CREDENTIALS.secretAccessKey,
  };
  const outcome = parseConfig(flags, {});
  assert.ok("config" in outcome);
  const write = (line: string) => process.stderr.write(line);
  const log = createLog({ level: "warn", form: "lines", write });
  server = await startServer({ config: outcome.config, log });
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

interface Given {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

async function run(words: readonly string[], { environment = SIGNING, input = "" }: Given = {}) {
  const terminal = createTestTerminal({ environment, input, clock: Date.now });
  const code = await runCommand([...words, "--url", server.address], "1.2.3", terminal);
  return { code, printed: terminal.printed(), noted: terminal.noted() };
}

async function print(...words: string[]): Promise<string> {
  const { code, printed, noted } = await run(words);
  assert.deepEqual({ code, noted }, { code: 0, noted: "" });
  return printed;
}

async function ask(): Promise<string> {
  return (await print("ask", file)).trim();
}

test("a request is asked from a file or standard input, and once for a key", async () => {
  const first = await print("ask", file, "--key", "build 17");
  assert.match(first, /^[0-9a-z]{26}\n$/);
  assert.equal(await print("ask", file, "--key", "build 17"), first);
  const input = JSON.stringify({ ...REQUEST, title: "Release 5" });
  const other = await run(["ask", "-", "--key", "build 17"], { input });
  assert.deepEqual([other.code, other.printed], [1, ""]);
  assert.match(other.noted, /^IdempotencyKeyTaken: /);
  const invalid = await run(["ask", "-"], { input: "{}" });
  assert.match(invalid.noted, /^InvalidRequest: .*title/);
  assert.equal((await run(["ask", "-"], { input: "[]" })).code, 1);
});

test("whoever waits for the end is told of it, also by the exit code", async () => {
  const ends = { approve: [0, "Approve, by "], decline: [3, "Decline, by "] } as const;
  for (const [choice, [code, words]] of Object.entries(ends)) {
    const waiting = run(["ask", file, "--wait", "--key", choice]);
    const id = (await print("ask", file, "--key", choice)).trim();
    await print("decide", id, "--choice", choice, "--comment", "Seen");
    const ended = await waiting;
    assert.deepEqual([ended.code, ended.noted], [code, `Asked: ${id}.\n`]);
    assert.equal(ended.printed, `${words}AKIDEXAMPLE: Seen\n`);
  }
  const id = await ask();
  await print("cancel", id, "--reason", "Asked twice");
  const again = await run(["cancel", id]);
  assert.deepEqual([again.code, again.noted], [1, "Refused: The request is over.\n"]);
});

test("what waits is listed as narrowed, for people and as ids for other commands", async () => {
  const id = await ask();
  await print("reassign", id, "--from", "bob@example.com", "--to", "cid@example.com");
  const mine = ["tasks", "--approver", "cid@example.com"];
  assert.equal(await print(...mine, "--ids"), `${id}\n`);
  const listed = await print(...mine);
  assert.match(listed, /^ID +WHAT +FOR +WAITING SINCE +NEXT REMINDER +ENDS +EXECUTION\n/);
  assert.match(listed, /ann@example\.com, cid@example\.com +just now +in 23 hours +in 29 days\n$/);
  assert.equal(await print(...mine, "--older-than", "1d"), "Nothing waits.\n");
  assert.equal(await print(...mine, "--kind", "task", "--ids"), "");
  assert.equal(await print(...mine, "--machine", "expenses", "--ids"), "");
  assert.equal(await print(...mine, "--machine", "countersign.requests", "--ids"), `${id}\n`);
  const { tasks } = JSON.parse(await print(...mine, "--state", "Ask", "--json"));
  assert.deepEqual(
    tasks.map((task: { id: string }) => task.id),
    [id],
  );
  await ask();
  assert.equal((await print("tasks", "--limit", "1", "--ids")).split("\n").length, 2);
  assert.match((await run(["tasks", "--kind", "x"])).noted, /^InvalidRequest: kind must be /);
  assert.equal((await run(["tasks", "--limit", "x"])).code, 2);
});

test("many are done at once, each with its result, and one that fails makes the exit code 1", async () => {
  const ids = [await ask(), await ask()] as const;
  const missing = "01hhhhhhhhhhhhhhhhhhhhhhhh";
  const reminded = await run(["remind", ...ids, missing]);
  assert.equal(reminded.code, 1);
  const lines = reminded.printed.trimEnd().split("\n").slice(1);
  assert.deepEqual(
    lines.map((line) => line.replace(/ +/, " ")),
    [...ids.map((id) => `${id} Reminded.`), `${missing} TaskNotFound: There is no such task`],
  );
  await print("add-approver", ...ids, "--to", "dora@example.com");
  assert.equal((await print("tasks", "--approver", "dora@example.com", "--ids")).length, 54);
  const uncommented = await run(["decide", ...ids, "--choice", "decline"]);
  assert.match(uncommented.printed, /InvalidRequest: Say why in the comment: you decide in place/);
  const decided = await print("decide", ...ids, "--choice", "decline", "--comment", "No", "--json");
  const { results } = JSON.parse(decided);
  assert.deepEqual(
    results.map(({ id, outcome }: Record<string, string>) => [id, outcome]),
    ids.map((id) => [id, "recorded"]),
  );
  const unasked = await run(["answer", ids[0], "--answer", "Yes"]);
  assert.match(unasked.noted, /^Refused: /);
  for (const words of [["decide"], ["reassign"], ["add-approver"], ["answer"]]) {
    assert.equal((await run([...words, ids[0]])).code, 2, String(words));
  }
});

test("a program's token is enough, and good for its scopes only", async () => {
  const [token = ""] = (await print("token", "create", "ci", "--scope", "read")).split("\n");
  const environment = { COUNTERSIGN_TOKEN: token };
  const id = await ask();
  assert.ok((await run(["tasks", "--ids"], { environment })).printed.includes(id));
  const refused = await run(["remind", id], { environment });
  assert.match(refused.noted, /^InsufficientScope: /);
  const given = await run(["tasks", "--token", `${token}x`], { environment });
  assert.match(given.noted, /^InvalidToken: /);
  assert.equal((await run(["tasks", "--token", "a b"])).code, 2);
});
