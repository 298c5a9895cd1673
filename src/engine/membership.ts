// A server's place among those that share its database. Each says every few seconds that it is there; one
// that stays silent is taken for dead by the others, and what it held is due again. There is no leader:
// whoever notices does it, and doing it twice does no harm. A node that was only slow has lost its leases
// and comes back with its next beat; what it was doing may be done twice, as with any lease.
//
// All of it goes by the clock of the database. The embedded database has one server, which need not beat.

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Clock } from "../base/instant.ts";
import type { NodeRecord } from "../store/records.ts";
import type { DueWork, Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import { createLoop } from "./loop.ts";
import { createSharedClock } from "./shared-clock.ts";

export interface Membership {
  readonly nodeId: string;
  /** The time that all nodes share. */
  readonly clock: Clock;
  /** Begins to look after the others. */
  start(heard: MembershipNews): void;
  /** Tells the others that it is about to stop. Never fails: they would notice later. */
  drain(): Promise<void>;
  /** What it holds is for the others, who notice within a beat. Never fails either. */
  leave(): Promise<void>;
}

export interface MembershipNews {
  /** What nodes held that are gone. */
  leasesEnded(work: DueWork): void;
  /** Others are gone that did not say so, nor what they had made due. */
  nodesLost(ids: readonly string[]): Promise<void>;
}

export interface MembershipOptions {
  readonly store: Pick<
    Store,
    "isShared" | "beat" | "removeNode" | "removeSilentNodes" | "endOrphanedLeases"
  >;
  readonly node: Pick<NodeRecord, "id" | "host" | "pid" | "version">;
  readonly log: Log;
  /** @default the database's where others share it, or else the system's */
  readonly clock?: Clock | undefined;
  readonly beatMs?: number;
  readonly silentMs?: number;
}

const BEAT_MS = 3_000;
/** Several beats: a database that restarts, or a busy process, is no death. */
const SILENT_MS = 15_000;

export type NewNode = MembershipOptions["node"];

/** This process, under an id that no other has or had. @param version That of the program. */
export function createNode(version: string): NewNode {
  const id = `n-${randomBytes(6).toString("hex")}`;
  return { id, host: hostname(), pid: process.pid, version };
}

/** Makes this server known. */
export async function joinNodes(options: MembershipOptions): Promise<Membership> {
  const { store, node, log, beatMs = BEAT_MS, silentMs = SILENT_MS } = options;
  const shared = createSharedClock();
  const clock = options.clock ?? (store.isShared ? shared.clock : Date.now);
  let status: NodeRecord["status"] = "serving";
  let beatenMs = Number.NEGATIVE_INFINITY;
  /** Since when this node has been beating regularly. */
  let steadySinceMs = 0;
  let news: MembershipNews | undefined;

  async function beat(): Promise<void> {
    const sentMs = performance.now();
    const at = await store.beat({ ...node, status });
    const receivedMs = performance.now();
    shared.learn(at, { sentMs, receivedMs });
    if (receivedMs - beatenMs > 2 * beatMs) steadySinceMs = receivedMs;
    beatenMs = receivedMs;
  }

  /** Whoever could not beat for a while does not know whether others could. */
  async function removeDead(): Promise<void> {
    if (beatenMs - steadySinceMs < silentMs) return;
    const lost = await store.removeSilentNodes(silentMs);
    if (lost.length === 0) return;
    log.warn({ nodes: lost }, "other servers are gone; what they held is taken up");
    await news?.nodesLost(lost);
  }

  async function endLeases(): Promise<void> {
    const work = await store.endOrphanedLeases();
    if (work) news?.leasesEnded(work);
  }

  function noteUntold(error: unknown): void {
    log.warn({ error }, "the other servers could not be told of the end of this one");
  }

  // Nobody else can be there where the database is one process's alone.
  if (!store.isShared) await store.removeSilentNodes(0);
  await beat();
  const loop = createLoop({
    name: "nodes",
    clock,
    log,
    async tick() {
      await beat();
      await removeDead();
      await endLeases();
      return clock() + beatMs;
    },
  });
  return {
    nodeId: node.id,
    clock,
    start(heard) {
      news = heard;
      if (store.isShared) loop.start();
    },
    async drain() {
      status = "draining";
      await beat().catch(noteUntold);
    },
    async leave() {
      await loop.stop();
      await store.removeNode(node.id).catch(noteUntold);
    },
  };
}
