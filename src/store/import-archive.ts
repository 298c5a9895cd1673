// Fills a database that has no tables yet from an archive: all of it or nothing. What the archive says of
// itself is compared with what came, and then with what the database gives back.

import type { ArchiveRow, ArchiveTarget, TableShape, TargetSchema } from "./archive.ts";
import { encodeLine, parseHead, parseLine, RowDigest, type TableEnd } from "./archive-format.ts";
import { openPostgresTarget } from "./drivers/postgres/postgres-archive.ts";
import { openSqliteTarget } from "./drivers/sqlite/sqlite-archive.ts";
import { readTableShapes } from "./drivers/table-shapes.ts";
import type { ArchiveOf, ArchiveSize } from "./export-archive.ts";
import { readMigrations } from "./read-migrations.ts";
import { StoreError } from "./store-error.ts";

/** What is written at once. */
const ROWS_MAX = 500;
const LETTERS_MAX = 4 * 1024 * 1024;

/**
 * @param lines Those of the archive, without their line feeds.
 * @throws StoreError in one line; then the database is as it was.
 */
export async function importArchive(
  lines: AsyncIterable<string>,
  into: ArchiveOf,
): Promise<ArchiveSize> {
  const reader = lines[Symbol.asyncIterator]();
  try {
    return await importFrom(async () => (await reader.next()).value as string | undefined, into);
  } finally {
    await reader.return?.();
  }
}

/** Answers the next line; `undefined` at the end. */
type Next = () => Promise<string | undefined>;

async function importFrom(next: Next, into: ArchiveOf): Promise<ArchiveSize> {
  const head = parseHead((await next()) ?? "");
  if (head === undefined) throw new StoreError("it is no archive of Countersign");
  const { format, schema } = head;
  const migrations = readMigrations(into.databaseUrl === undefined ? "sqlite" : "postgres");
  const newest = migrations.at(-1)?.version ?? 0;
  if (format !== 1 || schema > newest) {
    throw new StoreError(
      `it was written by a newer version of Countersign (schema ${schema}, known up to ${newest})`,
    );
  }
  const target = await openTarget(into, { migrations, schema });
  try {
    const size = await fill(target, readTableShapes(schema), next);
    await target.keep();
    return size;
  } finally {
    await target.close();
  }
}

function openTarget({ dataDirectory, databaseUrl }: ArchiveOf, schema: TargetSchema) {
  return databaseUrl === undefined
    ? openSqliteTarget(dataDirectory, schema)
    : openPostgresTarget(databaseUrl, schema);
}

async function fill(
  target: ArchiveTarget,
  shapes: readonly TableShape[],
  next: Next,
): Promise<ArchiveSize> {
  const ends: TableEnd[] = [];
  for (const shape of shapes) ends.push(await fillTable(target, shape, next));
  const last = parseLine((await next()) ?? "");
  if (last?.kind !== "end" || last.end.tables !== shapes.length)
    throw damaged("its end is missing");
  if ((await next()) !== undefined) throw damaged("there is more behind its end");
  for (const [index, shape] of shapes.entries()) await verify(target, shape, ends[index]);
  return { tables: shapes.length, rows: ends.reduce((sum, { rows }) => sum + rows, 0) };
}

async function fillTable(target: ArchiveTarget, shape: TableShape, next: Next): Promise<TableEnd> {
  const { name } = shape;
  const columns = shape.columns.map((column) => column.name);
  const first = parseLine((await next()) ?? "");
  if (
    first?.kind !== "table" ||
    first.head.table !== name ||
    `${first.head.columns}` !== `${columns}`
  ) {
    throw damaged(`the table "${name}" is missing, or has other columns`);
  }
  const digest = new RowDigest();
  const waiting = new Rows(target, shape);
  for (;;) {
    const text = (await next()) ?? "";
    const line = parseLine(text);
    if (line?.kind === "row" && line.row.length === columns.length) {
      digest.add(`${text}\n`, 1);
      await waiting.add(line.row, text.length);
    } else if (line?.kind === "tableEnd") {
      await waiting.flush();
      const end = digest.end();
      if (isSame(end, line.end)) return end;
      throw damaged(`the rows of the table "${name}" are not those that were written`);
    } else {
      throw damaged(`the table "${name}" is cut off`);
    }
  }
}

/** Rows that are written some at a time. */
class Rows {
  readonly #target: ArchiveTarget;
  readonly #shape: TableShape;
  #rows: ArchiveRow[] = [];
  #letters = 0;

  constructor(target: ArchiveTarget, shape: TableShape) {
    this.#target = target;
    this.#shape = shape;
  }

  async add(row: ArchiveRow, letters: number): Promise<void> {
    this.#rows.push(row);
    this.#letters += letters;
    if (this.#rows.length === ROWS_MAX || this.#letters > LETTERS_MAX) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#rows.length > 0) await this.#target.insert(this.#shape, this.#rows);
    this.#rows = [];
    this.#letters = 0;
  }
}

async function verify(
  target: ArchiveTarget,
  shape: TableShape,
  wanted: TableEnd | undefined,
): Promise<void> {
  const digest = new RowDigest();
  for await (const rows of target.rows(shape)) {
    digest.add(rows.map(encodeLine).join(""), rows.length);
  }
  if (wanted && isSame(digest.end(), wanted)) return;
  throw new StoreError(`the database does not give back the rows of "${shape.name}" as they were`);
}

function isSame(left: TableEnd, right: TableEnd): boolean {
  return left.rows === right.rows && left.sha256 === right.sha256;
}

function damaged(what: string): StoreError {
  return new StoreError(`the archive is damaged: ${what}`);
}
