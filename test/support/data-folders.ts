// Folders with databases in them, for the commands that tend the data as a whole.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { openStore } from "../../src/store/open-store.ts";

/** One that is gone after the test. */
export function temporaryFolder(context: Pick<TestContext, "after">): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-data-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function databaseOf(dataDirectory: string): string {
  return join(dataDirectory, "countersign.db");
}

/** What no database, file or line format must change. */
export const ODD_TEXTS = [
  "",
  "\u0000",
  "a\u0000b\u0001\u0002\u0001",
  "line\nline\r\n\u2028\u2029",
  '"\\" {"a":1} [1,2] null',
  "Größe 🧾 ‏שלום‏",
  "0",
  " 12 ",
];

/** A new database with as many executions over, each with a history of one chunk, of about 1 kB. */
export async function makeFilledFolder(dataDirectory: string, count: number): Promise<void> {
  await (await openStore({ dataDirectory })).close();
  const connection = new DatabaseSync(databaseOf(dataDirectory));
  const execution = connection.prepare(`insert into executions
    (id, state_machine_name, name, revision_id, started_by, started_at, stopped_at, status, input)
    values (?, 'm', ?, 'r', 'me', ?, ?, 'SUCCEEDED', ?)`);
  const history = connection.prepare(`insert into history
    (execution_id, first_event_id, last_event_id, events) values (?, 1, ?, ?)`);
  connection.exec("begin");
  for (let number = 0; number < count; number++) {
    const id = `01k${String(number).padStart(23, "0")}`;
    const odd = ODD_TEXTS[number % ODD_TEXTS.length] ?? "";
    execution.run(id, `run-${number}`, number, number + 1, odd + "x".repeat(500));
    history.run(id, Number.MAX_SAFE_INTEGER - number, "y".repeat(500) + odd);
  }
  connection.exec("commit");
  connection.close();
}
