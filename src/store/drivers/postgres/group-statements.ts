// The rows of one text, in as few statements as possible.

import type { SqlValue } from "../../database.ts";
import { encodeArray } from "./arrays.ts";
import { type ArrayType, formOf, guardKey, type ManyForm, orFail, overArrays } from "./forms.ts";
import type { Pipeline } from "./pipeline.ts";
import { type PreparedStatement, preparedStatement, query, queryPrepared } from "./pool.ts";
import type { Group } from "./rounds.ts";
import type { ParameterTypes } from "./types.ts";

export interface Sending {
  readonly pipeline: Pipeline;
  readonly types: ParameterTypes;
}

/** Bound a single message to the server, which takes 1 GB at most. */
const ROWS_MAX = 1_000;
const LETTERS_MAX = 32 * 1024 * 1024;

export async function statementsOf(
  sending: Sending,
  group: Group,
): Promise<readonly PreparedStatement[]> {
  const many = await findManyForm(sending, group);
  if (!many) return group.rows.map((row) => preparedStatement(group.sql, row));
  const text = overArrays(many.form, many.types, false);
  return slicesOf(group.rows).map((slice) => ({ text, values: arraysOf(slice, many.types) }));
}

/** Unless all of them hold, the transaction fails. */
export async function guardsOrFail(
  sending: Sending,
  group: Group,
): Promise<readonly PreparedStatement[]> {
  const many = await findManyForm(sending, group);
  if (!many) return group.rows.map((row) => preparedStatement(orFail(group.sql, 1), row));
  const text = orFail(overArrays(many.form, many.types, false), "cardinality($1)");
  return slicesOf(group.rows).map((slice) => ({ text, values: arraysOf(slice, many.types) }));
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
      const { rows } = await queryPrepared<{ key: SqlValue }>(client, { text, values: arrays });
      const keys = new Set(rows.map(({ key }) => key));
      return slice.map((row, place) => keys.has(guardKey(form, row, place)));
    }),
  );
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
