import { after, before, describe } from "node:test";
import pg from "pg";
import { type PostgresServer, startPostgres } from "../../test/support/postgres-server.ts";
import { openStore } from "./open-store.ts";
import { describeStore } from "./store.contract.ts";

describe("PostgreSQL", () => {
  let server: PostgresServer;
  let url = "";
  let emptied: pg.Client;

  before(async () => {
    server = await startPostgres();
    url = await server.createDatabase();
    await (await openStore({ dataDirectory: "", databaseUrl: url })).close();
    emptied = new pg.Client({ connectionString: url });
    await emptied.connect();
  });

  after(async () => {
    await emptied.end();
    await server.stop();
  });

  describeStore("as a store", async () => {
    await emptied.query(EMPTY);
    return openStore({ dataDirectory: "", databaseUrl: url });
  });
});

const EMPTY = `do $$ declare it record; begin
  for it in select tablename from pg_tables
    where schemaname = 'countersign' and tablename <> 'schema_steps'
  loop execute format('delete from countersign.%I', it.tablename); end loop; end $$`;
