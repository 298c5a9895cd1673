// A Map Run that has failed, or that nobody waits for any more: nothing more begins, and what runs is
// stopped. The same goes before a redrive, for what still runs from before.

import type { Change } from "../../store/change.ts";
import type { MapRunCounts, MapRunRecord } from "../../store/map-run-records.ts";
import { NOTHING_COUNTED } from "../map-run-changes.ts";
import { countChanges, countNews, newsIn, runningIn } from "./count-items.ts";
import { advanceMapRun, type MapRunDeps, type StepOutcome } from "./map-run-deps.ts";

const STOPPED_TOGETHER = 500;
const COUNTED_TOGETHER = 2_000;

export async function stopMapItems(deps: MapRunDeps, mapRun: MapRunRecord): Promise<StepOutcome> {
  const stopped = await stopChildren(deps, mapRun);
  if (!stopped) return { kind: "lost" };
  const { counts, counted, isOver } = stopped;
  const phase = isOver ? "writing" : mapRun.phase;
  return advanceMapRun(deps, stopped.mapRun, { counts, phase }, counted);
}

/** What has failed no longer counts; what was never read is read. */
export async function redriveMapItems(
  deps: MapRunDeps,
  mapRun: MapRunRecord,
): Promise<StepOutcome> {
  const stopped = await stopChildren(deps, mapRun);
  if (!stopped) return { kind: "lost" };
  const { counts, counted, isOver } = stopped;
  if (!isOver) return advanceMapRun(deps, stopped.mapRun, { counts }, counted);
  const { total, succeeded } = counts;
  const phase = total.executions > 0 ? "running" : "reading";
  const patch = { phase, counts: { ...NOTHING_COUNTED, total, succeeded } } as const;
  const release: Change = { kind: "releaseMapItems", mapRun: mapRun.id };
  return advanceMapRun(deps, stopped.mapRun, patch, [...counted, release]);
}

interface Stopped {
  readonly mapRun: MapRunRecord;
  readonly counts: MapRunCounts;
  readonly counted: readonly Change[];
  /** Whether every child execution that has begun is over and counted. */
  readonly isOver: boolean;
}

/** `undefined` where somebody else has changed the Map Run. */
async function stopChildren(deps: MapRunDeps, mapRun: MapRunRecord): Promise<Stopped | undefined> {
  const { store, engine } = deps;
  const { id } = mapRun;
  // First of all, so that nothing begins behind our back.
  const held = await advanceMapRun(deps, mapRun, {}, [{ kind: "holdMapItems", mapRun: id }]);
  if (held.kind !== "again") return undefined;
  for (;;) {
    const running = await store.listRunningMapItems(id, STOPPED_TOGETHER);
    if (running.length === 0) break;
    await Promise.all(running.map((child) => engine.deliver(child, { kind: "stopRequested" })));
  }
  const news = await store.listMapItemNews(id, COUNTED_TOGETHER);
  const open = await store.countOpenMapItems(id);
  return {
    mapRun: held.mapRun,
    counts: countNews(mapRun.counts, news),
    counted: countChanges(id, news),
    isOver: runningIn(open) === 0 && newsIn(open) === news.length,
  };
}
