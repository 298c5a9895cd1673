// Small pieces that SQL texts are put together from. Columns are snake_case in the database and
// camelCase in records; a table's description is the only place that maps one to the other.

import type { SqlValue, Statement } from "./database.ts";

export interface Table<Column extends string> {
  /** A select list that gives every column its camelCase name. */
  readonly columns: string;
  /** `insert into …` with every column, to be followed by an `on conflict` where one is wanted. */
  readonly insert: string;
  /** `on conflict (key) do update` of every column. */
  readonly upsert: string;
  /** The parameters of `insert` and `upsert`. */
  values(row: Readonly<Record<Column, SqlValue>>): readonly SqlValue[];
}

export function describeTable<Column extends string>(
  name: string,
  key: readonly Column[],
  others: readonly Column[],
): Table<Column> {
  const columns = [...key, ...others];
  const places = columns.map(() => "?").join(", ");
  const insert = `insert into ${name} (${columns.map(snakeCase).join(", ")}) values (${places})`;
  const sets = others.map(snakeCase).map((column) => `${column} = excluded.${column}`);
  const conflict = `on conflict (${key.map(snakeCase).join(", ")}) do update set`;
  return {
    columns: columns.map((column) => `${name}.${aliased(column)}`).join(", "),
    insert,
    upsert: `${insert} ${conflict} ${sets.join(", ")}`,
    values: (row) => columns.map((column) => row[column]),
  };
}

export function statement(sql: string, ...params: readonly SqlValue[]): Statement {
  return { sql, params };
}

/** A `where` of all the conditions that are given; `{ sql: "", params: [] }` for none. */
export function where(...conditions: readonly (Statement | undefined)[]): Statement {
  const given = conditions.filter((condition) => condition !== undefined);
  return {
    sql: given.length === 0 ? "" : `where ${given.map(({ sql }) => sql).join(" and ")}`,
    params: given.flatMap(({ params }) => params),
  };
}

/** `column = ?`, `column < ?` and the like, when there is a value to compare with. */
export function when(sql: string, value: SqlValue | undefined): Statement | undefined {
  return value === undefined ? undefined : statement(sql, value);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function aliased(column: string): string {
  return `${snakeCase(column)} as "${column}"`;
}
