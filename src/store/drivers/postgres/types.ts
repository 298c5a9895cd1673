// What PostgreSQL takes the parameters of a statement for. It says so itself, once for every text.

import { type ArrayType, formOf } from "./forms.ts";
import type { Pipeline } from "./pipeline.ts";
import { type Client, queryPrepared } from "./pool.ts";

const FIND = `select parameter_types::text[] as "types" from pg_prepared_statements where name = $1`;
const NAME = "countersign_types";

export class ParameterTypes {
  readonly #known = new Map<string, readonly ArrayType[] | undefined>();

  /** `undefined` when there is one that no arrays are made of. */
  async find(pipeline: Pipeline, sql: string): Promise<readonly ArrayType[] | undefined> {
    if (!this.#known.has(sql)) this.#known.set(sql, await ask(pipeline, formOf(sql).single));
    return this.#known.get(sql);
  }
}

async function ask(pipeline: Pipeline, text: string): Promise<readonly ArrayType[] | undefined> {
  pipeline.send((client) => client.query(`prepare ${NAME} as ${text}`));
  const answer = pipeline.send((client: Client) =>
    queryPrepared<{ types: string[] }>(client, { text: FIND, values: [NAME] }),
  );
  pipeline.send((client) => client.query(`deallocate ${NAME}`));
  const types = (await answer).rows[0]?.types ?? [];
  return types.every(isArrayType) ? types : undefined;
}

function isArrayType(type: string): type is ArrayType {
  return type === "text" || type === "bigint";
}
