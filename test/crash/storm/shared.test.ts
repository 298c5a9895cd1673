// Three servers on one PostgreSQL: one of them is killed every second under load, while the network between
// each of them and the database is cut, slow, still or half open, the database crashes, restarts or takes
// no writes, servers fall asleep, and clocks leap by an hour.

import { after, before, describe, it } from "node:test";
import pg from "pg";
import { type CuttingProxy, startCuttingProxy } from "../../support/cutting-proxy.ts";
import { type OwnPostgresServer, startOwnPostgres } from "../../support/postgres-server.ts";
import type { Nodes } from "./nodes.ts";
import { drawOne, pause, runStorm, STORM_SECONDS, shuffled } from "./storm.ts";

const NODES = 3;
const IS_LONG = STORM_SECONDS >= 30;

describe("three servers on one PostgreSQL", () => {
  let postgres: OwnPostgresServer;
  let databaseUrl: string;
  let proxies: readonly CuttingProxy[];

  before(async () => {
    postgres = await startOwnPostgres();
    databaseUrl = await postgres.createDatabase();
    proxies = await Promise.all(
      Array.from({ length: NODES }, () => startCuttingProxy(databaseUrl)),
    );
  });
  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await postgres.stop();
  });

  type Mishap = (nodes: Nodes, proxy: CuttingProxy, isOver: AbortSignal) => Promise<void>;
  /** Each is over when it resolves. */
  const mishaps: Readonly<Record<string, Mishap>> = {
    async cut(_nodes, proxy, isOver) {
      proxy.block();
      // In the long form for longer than callers are kept waiting.
      await pause(IS_LONG ? 8_000 : 1_500, isOver);
      proxy.unblock();
    },
    async crash() {
      await postgres.crash();
    },
    async asleep(nodes, _proxy, isOver) {
      // In the long form the others take it for dead, and it comes back.
      const wake = nodes.putToSleep(Math.floor(Math.random() * NODES));
      await pause(IS_LONG ? 17_000 : 1_500, isOver);
      wake();
    },
    async slow(_nodes, proxy, isOver) {
      proxy.delayBy(150);
      await pause(2_000, isOver);
      proxy.delayBy(0);
    },
    async clock(nodes) {
      nodes.moveClock(Math.floor(Math.random() * NODES));
    },
    async still(_nodes, proxy, isOver) {
      proxy.stall();
      await pause(2_500, isOver);
      proxy.resume();
    },
    async restart() {
      await postgres.restart();
    },
    async halfOpen(_nodes, proxy) {
      proxy.halfClose(drawOne(["client", "server"]));
    },
    async full(_nodes, _proxy, isOver) {
      await run(
        `create or replace function full_disk() returns trigger language plpgsql as $$ begin
          raise exception 'could not extend file: No space left on device' using errcode = '53100';
        end $$`,
        `create trigger full_disk before insert on countersign.history
          execute function full_disk()`,
      );
      await pause(1_500, isOver);
      await run("drop trigger full_disk on countersign.history");
    },
    async readOnly(_nodes, _proxy, isOver) {
      await takeWrites(false);
      await pause(1_500, isOver);
      await takeWrites(true);
    },
  };

  async function run(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query("set default_transaction_read_only = off");
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  async function takeWrites(doesIt: boolean): Promise<void> {
    const name = new URL(databaseUrl).pathname.slice(1);
    const value = doesIt ? "off" : "on";
    await run(
      `alter database ${name} set default_transaction_read_only = ${value}`,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
  }

  async function killEverySecond(nodes: Nodes, isOver: AbortSignal): Promise<void> {
    while (!isOver.aborted) {
      await pause(500 + Math.random() * 1_000, isOver);
      await nodes.kill(Math.floor(Math.random() * NODES));
    }
  }

  async function haveMishaps(nodes: Nodes, isOver: AbortSignal): Promise<void> {
    while (!isOver.aborted) {
      for (const mishap of shuffled(Object.values(mishaps))) {
        await pause(300 + Math.random() * 500, isOver);
        if (!isOver.aborted) await mishap(nodes, drawOne(proxies), isOver);
      }
    }
  }

  it("survive whatever happens to them, to the database and to the network", {
    timeout: (STORM_SECONDS + 150) * 1000,
  }, async (context) => {
    const calm = await runStorm({
      databaseUrls: proxies.map(({ url }) => url),
      async blow(nodes, isOver) {
        await Promise.all([killEverySecond(nodes, isOver), haveMishaps(nodes, isOver)]);
      },
    });
    context.diagnostic(JSON.stringify(calm));
  });
});
