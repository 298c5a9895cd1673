// One statement for many rows: `insert … values (?, ?)` and the like become statements over arrays, one
// array for each `?`. Only what writes a row by insertion or by equalities is rewritten; all other
// statements stay as they are and run row by row. Pure: texts in, texts out.
//
// https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-TABLEFUNCTIONS

import { assert } from "../../../base/assert.ts";
import type { SqlValue } from "../../database.ts";

/** What a statement is to PostgreSQL. */
export interface Form {
  /** For one row: `?` replaced by `$1`, `$2` and so on. */
  readonly single: string;
  readonly many: ManyForm | undefined;
}

export interface ManyForm {
  /** The places of the parameters that say which row it is. */
  readonly key: readonly number[];
  /** Before and behind the source of the rows. */
  readonly head: string;
  readonly tail: string;
  readonly isInsert: boolean;
  /** What tells its rows apart when it is asked which of them it has written. */
  readonly returning: string;
}

/** The types that arrays are made of. */
export type ArrayType = "text" | "bigint";

const INSERT = /^insert into \w+ \(([^)]*)\) values \([?, ]*\)(.*)$/s;
const UPSERT = /^\s*on conflict \(([^)]*)\) do update/;
const UPDATE = /^(update \w+ set )(.*?)(\s+where .*)$/s;
const DELETE = /^(delete from \w+) (where .*)$/s;
/** A condition that is more than comparisons side by side. */
const NOT_SIMPLE = /\b(?:or|select)\b|[()]/i;

const forms = new Map<string, Form>();

export function formOf(sql: string): Form {
  let form = forms.get(sql);
  if (form === undefined) {
    form = { single: numbered(sql, "$"), many: readInsert(sql) ?? readUpdate(sql) };
    forms.set(sql, form);
  }
  return form;
}

/** Equal for statements of one text that may write the same row. */
export function rowKeyOf({ key }: ManyForm, params: readonly SqlValue[]): string {
  return key.length === 1 ? String(params[key[0] ?? 0]) : key.map((it) => params[it]).join("/");
}

/** The statement over arrays; with `isGuard` it returns, as "key", the `guardKey` of each row written. */
export function overArrays(form: ManyForm, types: readonly ArrayType[], isGuard: boolean): string {
  const returning = isGuard ? ` returning ${form.returning} as "key"` : "";
  return `${form.head}${sourceOf(types)} ${form.tail}${returning}`;
}

/** A guard that fails with a division by zero unless it writes so many rows: a number, or an expression. */
export function orFail(guard: string, rows: number | string): string {
  return `with held as (${guard} returning 1) select 1 / (count(*) = ${rows})::int from held`;
}

/**
 * A query over arrays: the rows for each place in them, from 1, behind that place. The `offset` keeps it
 * apart from the arrays for the planner, which might else go through the table once for all places.
 */
export function readOverArrays(sql: string, types: readonly ArrayType[]): string {
  const query = numbered(sql, "v.p");
  return `select v.place, it.* from ${sourceOf(types)} cross join lateral (${query} offset 0) as it`;
}

function sourceOf(types: readonly ArrayType[]): string {
  const arrays = types.map((type, index) => `$${index + 1}::${type}[]`).join(", ");
  const names = types.map((_, index) => `p${index + 1}`).join(", ");
  return `unnest(${arrays}) with ordinality as v(${names}, place)`;
}

/** @param place That of the row in the arrays, from 0. */
export function guardKey(form: ManyForm, params: readonly SqlValue[], place: number): SqlValue {
  return form.isInsert ? (params[0] ?? null) : place + 1;
}

function readInsert(sql: string): ManyForm | undefined {
  const [, list, rest] = INSERT.exec(sql) ?? [];
  if (list === undefined || rest === undefined || rest.includes("?")) return undefined;
  const columns = namesIn(list);
  const values = columns.map((_, index) => `p${index + 1}`).join(", ");
  const conflict = UPSERT.exec(rest)?.[1];
  const key = conflict === undefined ? [0] : namesIn(conflict).map((it) => columns.indexOf(it));
  assert(!key.includes(-1), "an upsert is told apart by columns that it sets");
  return {
    key,
    head: `${sql.slice(0, sql.indexOf(" values "))} select ${values} from `,
    tail: rest.trimStart(),
    isInsert: true,
    returning: columns[0] ?? "",
  };
}

/** Updates and deletions of a row by its columns. */
function readUpdate(sql: string): ManyForm | undefined {
  const [, update, sets = "", updated] = UPDATE.exec(sql) ?? [];
  const [, deletion, deleted] = DELETE.exec(sql) ?? [];
  const condition = updated ?? deleted;
  if (condition === undefined || NOT_SIMPLE.test(condition)) return undefined;
  const key = placesOfEqualities(condition, sets);
  if (key.length === 0) return undefined;
  const head = deletion === undefined ? `${update}${sets} from ` : `${deletion} using `;
  return {
    key,
    head: numbered(head, "v.p"),
    tail: numbered(condition.trimStart(), "v.p", countOf("?", head)),
    isInsert: false,
    returning: "v.place",
  };
}

/** Of the `column = ?` of a condition, those whose column the statement leaves as it is. */
function placesOfEqualities(condition: string, sets: string): number[] {
  const setColumns = [...sets.matchAll(/(\w+)\s*=/g)].map((match) => match[1]);
  const places: number[] = [];
  let place = countOf("?", sets);
  for (const part of condition.replace(/^\s*where /, "").split(/\s+and\s+/)) {
    const column = /^\s*(\w+) = \?\s*$/.exec(part)?.[1];
    if (column !== undefined && !setColumns.includes(column)) places.push(place);
    place += countOf("?", part);
  }
  return places;
}

function namesIn(list: string): string[] {
  return list.split(",").map((name) => name.trim());
}

function numbered(sql: string, prefix: string, before = 0): string {
  let number = before;
  return sql.replace(/\?/g, () => `${prefix}${++number}`);
}

function countOf(letter: string, text: string): number {
  return text.split(letter).length - 1;
}
