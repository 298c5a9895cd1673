// The schema in PostgreSQL. Servers of different versions share a database while they are replaced one by
// one: whoever comes first brings the schema up to date, under a lock, and each step says which older
// servers can go on working with it.

import { setTimeout as delay } from "node:timers/promises";
import type { Migration } from "../../read-migrations.ts";
import { StoreError } from "../../store-error.ts";
import { type Client, SCHEMA } from "./pool.ts";

/** "Csgn" in ASCII, as the embedded database's application id. */
const LOCK = 0x4373676e;
/** So long a step waits for a table that others use, and everybody else behind it. */
const LOCK_TIMEOUT_MS = 2_000;
const PAUSE_MS = 1_000;
const ATTEMPTS_MAX = 30;

const STEPS = `create table schema_steps (
  version bigint not null primary key,
  servers_from bigint not null,
  applied_at timestamptz not null default now()
)`;

/** Names sort by code point, whatever the locale of the database is. */
const SORT_BY_CODE_POINT = `do $$ declare it record; begin
  for it in select table_name, column_name from information_schema.columns
    where table_schema = '${SCHEMA}' and data_type = 'text' and collation_name is distinct from 'C'
  loop
    execute format('alter table %I alter column %I type text collate "C"',
      it.table_name, it.column_name);
  end loop;
end $$`;

/** @throws StoreError when the database belongs to another program or to a newer version of this one. */
export async function migratePostgres(
  client: Client,
  migrations: readonly Migration[],
): Promise<void> {
  if ((await findMissing(client, migrations)).length === 0) return;
  await client.query("set statement_timeout = 0");
  await client.query(`select pg_advisory_lock(${LOCK})`);
  try {
    await createSchema(client);
    // Somebody else may have done it meanwhile.
    for (const migration of await findMissing(client, migrations)) await apply(client, migration);
  } finally {
    await client.query(`select pg_advisory_unlock(${LOCK})`);
  }
}

/** The steps that have not been taken. */
async function findMissing(
  client: Client,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  if (!(await exists(client, "schema_steps"))) return migrations;
  const { rows } = await client.query<{ version: number; servers_from: number }>(
    "select version, servers_from from schema_steps",
  );
  const newest = migrations.at(-1)?.version ?? 0;
  const tooNew = rows.find((row) => row.servers_from > newest);
  if (tooNew) {
    throw new StoreError(
      "it was written by a newer version of Countersign " +
        `(schema ${tooNew.version}, known up to ${newest})`,
    );
  }
  const taken = new Set(rows.map(({ version }) => version));
  return migrations.filter(({ version }) => !taken.has(version));
}

async function createSchema(client: Client): Promise<void> {
  const { rows } = await client.query("select from pg_namespace where nspname = $1", [SCHEMA]);
  // Looked up first: who may not create schemas may still use one that is there.
  if (rows.length === 0) await client.query(`create schema ${SCHEMA}`);
  if (await exists(client, "schema_steps")) return;
  if (await exists(client, "executions")) {
    throw new StoreError(`its schema "${SCHEMA}" belongs to another program`);
  }
  await client.query(STEPS);
}

async function exists(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    "select to_regclass($1) is not null as exists",
    [`${SCHEMA}.${table}`],
  );
  return rows[0]?.exists ?? false;
}

/** A table that is in use is waited for again and again, so that its users get their turn in between. */
async function apply(client: Client, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await applyNow(client, migration);
      return;
    } catch (error) {
      await client.query("rollback");
      if (!isLockTimeout(error) || attempt === ATTEMPTS_MAX) throw error;
      await delay(PAUSE_MS);
    }
  }
}

async function applyNow(client: Client, migration: Migration): Promise<void> {
  await client.query("begin");
  await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await takeStep(client, migration);
  await client.query("commit");
}

async function takeStep(client: Client, { version, serversFrom, sql }: Migration): Promise<void> {
  await client.query(sql);
  await client.query(SORT_BY_CODE_POINT);
  await client.query("insert into schema_steps (version, servers_from) values ($1, $2)", [
    version,
    serversFrom,
  ]);
}

/**
 * The first steps of the schema, in the transaction under way. Nobody else takes any until that is over.
 * @throws StoreError when there are tables already.
 */
export async function beginSchema(client: Client, migrations: readonly Migration[]): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(${LOCK})`);
  if (await exists(client, "schema_steps")) {
    throw new StoreError("a server has used it already, and it must be new");
  }
  await createSchema(client);
  await continueSchema(client, migrations);
}

/** Further steps, in the transaction under way. */
export async function continueSchema(
  client: Client,
  migrations: readonly Migration[],
): Promise<void> {
  for (const migration of migrations) await takeStep(client, migration);
}

/**
 * The version of the schema, 0 where there is none.
 * @throws StoreError as `migratePostgres` does.
 */
export async function findSchema(
  client: Client,
  migrations: readonly Migration[],
): Promise<number> {
  const missing = new Set(await findMissing(client, migrations));
  return migrations.findLast((migration) => !missing.has(migration))?.version ?? 0;
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "55P03";
}
