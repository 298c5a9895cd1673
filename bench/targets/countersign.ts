// Countersign as its users run it: the built package, one process per node, in a folder of its own or on
// a PostgreSQL.

import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { type ServerProcess, startServerProcess } from "../../test/support/server-process.ts";
import { createTopicWithMail } from "../../test/support/topics.ts";
import { cpuSeconds, diskBytes, residentMiB } from "../lib/measure.ts";
import { type Call, type Client, createClient, must } from "../lib/step-functions-client.ts";
import { type BenchMachines, createMachines } from "../lib/step-functions-system.ts";

export interface Countersign {
  /** The nodes take turns. */
  readonly call: Call;
  readonly machines: BenchMachines;
  readonly url: string;
  readonly folder: string;
  /** Of all nodes. */
  residentMiB(): number;
  /** Of all nodes so far, without a database of their own. */
  cpuSeconds(): number;
  /** What is on disk, at best after `restart`, without the write-ahead log. */
  diskBytes(): Promise<number>;
  /** The first node ends and comes back; answers with the time until its first answer. */
  restart(): Promise<number>;
  /** Ends the nodes; what they have stored stays until `dispose`. */
  stop(): Promise<void>;
  dispose(): Promise<void>;
}

export interface CountersignOptions {
  readonly concurrency: number;
  readonly nodes?: number;
  readonly databaseUrl?: string | undefined;
  readonly flags?: readonly string[];
}

export const PROGRAM = installPackage();

const SECRET = "a secret that all nodes share, for as long as a measurement lasts";

export async function startCountersign(options: CountersignOptions): Promise<Countersign> {
  const { concurrency, nodes = 1, databaseUrl } = options;
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const flags = [
    ...(databaseUrl === undefined ? [] : ["--database-url", databaseUrl, "--secret", SECRET]),
    ...(options.flags ?? []),
  ];
  const start = (port = "0") => startServerProcess(folder, { port, flags, program: PROGRAM });
  const servers: ServerProcess[] = [];
  for (let node = 0; node < nodes; node++) servers.push(await start());
  const client: Client = createClient(
    servers.map(({ url }) => url),
    concurrency,
  );
  const { url } = first(servers);
  const stop = async () => {
    client.close();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  };
  return {
    call: client.call,
    machines: await createMachines(client.call, await createTopicWithMail(url)),
    url,
    folder,
    residentMiB: () => servers.reduce((sum, { child }) => sum + residentMiB(child.pid), 0),
    cpuSeconds: () => cpuSeconds(servers.map(({ child }) => child.pid)),
    diskBytes: async () =>
      databaseUrl === undefined ? diskBytes(folder) : databaseBytes(databaseUrl),
    async restart() {
      await first(servers).stop();
      const startedMs = performance.now();
      servers[0] = await start(new URL(url).port);
      await must(client.call, "ListStateMachines", {});
      return performance.now() - startedMs;
    },
    stop,
    async dispose() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As npm would install it: the launcher and what has been built, without the sources. */
function installPackage(): string {
  const checkout = fileURLToPath(new URL("../../", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-package-"));
  for (const part of ["package.json", "bin", "dist"]) {
    cpSync(join(checkout, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "bin/countersign.mjs");
}

function first(servers: readonly ServerProcess[]): ServerProcess {
  const [server] = servers;
  if (!server) throw new Error("the nodes have ended");
  return server;
}

async function databaseBytes(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query("select pg_database_size(current_database()) as bytes");
  await client.end();
  return Number(rows[0].bytes);
}
