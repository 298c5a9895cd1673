import type { Instant } from "../base/instant.ts";
import type { Change } from "./change.ts";
import type { DueWork, Unit } from "./store.ts";

/** What units leave to do for the loops, and when; `undefined` for nothing. */
export function dueWorkOf(units: readonly Unit[]): DueWork | undefined {
  const work: DueWork = {};
  let isEmpty = true;
  const note = (loop: keyof DueWork, at: Instant | null) => {
    if (at === null) return;
    work[loop] = Math.min(at, work[loop] ?? at);
    isEmpty = false;
  };
  for (const change of units.flat()) {
    for (const [loop, at] of dueAfter(change)) note(loop, at);
  }
  return isEmpty ? undefined : work;
}

type Due = readonly [loop: keyof DueWork, at: Instant | null];

const NOTHING: readonly Due[] = [];

function dueAfter(change: Change): readonly Due[] {
  switch (change.kind) {
    case "putTimer":
      return [["timers", change.timer.dueAt]];
    case "putTask":
      return [["tasks", change.task.dueAt]];
    case "requeueTask":
      return [["tasks", change.dueAt]];
    case "endJob":
      return [["tasks", change.at]];
    case "closeTask":
      return change.closing.reason === "cancelled" ? [["tasks", change.at]] : NOTHING;
    case "closeApproval":
      return [["approvals", change.at]];
    case "createDelivery":
      return [["deliveries", change.delivery.dueAt]];
    case "settleDelivery":
      return [["deliveries", change.dueAt]];
    case "createApproval":
    case "advanceApproval":
      return [["approvals", change.approval.dueAt]];
    case "scheduleDigest":
    case "advanceDigest":
      return [["digests", change.dueAt]];
    case "createMapRun":
    case "advanceMapRun":
      return [["mapRuns", change.mapRun.dueAt]];
    case "updateMapRun":
    case "abortMapRun":
    case "redriveMapRun":
    case "settleMapItem":
      return [["mapRuns", change.at]];
    default:
      return NOTHING;
  }
}
