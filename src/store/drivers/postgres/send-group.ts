// The rows of one text, on their way to the server in as few statements as possible.

import type { SqlValue } from "../../database.ts";
import { encodeArray } from "./arrays.ts";
import { type ArrayType, formOf, guardKey, type ManyForm, orFail, overArrays } from "./forms.ts";
import type { Pipeline } from "./pipeline.ts";
import { query, queryPrepared } from "./pool.ts";
import type { Group } from "./rounds.ts";
import type { ParameterTypes } from "./types.ts";

export interface Sending {
  readonly pipeline: Pipeline;
  readonly types: ParameterTypes;
}

/** Bound a single message to the server, which takes 1 GB at most. */
const ROWS_MAX = 1_000;
const LETTERS_MAX = 32 * 1024 * 1024;

/** Resolves when it is sent. */
export async function sendStatements(sending: Sending, group: Group): Promise<void> {
  const { pipeline } = sending;
  const many = await findManyForm(sending, group);
  if (!many) {
    for (const row of group.rows) pipeline.send((client) => query(client, group.sql, row));
    return;
  }
  const text = overArrays(many.form, many.types, false);
  for (const slice of slicesOf(group.rows)) {
    pipeline.send((client) => queryPrepared(client, text, arraysOf(slice, many.types)));
  }
}

/** Resolves when it is sent, with the promise of which rows held. */
export async function sendGuards(
  sending: Sending,
  group: Group,
): Promise<readonly Promise<boolean[]>[]> {
  const { pipeline } = sending;
  const many = await findManyForm(sending, group);
  if (!many) {
    return group.rows.map((row) =>
      pipeline.send(async (client) => [(await query(client, group.sql, row)).rowCount === 1]),
    );
  }
  const { form, types } = many;
  const text = overArrays(form, types, true);
  return slicesOf(group.rows).map((slice) =>
    pipeline.send(async (client) => {
      const arrays = arraysOf(slice, types);
      const { rows } = await queryPrepared<{ key: SqlValue }>(client, text, arrays);
      const keys = new Set(rows.map(({ key }) => key));
      return slice.map((row, place) => keys.has(guardKey(form, row, place)));
    }),
  );
}

/** Resolves when it is sent. Unless all hold, the transaction has failed. */
export async function sendGuardsOrFail(sending: Sending, group: Group): Promise<void> {
  const { pipeline } = sending;
  const many = await findManyForm(sending, group);
  if (!many) {
    const sql = orFail(group.sql, 1);
    for (const row of group.rows) pipeline.send((client) => query(client, sql, row));
    return;
  }
  const text = orFail(overArrays(many.form, many.types, false), "cardinality($1)");
  for (const slice of slicesOf(group.rows)) {
    pipeline.send((client) => queryPrepared(client, text, arraysOf(slice, many.types)));
  }
}

/** How the rows are written together, where there are several and that can be. */
async function findManyForm(
  { pipeline, types }: Sending,
  { sql, rows }: Group,
): Promise<{ readonly form: ManyForm; readonly types: readonly ArrayType[] } | undefined> {
  const { many } = formOf(sql);
  const arrayTypes = many && rows.length > 1 ? await types.find(pipeline, sql) : undefined;
  return many && arrayTypes && { form: many, types: arrayTypes };
}

function arraysOf(rows: Group["rows"], types: readonly ArrayType[]): Buffer[] {
  return types.map((type, column) => encodeArray(type, rows, column));
}

function slicesOf(rows: Group["rows"]): Group["rows"][] {
  const found: Group["rows"][] = [];
  let letters = 0;
  for (const row of rows) {
    const own = row.reduce<number>((sum, it) => sum + String(it).length, 0);
    const last = found.at(-1);
    if (last && last.length < ROWS_MAX && letters + own <= LETTERS_MAX) {
      last.push(row);
      letters += own;
    } else {
      found.push([row]);
      letters = own;
    }
  }
  return found;
}
