// What Countersign writes for one request, found by comparing the database before and after it: the
// ceilings write as many rows of the same sizes.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { stepFunctionsSystem } from "../lib/step-functions-system.ts";
import { startCountersign } from "../targets/countersign.ts";

export interface RowWrite {
  readonly table: string;
  readonly kind: "insert" | "update" | "delete";
  readonly bytes: number;
}

export const REQUESTS = ["start", "answer", "passes", "tasks"] as const;

export type Writes = Readonly<Record<(typeof REQUESTS)[number], readonly RowWrite[]>>;

export async function traceWrites(): Promise<Writes> {
  const countersign = await startCountersign({ concurrency: 1 });
  const system = stepFunctionsSystem(countersign.call, countersign.machines);
  const files = readdirSync(countersign.folder).filter((file) => file.endsWith(".db"));
  const database = new DatabaseSync(join(countersign.folder, files[0] ?? ""), { readOnly: true });
  const trace = async (act: () => Promise<unknown>) => {
    const before = rowsOf(database);
    await act();
    return writesBetween(before, rowsOf(database));
  };
  try {
    let started = "";
    const start = await trace(async () => {
      started = await system.start("traced");
    });
    const token = await system.findToken(started);
    const answer = await trace(() => system.answer(token));
    const passes = await trace(async () => system.runPasses?.("traced"));
    const tasks = await trace(async () => system.runTasks?.("traced"));
    return { start, answer, passes, tasks };
  } finally {
    database.close();
    await countersign.dispose();
  }
}

/** The bytes of every row, by table and rowid, and what tells whether it has changed. */
type Rows = ReadonlyMap<string, { readonly table: string; readonly text: string }>;

function rowsOf(database: DatabaseSync): Rows {
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
  const rows = tables.flatMap(({ name }) =>
    database
      .prepare(`select rowid as "bench_row", * from ${name}`)
      .all()
      .map(({ bench_row, ...row }): [string, { table: string; text: string }] => [
        `${name}/${bench_row}`,
        { table: String(name), text: Object.values(row).join("") },
      ]),
  );
  return new Map(rows);
}

function writesBetween(before: Rows, after: Rows): RowWrite[] {
  const writes: RowWrite[] = [];
  for (const [key, { table, text }] of after) {
    const old = before.get(key);
    const bytes = Buffer.byteLength(text);
    if (old === undefined) writes.push({ table, kind: "insert", bytes });
    else if (old.text !== text) writes.push({ table, kind: "update", bytes });
  }
  for (const [key, { table }] of before) {
    if (!after.has(key)) writes.push({ table, kind: "delete", bytes: 0 });
  }
  return writes;
}
