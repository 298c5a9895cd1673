// What Map Runs are to the executions around them: an execution starts, aborts and redrives its own, and a
// child execution reports its end to the one that it belongs to. All of it is part of the commit in which
// it happens, so that nothing is lost and nothing counts twice, whichever process dies.

import type { Instant } from "../base/instant.ts";
import type { StartMapRun } from "../execution/effect.ts";
import { machineNameOf } from "../execution/map-run-names.ts";
import type { ExecutionState } from "../execution/state.ts";
import type { Change } from "../store/change.ts";
import type { MapRunCounts, MapRunRecord } from "../store/map-run-records.ts";
import type { Burst } from "./burst.ts";

export function mapRunChanges({
  burst: { after, effects },
  at,
}: {
  readonly burst: Burst;
  readonly at: Instant;
}): readonly Change[] {
  const started = new Map<string, StartMapRun>();
  const changes: Change[] = [];
  for (const effect of effects) {
    if (effect.kind === "startMapRun") started.set(effect.mapRun, effect);
    else if (effect.kind === "redriveMapRun") {
      changes.push({ kind: "redriveMapRun", id: effect.mapRun, at });
    } else if (effect.kind === "abortMapRun") {
      changes.push({ kind: "abortMapRun", id: effect.mapRun, at });
    }
  }
  const creations = [...started.values()].map((effect): Change => {
    return { kind: "createMapRun", mapRun: freshMapRun(after, effect, at) };
  });
  return [...creations, ...changes];
}

/** What the end of a child execution means to its Map Run. */
export function mapItemEndChanges({ origin, progress }: ExecutionState): readonly Change[] {
  if (origin.mapRun === undefined || !progress.end) return [];
  const { executionId } = origin;
  return [{ kind: "settleMapItem", executionId, status: progress.status, at: progress.end.at }];
}

const NOTHING = { executions: 0, items: 0 };

export const NOTHING_COUNTED: MapRunCounts = {
  total: NOTHING,
  succeeded: NOTHING,
  failed: NOTHING,
  timedOut: NOTHING,
  aborted: NOTHING,
  written: NOTHING,
};

function freshMapRun(
  { origin }: ExecutionState,
  { mapRun: id, line, stateName, label, startedEventId, limits, request }: StartMapRun,
  at: Instant,
): MapRunRecord {
  return {
    ...{ id, line, stateName, label, startedEventId },
    executionId: origin.executionId,
    stateMachineName: machineNameOf(origin.stateMachineName),
    startedAt: at,
    stoppedAt: null,
    status: "RUNNING",
    phase: "reading",
    version: 1,
    dueAt: at,
    maxConcurrency: limits.maxConcurrency,
    toleratedFailureCount: limits.toleratedFailureCount ?? null,
    toleratedFailurePercentage: limits.toleratedFailurePercentage ?? null,
    redriveCount: 0,
    redrivenAt: null,
    counts: NOTHING_COUNTED,
    failure: null,
    request: JSON.stringify(request),
  };
}
