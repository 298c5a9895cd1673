// The second step of a Map Run, taken again and again: counts the child executions that have ended, decides
// whether too many have failed, and starts as many as may run beside those that do.

import { defined } from "../../base/assert.ts";
import { childMachineName } from "../../execution/map-run-names.ts";
import type { MapRunRequest } from "../../execution/map-run-request.ts";
import { isThresholdExceeded, THRESHOLD_EXCEEDED } from "../../execution/map-run-tolerance.ts";
import type { MapItemRecord, MapRunCounts, MapRunRecord } from "../../store/map-run-records.ts";
import { countChanges, countNews, failuresIn, runningIn } from "./count-items.ts";
import { advanceMapRun, type MapRunDeps, restMapRun, type StepOutcome } from "./map-run-deps.ts";

/** As on AWS, whatever MaxConcurrency says. */
const RUNNING_MAX = 10_000;
/** As many as share a commit without holding other work up. */
const STARTED_TOGETHER = 200;
const COUNTED_TOGETHER = 2_000;

export async function runMapItems(deps: MapRunDeps, mapRun: MapRunRecord): Promise<StepOutcome> {
  const { store } = deps;
  const { id } = mapRun;
  const news = await store.listMapItemNews(id, COUNTED_TOGETHER);
  const counts = countNews(mapRun.counts, news);
  const counted = countChanges(id, news);
  if (isTooMuch(mapRun, counts)) {
    const patch = { status: "FAILED", phase: "stopping", failure: THRESHOLD_EXCEEDED } as const;
    return advanceMapRun(deps, mapRun, { ...patch, counts }, counted);
  }
  const begun = await startItems(deps, mapRun, await findStartable(deps, mapRun));
  if (begun > 0) return advanceMapRun(deps, mapRun, { counts }, counted);
  const isRunning = (await store.listRunningMapItems(id, 1)).length > 0;
  if (isRunning) return restMapRun(deps, mapRun, { counts }, counted);
  // What was running a moment ago may be news by now, and have made room.
  const isOver =
    (await store.listMapItemNews(id, news.length + 1)).length === news.length &&
    (await store.listPendingMapItems(id, 1)).length === 0;
  const phase = isOver ? "writing" : mapRun.phase;
  return advanceMapRun(deps, mapRun, { counts, phase }, counted);
}

/** Those that may begin now. */
async function findStartable(
  { store }: MapRunDeps,
  { id, maxConcurrency }: MapRunRecord,
): Promise<readonly MapItemRecord[]> {
  // Counting what runs takes its time: mostly there is nothing more to begin.
  if ((await store.listPendingMapItems(id, 1)).length === 0) return [];
  const running = runningIn(await store.countOpenMapItems(id));
  const room = Math.min(maxConcurrency || RUNNING_MAX, RUNNING_MAX) - running;
  return room > 0 ? store.listPendingMapItems(id, Math.min(room, STARTED_TOGETHER)) : [];
}

function isTooMuch(mapRun: MapRunRecord, counts: MapRunCounts): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = mapRun;
  const items = { failed: failuresIn(counts).items, total: counts.total.items };
  return isThresholdExceeded({ count, percentage }, items);
}

/** How many that were. */
async function startItems(
  deps: MapRunDeps,
  mapRun: MapRunRecord,
  items: readonly MapItemRecord[],
): Promise<number> {
  if (items.length === 0) return 0;
  const { store } = deps;
  const parent = defined(await store.findExecution(mapRun.executionId), "whose Map Run it is");
  const revision = defined(await store.findRevision(parent.revisionId), "what its parent runs");
  const name = childMachineName(mapRun.stateMachineName, mapRun.label);
  const { isExpress = false } = JSON.parse(mapRun.request) as MapRunRequest;
  const type = isExpress ? "EXPRESS" : "STANDARD";
  const start = { stateMachine: { name, type, revision }, startedBy: parent.startedBy } as const;
  await Promise.all(
    items.map((item) =>
      item.executionId === null
        ? startItem(deps, start, item, item.input)
        : startAgain(deps, { ...start, isExpress }, item, item.executionId),
    ),
  );
  return items.length;
}

type Start = Pick<
  Parameters<MapRunDeps["engine"]["startExecution"]>[0],
  "stateMachine" | "startedBy"
>;

async function startItem(
  { engine }: MapRunDeps,
  start: Start,
  { mapRun, item }: MapItemRecord,
  input: string | null,
): Promise<void> {
  const text = defined(input, "what a child execution begins with");
  await engine.startExecution({ ...start, input: text, mapItem: { mapRun, item } });
}

/** AWS: a child execution goes on where it has failed; one of an express kind is another one. */
async function startAgain(
  deps: MapRunDeps,
  start: Start & { readonly isExpress: boolean },
  record: MapItemRecord,
  executionId: string,
): Promise<void> {
  const { mapRun, item } = record;
  if (!start.isExpress) {
    const also = [{ kind: "startMapItem", mapRun, item, executionId } as const];
    const outcome = await deps.engine.deliver(executionId, { kind: "redriveRequested" }, { also });
    if (outcome !== "stale") return;
  }
  const former = defined(await deps.store.findExecution(executionId), "the former execution");
  await startItem(deps, start, record, former.input);
}
