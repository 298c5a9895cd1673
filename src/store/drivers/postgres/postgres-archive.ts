// All rows out of a PostgreSQL, and into one. Each is one transaction on one connection: what is read is as of
// one instant, and what is written is there as a whole or not at all, however the process ends.

import type {
  ArchiveRow,
  ArchiveSource,
  ArchiveTarget,
  TableShape,
  TargetSchema,
} from "../../archive.ts";
import type { Migration } from "../../read-migrations.ts";
import { StoreError } from "../../store-error.ts";
import { encodeArray } from "./arrays.ts";
import { reasonOf, storeError } from "./failures.ts";
import { beginSchema, continueSchema, findSchema } from "./migrate-postgres.ts";
import { nameOf } from "./name-of-url.ts";
import { type Client, connect } from "./pool.ts";

const ROWS_MAX = 200;
/** A large table takes its time, and so does whatever is on the other side. */
const PATIENT = "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0";
const BEGIN_READING = "begin isolation level repeatable read, read only";

/** @throws StoreError in one line, without the URL's secrets. */
export async function openPostgresSource(
  url: string,
  migrations: readonly Migration[],
): Promise<ArchiveSource> {
  return opened(url, async (client) => {
    const schema = await findSchema(client, migrations);
    if (schema === 0) throw new StoreError("it holds nothing of ours");
    await client.query(BEGIN_READING);
    return { schema, rows: (table) => rowsOf(client, table), close: () => client.end() };
  });
}

/** @throws StoreError in one line, without the URL's secrets. */
export async function openPostgresTarget(
  url: string,
  { migrations, schema }: TargetSchema,
): Promise<ArchiveTarget> {
  return opened(url, async (client) => {
    await client.query("begin");
    await beginSchema(
      client,
      migrations.filter(({ version }) => version <= schema),
    );
    return {
      insert: (table, rows) => insert(client, table, rows),
      rows: (table) => rowsOf(client, table),
      async keep() {
        const later = migrations.filter(({ version }) => version > schema);
        await continueSchema(client, later);
        await commit(client);
      },
      close: () => client.end(),
    };
  });
}

async function opened<T>(url: string, open: (client: Client) => Promise<T>): Promise<T> {
  let client: Client | undefined;
  try {
    client = await connect(url, { query_timeout: 0 });
    await client.query(PATIENT);
    return await open(client);
  } catch (error) {
    await client?.end();
    throw new StoreError(`cannot open the database ${nameOf(url)}: ${reasonOf(error)}`);
  }
}

async function* rowsOf(
  client: Client,
  { name, columns, key }: TableShape,
): AsyncGenerator<readonly ArchiveRow[]> {
  const list = columns.map((column) => column.name).join(", ");
  const select = `select ${list} from ${name} order by ${key.join(", ")}`;
  const fetch = { text: `fetch ${ROWS_MAX} from archive`, rowMode: "array" } as const;
  try {
    await client.query(`declare archive no scroll cursor for ${select}`);
    for (;;) {
      const { rows } = await client.query<ArchiveRow[]>(fetch);
      if (rows.length === 0) break;
      yield rows as unknown as readonly ArchiveRow[];
    }
    await client.query("close archive");
  } catch (error) {
    throw storeError("read", error);
  }
}

async function insert(
  client: Client,
  { name, columns }: TableShape,
  rows: readonly ArchiveRow[],
): Promise<void> {
  const list = columns.map((column) => column.name).join(", ");
  const sources = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ");
  const values = columns.map(({ type }, index) => encodeArray(type, rows, index));
  try {
    await client.query(`insert into ${name} (${list}) select * from unnest(${sources})`, values);
  } catch (error) {
    throw storeError("write", error);
  }
}

async function commit(client: Client): Promise<void> {
  try {
    const { command } = await client.query("commit");
    if (command !== "COMMIT") throw new StoreError(`the server answered ${command} to a commit`);
  } catch (error) {
    throw storeError("write", error);
  }
}
