import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { type OwnPostgresServer, startOwnPostgres } from "../../test/support/postgres-server.ts";
import { createExecution, sampleId } from "./contract/samples.ts";
import { write } from "./contract/suite.ts";
import { openPostgres } from "./drivers/postgres/open-postgres.ts";
import { openStore } from "./open-store.ts";
import { type Migration, readMigrations } from "./read-migrations.ts";

const silent = { info: () => {}, warn: () => {} };

describe("opening a PostgreSQL", () => {
  let server: OwnPostgresServer;
  before(async () => {
    server = await startOwnPostgres();
  });
  after(() => server.stop());

  const open = (url: string) => openStore({ dataDirectory: "", databaseUrl: url });
  const openWith = (url: string, migrations: readonly Migration[]) =>
    openPostgres({ url, migrations, log: silent });

  it("brings the schema up to date once, however many servers come at once", async () => {
    const url = await server.createDatabase();
    const stores = await Promise.all([open(url), open(url), open(url), open(url)]);
    const [steps] = await run(url, "select count(*)::int as count from countersign.schema_steps");
    assert.deepEqual(steps, { count: readMigrations("postgres").length });
    await Promise.all(stores.map((store) => store.close()));
  });

  it("makes its tables in a schema of its own, beside those of others", async () => {
    const url = await server.createDatabase();
    await run(url, "create table executions (diary text)");
    await (await open(url)).close();
    assert.deepEqual(await run(url, "select from public.executions"), []);
    assert.deepEqual(await run(url, "select from countersign.executions"), []);
  });

  it("sorts every text by code point, whatever the database does", async () => {
    const url = await server.createDatabase();
    await (await open(url)).close();
    const columns = await run(
      url,
      `select table_name, column_name from information_schema.columns where
        table_schema = 'countersign' and data_type = 'text' and collation_name is distinct from 'C'`,
    );
    assert.deepEqual(columns, []);
  });

  it("needs no right to make tables when there is nothing to make", async () => {
    const url = await server.createDatabase();
    await (await open(url)).close();
    await run(
      url,
      `create role clerk login password 'clerk'; grant usage on schema countersign to clerk;
      grant select, insert, update, delete on all tables in schema countersign to clerk`,
    );
    const store = await open(url.replace("postgres:postgres@", "clerk:clerk@"));
    await write(store, createExecution(1));
    assert.notEqual(await store.findExecution(sampleId(1)), undefined);
    await store.close();
  });

  describe("that servers of another version use", () => {
    const known = readMigrations("postgres");
    const newest = known.at(-1)?.version ?? 0;
    const step = { version: newest + 1, sql: "alter table topics add column extra text;" };

    it("leaves older servers at work where a step says that they can go on", async () => {
      const url = await server.createDatabase();
      const older = await open(url);
      const newer = await openWith(url, [...known, { ...step, serversFrom: newest }]);
      await write(older, createExecution(1));
      await (await open(url)).close();
      await Promise.all([older.close(), newer.close()]);
    });

    it("refuses older servers where it does not, and says why", async () => {
      const url = await server.createDatabase();
      await (await openWith(url, [...known, { ...step, serversFrom: step.version }])).close();
      await assert.rejects(open(url), {
        name: "StoreError",
        message: new RegExp(`by a newer version of Countersign \\(schema ${step.version}, known`),
      });
    });

    it("waits for a table that is in use, and lets its users pass meanwhile", async () => {
      const url = await server.createDatabase();
      await (await open(url)).close();
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query("begin; select from countersign.topics");
      const opened = openWith(url, [...known, { ...step, serversFrom: newest }]);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await client.query("select from countersign.topics; commit");
      await client.end();
      await (await opened).close();
    });
  });

  it("refuses the schema of another program and leaves it alone", async () => {
    const url = await server.createDatabase();
    await run(url, "create schema countersign; create table countersign.executions (diary text)");
    await refuses(url, /: its schema "countersign" belongs to another program$/);
    const tables = await run(url, "select from pg_tables where schemaname = 'countersign'");
    assert.equal(tables.length, 1);
  });

  it("refuses a database that cannot hold every letter", async () => {
    const url = await server.createDatabase();
    const own = new URL(url);
    await run(url, "create database latin encoding 'LATIN1' template template0");
    own.pathname = "/latin";
    await refuses(own.href, /\/latin: its encoding is LATIN1, and must be UTF8$/);
  });

  it("refuses a password, a name and an address that lead nowhere, without telling secrets", async () => {
    const url = await server.createDatabase();
    await refuses(url.replace(":postgres@", ":xyzzy@"), /password authentication failed/);
    await refuses(`${url}x`, /database "\w+" does not exist$/);
    await refuses("postgres://u:xyzzy@127.0.0.1:1/db", /^cannot open the database .*ECONNREFUSED/);
    await refuses("postgres://u:xyzzy@db.invalid/db", /postgres:\/\/db\.invalid\/db: .*ENOTFOUND/);
  });

  async function refuses(url: string, message: RegExp): Promise<void> {
    await assert.rejects(open(url), (error: Error) => {
      assert.equal(error.name, "StoreError");
      assert.match(error.message, message);
      assert.doesNotMatch(JSON.stringify([error.message, error]), /\n|xyzzy/);
      return true;
    });
  }
});

async function run(url: string, sql: string): Promise<object[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}
