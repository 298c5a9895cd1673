// Load on servers while things go wrong; then everything has to end, and is held against what it should be.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openStore } from "../../../src/store/open-store.ts";
import { type StandIn, startStandIn } from "../../../src/tasks/testing.ts";
import { startSmtpSink } from "../../support/smtp-sink.ts";
import { Clients } from "./clients.ts";
import { createLedger, type Ledger, note } from "./ledger.ts";
import { deploy } from "./machines.ts";
import { Nodes } from "./nodes.ts";
import { verify } from "./verify.ts";

/** Of the storm itself, without what comes before and after it. */
export const STORM_SECONDS = Number(process.env["COUNTERSIGN_CRASH_SECONDS"] ?? 8);

const STARTS_MIN = 50;

export interface StormOptions {
  /** The databases of the nodes, which are one behind several ways to it; none: an embedded one. */
  readonly databaseUrls?: readonly string[];
  /** Flags of every node. */
  readonly flags?: readonly string[];
  /** Has things go wrong until the signal says that it is enough, and leaves nothing so. */
  readonly blow: (nodes: Nodes, isOver: AbortSignal) => Promise<void>;
}

export interface Calm {
  readonly executions: number;
  readonly lastedSeconds: number;
}

export async function runStorm(options: StormOptions): Promise<Calm> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "countersign-storm-"));
  const { databaseUrls } = options;
  const ledger = createLedger();
  let clients: Clients | undefined;
  const [aws, sink] = await Promise.all([
    startFunction(ledger),
    startSmtpSink({
      onMail: ({ to, text }) => clients?.mailed([to].flat()[0]?.text ?? "", text ?? ""),
    }),
  ]);
  const common = ["--smtp-url", sink.url, "--public-url", "http://approvals.example"];
  const flags = (databaseUrls ?? [undefined]).map((url) => [
    ...common,
    ...(options.flags ?? []),
    ...(url === undefined ? [] : ["--database-url", url]),
  ]);
  const nodes = new Nodes({ dataDirectory, flags, environment: aws.environment });
  try {
    await nodes.start();
    const startedMs = performance.now();
    const deployed = await deploy(nodes.urls()[0] ?? "");
    clients = new Clients({ urls: () => nodes.urls(), deployed, ledger });
    clients.begin();
    await options.blow(nodes, untilEnough(ledger, clients));
    await nodes.start();
    await clients.finish();
    const lastedSeconds = Math.round((performance.now() - startedMs) / 1000);
    assert.deepEqual(new Set(await nodes.stop()), new Set([0]), nodes.errors());
    assert.doesNotMatch(nodes.errors(), /BugError|AssertionError|TypeError|ReferenceError/);
    const store = await openStore({ dataDirectory, databaseUrl: databaseUrls?.[0] });
    const executions = await verify(store, ledger).finally(() => store.close());
    return { executions, lastedSeconds };
  } finally {
    nodes.killAll();
    await Promise.all([aws.close(), sink.close()]);
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/** Aborts when the storm has lasted long enough, and there was load on however slow a machine. */
function untilEnough({ started }: Ledger, clients: Clients): AbortSignal {
  const enough = new AbortController();
  const wait = async () => {
    await delay(STORM_SECONDS * 1000, undefined, { ref: false });
    while (started.size < STARTS_MIN && !clients.isOver()) {
      await delay(100, undefined, { ref: false });
    }
    enough.abort();
  };
  void wait();
  return enough.signal;
}

/** Stands in for a function that takes a moment and answers differently every time. */
async function startFunction(ledger: Ledger): Promise<StandIn> {
  const aws = await startStandIn();
  let calls = 0;
  aws.answer = async ({ body }) => {
    const call = ++calls;
    await delay(Math.random() * 200);
    note(ledger.calls, (JSON.parse(body) as { name: string }).name, call);
    return { body: JSON.stringify({ call }) };
  };
  return aws;
}

/** Waits so long, or until it is over. */
export async function pause(ms: number, isOver: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: isOver }).catch(() => {});
}

export function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .sort(([left], [right]) => left - right)
    .map(([, item]) => item);
}

export function drawOne<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item;
}
