// Connections to PostgreSQL, each set up alike, and statements on them. A connection that failed in any
// way but a refused statement is thrown away; its server takes back what was open on it.

import pg from "pg";
import type { SqlValue } from "../../database.ts";
import { StoreError } from "../../store-error.ts";
import { formOf } from "./forms.ts";
import { decodeText, encodeText } from "./text.ts";

export type Pool = pg.Pool;
export type Client = pg.Client;

/** Everything of ours lives in a schema of its own, so that a database can be shared. */
export const SCHEMA = "countersign";

/** More of them wait for the same disk. The server must allow one more for every node, which listens. */
const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** No statement of ours needs longer; one that hangs must not hold its connection for ever. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** When even the timeout of the server does not arrive, the network is gone. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** A node that is cut off in the middle of a transaction must not hold its locks for ever. */
const IDLE_TRANSACTION_TIMEOUT_MS = 10_000;
/** … nor one that is cut off in the middle of a message, whose end the server waits for. */
const KEEPALIVE = { idleSeconds: 10, intervalSeconds: 5, count: 2 };
const IDLE_TIMEOUT_MS = 60_000;
/** Connections are renewed, so that a changed address gets noticed. */
const LIFETIME_SECONDS = 30 * 60;

const SETTINGS: Readonly<Record<string, string>> = {
  search_path: SCHEMA,
  statement_timeout: String(STATEMENT_TIMEOUT_MS),
  idle_in_transaction_session_timeout: String(IDLE_TRANSACTION_TIMEOUT_MS),
  tcp_keepalives_idle: String(KEEPALIVE.idleSeconds),
  tcp_keepalives_interval: String(KEEPALIVE.intervalSeconds),
  tcp_keepalives_count: String(KEEPALIVE.count),
  default_transaction_isolation: "read committed",
  // Prepared statements keep their plan while tables grow from nothing: it has to be one that goes by
  // index from the beginning.
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
};

/** `off` would acknowledge commits that a crash takes back; any other value is the operator's choice. */
const SET_UP = `select ${Object.entries(SETTINGS)
  .map(([name, value]) => `set_config('${name}', '${value}', false)`)
  .join(", ")},
  set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), false),
  pg_is_in_recovery() as "isStandby", current_setting('server_encoding') as "encoding"`;

/** From PostgreSQL 17 on: ends a transaction for whose outcome nobody waits any more. */
const BOUND_TRANSACTIONS = `select set_config(name, '${ANSWER_TIMEOUT_MS}', false)
  from pg_settings where name = 'transaction_timeout'`;

/** https://github.com/brianc/node-pg-types: text, varchar, bigint. */
const TEXT_OIDS = new Set([25, 1043]);
const BIGINT_OID = 20;

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary") => {
    if (TEXT_OIDS.has(oid)) return decodeText;
    return oid === BIGINT_OID ? Number : pg.types.getTypeParser(oid, format as "text");
  }) as typeof pg.types.getTypeParser,
};

function clientConfig(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    fallback_application_name: "countersign",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    pipeline: true,
    types,
  };
}

/** A connection of its own. */
export async function connect(url: string, changes: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ ...clientConfig(url), ...changes });
  try {
    await client.connect();
    await setUp(client);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

export function createPool(url: string): Pool {
  const pool = new pg.Pool({
    ...clientConfig(url),
    max: CONNECTIONS_MAX,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    onConnect: async (client) => {
      await setUp(client);
      await client.query(BOUND_TRANSACTIONS);
    },
  });
  // Connections that break while nobody uses them; the next one who needs one connects anew.
  pool.on("error", () => {});
  return pool;
}

/** @throws when the server takes no writes, or cannot hold our texts. */
async function setUp(client: pg.ClientBase): Promise<void> {
  // When a connection breaks, the statements that are under way fail; nobody else needs to know.
  client.on("error", () => {});
  const { rows } = await client.query<{ isStandby: boolean; encoding: string }>(SET_UP);
  if (rows[0]?.isStandby) {
    // As the server itself answers to a write.
    throw Object.assign(new Error("the server is a standby"), { code: "25006" });
  }
  if (rows[0]?.encoding !== "UTF8") {
    throw new StoreError(`its encoding is ${rows[0]?.encoding}, and must be UTF8`);
  }
}

/** A statement in PostgreSQL's own form, which stays prepared. */
export interface PreparedStatement {
  readonly text: string;
  readonly values: (string | Buffer | null)[];
}

/** @param sql with `?` for its parameters */
export function preparedStatement(sql: string, params: readonly SqlValue[]): PreparedStatement {
  return { text: formOf(sql).single, values: params.map(parameterOf) };
}

/** Runs a statement with `?` for its parameters. */
export function query<Row extends object>(
  client: Pick<Client, "query">,
  sql: string,
  params: readonly SqlValue[],
): Promise<pg.QueryResult<Row>> {
  return queryPrepared(client, preparedStatement(sql, params));
}

export function queryPrepared<Row extends object>(
  client: Pick<Client, "query">,
  { text, values }: PreparedStatement,
): Promise<pg.QueryResult<Row>> {
  return client.query<Row>({ name: nameOf(text), text, values });
}

/** Rows as arrays, in the order of the select list, and the names of its columns. */
export async function queryArrays(
  client: Client,
  text: string,
  values: Buffer[],
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly unknown[][] }> {
  const config = { name: nameOf(text), text, values, rowMode: "array" as const };
  const { fields, rows } = await client.query<unknown[]>(config);
  return { columns: fields.map(({ name }) => name), rows };
}

function parameterOf(value: SqlValue): string | null {
  return typeof value === "string" ? encodeText(value) : value === null ? null : String(value);
}

const nameOf = statementNames("countersign");

/** A name for each text, by which connections know it once it is prepared. */
export function statementNames(prefix: string): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    let name = names.get(text);
    if (name === undefined) {
      name = `${prefix}_${names.size + 1}`;
      names.set(text, name);
    }
    return name;
  };
}
