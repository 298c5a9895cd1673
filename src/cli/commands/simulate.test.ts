import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runCommand } from "../run-command.ts";
import { createTestTerminal } from "../testing.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-"));
after(() => rmSync(folder, { recursive: true }));

async function run(words: readonly string[]) {
  const terminal = createTestTerminal({});
  const code = await runCommand(words, "1.2.3", terminal);
  return { code, printed: terminal.printed(), noted: terminal.noted() };
}

function fileOf(request: object): string {
  const path = join(folder, "request.json");
  writeFileSync(path, JSON.stringify(request));
  return path;
}

const REQUEST = {
  title: "Release 2.0",
  stages: [
    { name: "Team", approvers: ["ann@example.com"] },
    { name: "Board", approvers: ["bob@example.com", "cid@example.com"], need: "all" },
  ],
  reminders: { at: "09:00", on: ["MON"], atMost: 9 },
  escalation: [{ after: "10wd", to: ["cfo@example.com"], mode: "replace" }],
  expiry: { after: "30d", outcome: "decline" },
  calendar: { timeZone: "Europe/Berlin", from: "09:00", to: "17:00", holidays: ["2026-01-12"] },
};

test("the timeline of a request is printed before anybody is asked", async () => {
  const at = ["--at", "2026-01-05T10:00:00Z"];
  const { code, printed } = await run(["simulate", fileOf(REQUEST), ...at]);
  assert.equal(code, 0);
  assert.equal(
    printed,
    `AT (EUROPE/BERLIN)    AFTER    WHAT
Mon 2026-01-05 11:00           ann@example.com is asked
Tue 2026-01-13 09:00  7 days   ann@example.com is reminded
Mon 2026-01-19 09:00  13 days  ann@example.com is reminded (2)
Tue 2026-01-20 11:00  15 days  cfo@example.com is asked, too: it was escalated
Mon 2026-01-26 09:00  20 days  cfo@example.com is reminded
Mon 2026-02-02 09:00  27 days  cfo@example.com is reminded (2)
Wed 2026-02-04 11:00  30 days  cfo@example.com told: it is over
Wed 2026-02-04 11:00  30 days  the workflow goes on: decline, because nobody decided in time
`,
  );
});

test("people can be made to decide, and JSON be had", async () => {
  const call = [
    "simulate",
    fileOf({ approval: REQUEST }),
    "--at",
    "2026-01-05T10:00:00Z",
    "--json",
  ];
  const decisions = [
    "ann@example.com:approve:1h",
    "bob@example.com:approve:2h",
    "cid@example.com:decline:1d",
  ];
  const { printed } = await run([...call, "--decide", ...decisions]);
  const moments = JSON.parse(printed) as { effects: { kind: string; outcome?: object }[] }[];
  assert.deepEqual(moments.at(-1)?.effects.at(-1), {
    kind: "conclude",
    outcome: { kind: "decided", choice: "decline", by: "cid@example.com" },
  });
});

test("what cannot work is told in one line", async () => {
  const wrong = await run(["simulate", fileOf({ ...REQUEST, stages: [] })]);
  assert.deepEqual([wrong.code, wrong.noted.trimEnd().includes("\n")], [1, false]);
  assert.match(wrong.noted, /cannot be simulated: approval\.stages must not be empty/);
  const misspelt = await run(["simulate", fileOf(REQUEST), "--at", "tomorrow"]);
  assert.match(misspelt.noted, /--at must be a time such as/);
});
