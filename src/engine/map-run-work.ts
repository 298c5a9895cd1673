// Work on Map Runs: whatever there is to do for one is done step by step under a lease, until it is over
// or waits for its child executions. A slow dataset holds nobody up: a turn begins work and does not wait.

import { unreachable } from "../base/assert.ts";
import type { Instant } from "../base/instant.ts";
import type { MapRunRecord } from "../store/map-run-records.ts";
import type { Log } from "../telemetry/log.ts";
import { createForgottenLeases } from "./forgotten-leases.ts";
import { endMapRun } from "./map-run/end-map-run.ts";
import {
  giveBackMapRun,
  LEASE_MS,
  type MapRunDeps,
  type StepOutcome,
} from "./map-run/map-run-deps.ts";
import { readMapItems } from "./map-run/read-items.ts";
import { runMapItems } from "./map-run/run-items.ts";
import { redriveMapItems, stopMapItems } from "./map-run/stop-items.ts";

export interface MapRunWork {
  /** Claims Map Runs and begins to work on them; answers when the next may be claimed. */
  tick(): Promise<Instant | undefined>;
  /** Resolves when nothing is left to do at once. */
  settled(): Promise<void>;
  /** Leaves off; what is not finished is taken up after the next start. */
  stop(): Promise<void>;
}

export interface MapRunWorkOptions extends MapRunDeps {
  readonly log: Log;
  /** Work on a Map Run has ended: what came up meanwhile may be claimed. */
  readonly workEnded?: () => void;
}

const WORKED_ON_MAX = 16;

export function createMapRunWork(options: MapRunWorkOptions): MapRunWork {
  const { store, clock, log, workEnded } = options;
  const works = new Map<Promise<void>, MapRunRecord>();
  const leases = createForgottenLeases({
    ...{ store, clock, log, queue: "mapRuns" },
    isInHand: (key) => [...works.values()].some(({ id }) => id === key),
  });
  const abort = new AbortController();

  function begin(mapRun: MapRunRecord): void {
    const work: Promise<void> = workOn(options, mapRun, abort.signal)
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        log.error({ mapRun: mapRun.id, error }, "work on a Map Run failed; its lease will end");
        leases.suspect();
      })
      .finally(() => {
        works.delete(work);
        workEnded?.();
      });
    works.set(work, mapRun);
  }

  async function tick(): Promise<Instant | undefined> {
    await leases.check();
    const limit = WORKED_ON_MAX - works.size;
    if (limit > 0 && !abort.signal.aborted) {
      const at = clock();
      const claimed = await store.claimMapRuns({ at, leaseUntil: at + LEASE_MS, limit });
      for (const mapRun of claimed) begin(mapRun);
    }
    return leases.before(await store.nextMapRunAt());
  }

  return {
    tick,
    async settled() {
      while (works.size > 0) {
        await Promise.all(works.keys());
        await tick();
      }
    },
    async stop() {
      abort.abort();
      await Promise.all(works.keys());
    },
  };
}

async function workOn(deps: MapRunDeps, claimed: MapRunRecord, signal: AbortSignal): Promise<void> {
  let mapRun = claimed;
  while (mapRun.phase !== "over" && !signal.aborted) {
    const outcome = await takeStep(deps, mapRun, signal);
    if (outcome.kind !== "again") return;
    mapRun = outcome.mapRun;
  }
  if (signal.aborted && mapRun.phase !== "over") await giveBackMapRun(deps, mapRun);
}

function takeStep(
  deps: MapRunDeps,
  mapRun: MapRunRecord,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { phase } = mapRun;
  switch (phase) {
    case "reading":
      return readMapItems(deps, mapRun, signal);
    case "running":
      return runMapItems(deps, mapRun);
    case "stopping":
      return stopMapItems(deps, mapRun);
    case "redriving":
      return redriveMapItems(deps, mapRun);
    case "writing":
      return endMapRun(deps, mapRun);
    case "over":
      return Promise.resolve({ kind: "rest" });
    default:
      return unreachable(phase);
  }
}
