// Measures Countersign, what the machine could do at best, and others. Server, database and load generator
// share the machine: what counts are the ratios within one run. docs/performance.md explains the figures.
//
//   npm run bench -- [--only approvals,start-up,fan-out,timers,waiting,lists] [--rounds 3]
//     [--executions 20000] [--concurrency 64] [--items 10000] [--timers 10000] [--waiting 20000]
//     [--listed 100000]
//     [--postgres] [--database-url URL] [--nodes 1,2] [--peers] [--client lean|fetch] [--json FILE]
//
// --concurrency is that of each node.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { borrowPostgres, startOwnPostgres } from "../test/support/postgres-server.ts";
import { traceWrites } from "./ceilings/trace-writes.ts";
import type { Figures } from "./lib/approval-system.ts";
import { CLIENTS, useClient } from "./lib/http-client.ts";
import { addRound, createReport, printReport, type Ratio, type Rounds } from "./lib/report.ts";
import { measureCeiling, measureCountersign, measureSystem } from "./scenarios/carry-approvals.ts";
import { measureFanOut } from "./scenarios/fan-out.ts";
import { measureTimers } from "./scenarios/fire-timers.ts";
import { measureWaiting } from "./scenarios/hold-waiting.ts";
import { measureLists } from "./scenarios/list-waiting.ts";
import { measureStartUp } from "./scenarios/start-up.ts";
import type { Running } from "./targets/ceiling.ts";
import {
  arePeersInstalled,
  startDbos,
  startLocalStepFunctions,
  startRestate,
} from "./targets/peers.ts";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "approvals,start-up,fan-out,timers,waiting,lists" },
    rounds: { type: "string", default: "3" },
    executions: { type: "string", default: "20000" },
    concurrency: { type: "string", default: "64" },
    items: { type: "string", default: "10000" },
    timers: { type: "string", default: "10000" },
    waiting: { type: "string", default: "20000" },
    listed: { type: "string", default: "100000" },
    postgres: { type: "boolean", default: false },
    "database-url": { type: "string" },
    nodes: { type: "string", default: "1,2" },
    peers: { type: "boolean", default: false },
    client: { type: "string", default: "lean" },
    json: { type: "string" },
  },
});

/** Restate and DBOS are slow enough to be measured with fewer. */
const PEER_EXECUTIONS_MAX = 2_000;

const scenarios = new Set(options.only.split(","));
const load = {
  executions: Number(options.executions),
  concurrency: Number(options.concurrency),
};
const client = CLIENTS.find((it) => it === options.client);
if (!client) throw new Error(`--client is one of ${CLIENTS.join(", ")}`);
useClient(client);
const rounds: Rounds = new Map();

/** Gives each measurement a database of its own; `undefined` stands for SQLite in a folder. */
type CreateDatabase = () => Promise<string | undefined>;

/** A column of the table, measured anew in every round. */
interface Contender {
  readonly name: string;
  measure(): Promise<Figures>;
}

const onSqlite: CreateDatabase = async () => undefined;

const isOnPostgres = options.postgres || options["database-url"] !== undefined;
const nodes = options.nodes.split(",").map(Number);
const ratios: readonly Ratio[] = [
  { of: "SQLite", to: "SQLite ceiling" },
  ...nodes.map((count) => ({ of: labelOf("PostgreSQL", count), to: "PostgreSQL ceiling" })),
  ...nodes.slice(1).map((count) => ({ of: labelOf("PostgreSQL", count), to: "PostgreSQL" })),
  ...["aws-local-stepfunctions", "Restate", "DBOS"].map((to) => ({ of: "SQLite", to })),
  { of: "PostgreSQL", to: "DBOS" },
];

async function measureAll(): Promise<void> {
  const postgres = isOnPostgres || options.peers ? await openPostgres() : undefined;
  try {
    if (scenarios.has("approvals")) await measureRounds(await listContenders(postgres?.create));
    await measureOnce("SQLite", onSqlite);
    if (scenarios.has("start-up")) addRound(rounds, "SQLite", await measureStartUp());
    if (isOnPostgres && postgres) await measureOnce("PostgreSQL", postgres.create);
  } finally {
    await postgres?.stop();
  }
}

/** Those that are compared run one after the other, so that a busy machine is busy for all of them. */
async function measureRounds(contenders: readonly Contender[]): Promise<void> {
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { name, measure } of contenders) addRound(rounds, name, await measure());
  }
}

async function listContenders(onPostgres: CreateDatabase | undefined): Promise<Contender[]> {
  const writes = await traceWrites();
  const ceiling = (name: string, create: CreateDatabase): Contender => ({
    name: `${name} ceiling`,
    measure: async () => measureCeiling(load, { writes, databaseUrl: await create() }),
  });
  const contenders: Contender[] = [
    { name: "SQLite", measure: () => measureCountersign(load) },
    ceiling("SQLite", onSqlite),
  ];
  if (isOnPostgres && onPostgres) {
    for (const count of nodes) {
      // As many callers for each node: fewer would only show what smaller groups cost.
      const ownLoad = { ...load, concurrency: load.concurrency * count };
      const measure = async () =>
        measureCountersign(ownLoad, { databaseUrl: await onPostgres(), nodes: count });
      contenders.push({ name: labelOf("PostgreSQL", count), measure });
    }
    contenders.push(ceiling("PostgreSQL", onPostgres));
  }
  if (options.peers && onPostgres) contenders.push(...listPeers(onPostgres));
  return contenders;
}

function listPeers(onPostgres: CreateDatabase): Contender[] {
  if (!arePeersInstalled()) throw new Error("Install them first: npm ci --prefix bench/peers");
  const { concurrency } = load;
  const fewer = { ...load, executions: Math.min(load.executions, PEER_EXECUTIONS_MAX) };
  const peer = (name: string, start: () => Promise<Running>): Contender => ({
    name,
    measure: async () => measureSystem(await start(), fewer),
  });
  return [
    peer("aws-local-stepfunctions", () => startLocalStepFunctions(concurrency)),
    peer("Restate", () => startRestate(concurrency)),
    peer("DBOS", async () => startDbos(concurrency, String(await onPostgres()))),
  ];
}

async function measureOnce(name: string, create: CreateDatabase): Promise<void> {
  const { items, listed, timers, waiting } = options;
  const measures: Record<string, () => Promise<Figures>> = {
    "fan-out": async () =>
      measureFanOut({ ...load, items: Number(items), databaseUrl: await create() }),
    timers: async () => measureTimers(Number(timers), { databaseUrl: await create() }),
    waiting: () => measureWaiting(Number(waiting), create),
    lists: async () => measureLists(Number(listed), await create()),
  };
  for (const [scenario, measure] of Object.entries(measures)) {
    if (scenarios.has(scenario)) addRound(rounds, name, await measure());
  }
}

function labelOf(name: string, count: number): string {
  return count === 1 ? name : `${name}, ${count} nodes`;
}

async function openPostgres() {
  const databaseUrl = options["database-url"];
  const server =
    databaseUrl === undefined
      ? await startOwnPostgres(["fsync=on", "full_page_writes=on"])
      : await borrowPostgres(databaseUrl);
  return { create: () => server.createDatabase(), stop: () => server.stop() };
}

await measureAll();
const report = createReport(rounds, ratios, options);
printReport(report);
if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
