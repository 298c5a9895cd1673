// The audit as an operator keeps it: written to a file by the command, and proved there.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { runCommand } from "../support/command-line.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

describe("countersign audit", () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-audit-"));
  const file = join(folder, "audit.jsonl");
  let server: TestServer;
  let id = "";

  before(async () => {
    server = await startTestServer();
    for (const title of ["First", "Second"]) id = await ask(title);
    const decided = await runCommand(server.url, "approve", id, "--comment", '=1+1, "fine"');
    assert.equal(decided.code, 0, decided.stderr);
  });

  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  async function ask(title: string): Promise<string> {
    const answer = await fetch(`${server.url}/api/approvals`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ approval: { title, approver: "ann@example.com" } }),
    });
    return ((await answer.json()) as { readonly id: string }).id;
  }

  const audit = (...words: readonly string[]) => runCommand(server.url, "audit", ...words);

  it("writes what has happened to a file, and proves it without the server", async () => {
    assert.equal((await audit("export", file)).code, 0);
    const proved = await runCommand("http://127.0.0.1:1", "audit", "verify", file);
    assert.equal(proved.code, 0, proved.stdout);
    assert.match(proved.stdout, /^As it was written: 4 entries of 2 requests, 0 seals\./);
    const text = readFileSync(file, "utf8");
    assert.match(text, /"what":"overridden"/);
    assert.doesNotMatch(text, /taskToken|\/approvals\//);
  });

  it("shows which entry is not as it was written", async () => {
    const changed = join(folder, "changed.jsonl");
    writeFileSync(changed, readFileSync(file, "utf8").replace("fine", "not fine"));
    const { code, stdout } = await audit("verify", changed);
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`- entry 2 of request ${id} has other details`));
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(changed, lines.toSpliced(2, 1).join("\n"));
    const shortened = await audit("verify", changed);
    assert.match(shortened.stdout, /is the first that is there: something before it is missing/);
  });

  it("says of what part of the audit the proof is", async () => {
    const part = join(folder, "part.jsonl");
    const from = "2020-01-01T00:00:00.000Z";
    await audit("export", part, "--approval", id, "--from", from);
    const { code, stdout } = await audit("verify", part);
    assert.equal(code, 0, stdout);
    assert.match(
      stdout,
      new RegExp(`^A part of the audit: of request ${id}, after ${from}\\.$`, "m"),
    );
    assert.doesNotMatch((await audit("verify", file)).stdout, /A part of/);
    writeFileSync(part, readFileSync(part, "utf8").replace(from, "long ago"));
    assert.match((await audit("verify", part)).stderr, /"from" in its first line is no time/);
  });

  it("proves what the server has", async () => {
    assert.match((await audit("verify")).stdout, /^As it was written: 4 entries/);
    const asked = await audit("verify", "--seal", "0000");
    assert.deepEqual([asked.code, /no seal has the hash 0000/.test(asked.stdout)], [1, true]);
  });

  it("writes entries of one request as CSV that no spreadsheet calculates with", async () => {
    const csv = join(folder, "audit.csv");
    assert.equal((await audit("export", csv, "--approval", id)).code, 0);
    const lines = readFileSync(csv, "utf8").split("\r\n");
    assert.match(lines[0] ?? "", /^at,approvalId,number,what,actor,proof,details,/);
    assert.equal(lines.length, 5);
    for (const line of lines) assert.doesNotMatch(line, /(^|,)"?[=+@]/);
  });

  it("explains what it cannot do", async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["export"], /export takes a file/],
      [["prove"], /"prove" is none of export and verify/],
      [["verify", join(folder, "none")], /cannot be read/],
      [["verify", import.meta.filename], /is no audit/],
      [["verify", "--from", "yesterday"], /--from takes a time/],
      [["export", file], /exists already/],
    ];
    for (const [words, message] of cases) {
      const { code, stderr } = await audit(...words);
      assert.notEqual(code, 0);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
  });
});
