// Measures Countersign, what the machine could do at best, and others. Server, database and load generator
// share the machine: what counts are the ratios within one run. docs/performance.md explains the figures.
//
//   npm run bench -- [--only approvals,start-up,fan-out,timers,waiting] [--rounds 3]
//     [--executions 5000] [--concurrency 64] [--items 10000] [--timers 10000] [--waiting 20000]
//     [--postgres] [--database-url URL] [--nodes 1,2] [--peers] [--json FILE]

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { borrowPostgres, startOwnPostgres } from "../test/support/postgres-server.ts";
import { traceWrites } from "./ceilings/trace-writes.ts";
import type { Figures } from "./lib/approval-system.ts";
import { addRound, createReport, printReport, type Ratio, type Rounds } from "./lib/report.ts";
import { measureCeiling, measureCountersign, measureSystem } from "./scenarios/carry-approvals.ts";
import { measureFanOut } from "./scenarios/fan-out.ts";
import { measureTimers } from "./scenarios/fire-timers.ts";
import { measureWaiting } from "./scenarios/hold-waiting.ts";
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
    only: { type: "string", default: "approvals,start-up,fan-out,timers,waiting" },
    rounds: { type: "string", default: "3" },
    executions: { type: "string", default: "5000" },
    concurrency: { type: "string", default: "64" },
    items: { type: "string", default: "10000" },
    timers: { type: "string", default: "10000" },
    waiting: { type: "string", default: "20000" },
    postgres: { type: "boolean", default: false },
    "database-url": { type: "string" },
    nodes: { type: "string", default: "1,2" },
    peers: { type: "boolean", default: false },
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
const rounds: Rounds = new Map();
const ratios: Ratio[] = [{ of: "SQLite", to: "SQLite ceiling" }];

interface Databases {
  /** A new one for every measurement. */
  create(): Promise<string | undefined>;
}

const EMBEDDED: Databases = { create: async () => undefined };

async function measureAll(): Promise<void> {
  const writes = await traceWrites();
  await measureOn("SQLite", EMBEDDED, { writes, nodes: [1] });
  const isOnPostgres = options.postgres || options["database-url"] !== undefined;
  if (!isOnPostgres && !options.peers) return;
  const postgres = await openPostgres();
  try {
    const nodes = options.nodes.split(",").map(Number);
    if (isOnPostgres) await measureOn("PostgreSQL", postgres, { writes, nodes });
    if (options.peers) await measurePeers(postgres);
  } finally {
    await postgres.stop();
  }
}

async function measureOn(
  name: string,
  databases: Databases,
  { writes, nodes }: { writes: Awaited<ReturnType<typeof traceWrites>>; nodes: readonly number[] },
): Promise<void> {
  const withDatabase = async (measure: (databaseUrl: string | undefined) => Promise<Figures>) =>
    measure(await databases.create());
  const labelOf = (count: number) => (count === 1 ? name : `${name}, ${count} nodes`);
  for (let round = 0; scenarios.has("approvals") && round < Number(options.rounds); round++) {
    for (const count of nodes) {
      const measure = (databaseUrl: string | undefined) =>
        measureCountersign(load, { databaseUrl, nodes: count });
      addRound(rounds, labelOf(count), await withDatabase(measure));
    }
    const ceiling = (databaseUrl: string | undefined) =>
      measureCeiling(load, { writes, databaseUrl });
    addRound(rounds, `${name} ceiling`, await withDatabase(ceiling));
  }
  for (const count of nodes) {
    ratios.push({ of: labelOf(count), to: `${name} ceiling` });
    if (count > 1) ratios.push({ of: labelOf(count), to: name });
  }
  const once: Record<string, (databaseUrl: string | undefined) => Promise<Figures>> = {
    "fan-out": (databaseUrl) =>
      measureFanOut({ ...load, items: Number(options.items), databaseUrl }),
    timers: (databaseUrl) => measureTimers(Number(options.timers), { databaseUrl }),
    waiting: (databaseUrl) => measureWaiting(Number(options.waiting), { databaseUrl }),
  };
  if (databases === EMBEDDED) once["start-up"] = measureStartUp;
  for (const [scenario, measure] of Object.entries(once)) {
    if (scenarios.has(scenario)) addRound(rounds, name, await withDatabase(measure));
  }
}

async function measurePeers(postgres: Databases): Promise<void> {
  if (!arePeersInstalled()) throw new Error("Install them first: npm ci --prefix bench/peers");
  const { concurrency } = load;
  const peers: Record<string, () => Promise<Running>> = {
    "aws-local-stepfunctions": () => startLocalStepFunctions(concurrency),
    Restate: () => startRestate(concurrency),
    DBOS: async () => startDbos(concurrency, String(await postgres.create())),
  };
  const fewer = { ...load, executions: Math.min(load.executions, PEER_EXECUTIONS_MAX) };
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [name, start] of Object.entries(peers)) {
      const peer = await start();
      try {
        addRound(rounds, name, await measureSystem(peer.system, fewer));
      } finally {
        await peer.dispose();
      }
    }
  }
  for (const to of Object.keys(peers)) ratios.push({ of: "SQLite", to });
  ratios.push({ of: "PostgreSQL", to: "DBOS" });
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
