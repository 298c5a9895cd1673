import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import type { TableShape } from "./archive.ts";
import { sampleId } from "./contract/samples.ts";
import { write } from "./contract/suite.ts";
import { readTableShapes } from "./drivers/table-shapes.ts";
import { openStore } from "./open-store.ts";
import { readMigrations } from "./read-migrations.ts";

const EXECUTION = sampleId(1);
const NEWEST = readMigrations("sqlite").at(-1)?.version ?? 0;
/** What stays on purpose. */
const KEPT = ["past_approvals", "audit_entries"];
/** How rows belong to an execution, directly or by way of another row. */
const OWNERS = ["execution_id", "approval_id", "map_run"];

test("no table is left with rows of an execution that was removed", async (context) => {
  const dataDirectory = temporaryFolder(context);
  await (await openStore({ dataDirectory })).close();
  const path = join(dataDirectory, "countersign.db");
  const owned = readTableShapes(NEWEST).filter(
    ({ name, columns }) =>
      !KEPT.includes(name) && columns.some((column) => OWNERS.includes(column.name)),
  );
  const connection = new DatabaseSync(path);
  for (const shape of owned.filter(({ name }) => name !== "removals" && name !== "executions")) {
    // More than a step takes, where an execution can have several.
    const isSingle = `${shape.key}` === "execution_id";
    for (let number = 0; number < (isSingle ? 1 : 7); number++) insert(connection, shape, number);
  }
  insertExecution(connection);
  connection.close();

  const store = await openStore({ dataDirectory });
  const names = { stateMachineName: "m", name: "n" };
  await write(store, {
    kind: "removeExecution",
    executionId: EXECUTION,
    endedBefore: 9,
    ...names,
  });
  while ((await store.sweepRemovals(3)) > 0);
  await store.removeUnusedLinks({ after: "", limit: 99 });
  await store.close();

  const after = new DatabaseSync(path);
  assert.ok(owned.length >= 10);
  for (const { name } of [...owned, { name: "executions" }]) {
    assert.deepEqual(after.prepare(`select * from ${name}`).all(), [], name);
  }
  assert.equal(after.prepare("select * from past_approvals").all().length, 7);
  after.close();
});

/** A row that belongs to the execution, and that nobody has anything to do with. */
function insert(connection: DatabaseSync, { name, columns }: TableShape, number: number): void {
  const values = columns.map((column) => {
    if (column.name === "execution_id") return EXECUTION;
    if (column.name === "map_run" || column.name === "approval_id") return "0";
    if (column.name === "phase") return "over";
    if (column.name === "due_at" && name !== "timers") return null;
    return column.type === "text" ? String(number) : number;
  });
  // One item alone has begun with this execution.
  if (name === "map_items") values[columns.findIndex((it) => it.name === "execution_id")] = null;
  const places = values.map(() => "?").join(", ");
  connection.prepare(`insert into ${name} values (${places})`).run(...values);
}

function insertExecution(connection: DatabaseSync): void {
  connection
    .prepare(`insert into executions (id, state_machine_name, name, revision_id, started_by,
      started_at, stopped_at, status, input) values (?, 'm', 'n', 'r', '', 1, 2, 'FAILED', '')`)
    .run(EXECUTION);
}

function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}
