// What a unit is about. Changes about different executions, or different deliveries, never touch the same
// row, so a database may write their units together. All other changes are rare and go one by one.

import type { Change } from "./change.ts";
import type { Unit } from "./store.ts";

/** Units without a subject in common commute. `undefined`: nothing of the kind is known. */
export function subjectsOf(unit: Unit): readonly string[] | undefined {
  const subjects = new Set<string>();
  for (const change of unit) {
    const found = subjectsOfChange(change);
    if (found === undefined) return undefined;
    for (const subject of found) subjects.add(subject);
  }
  return [...subjects];
}

function subjectsOfChange(change: Change): readonly string[] | undefined {
  if (change.kind === "removeExecution") {
    const { executionId, stateMachineName, name } = change;
    return [executionId, `${stateMachineName}/${name}`];
  }
  if ("executionId" in change) return [change.executionId];
  switch (change.kind) {
    case "createMapRun":
      return [change.mapRun.executionId, change.mapRun.id];
    case "advanceMapRun":
      return [change.mapRun.id];
    case "abortMapRun":
    case "redriveMapRun":
    case "updateMapRun":
      return [change.id];
    case "addMapItems":
    case "clearMapItems":
    case "trimMapRun":
    case "holdMapItems":
    case "releaseMapItems":
    case "countMapItems":
      return [change.mapRun];
    case "createExecution": {
      const { id, stateMachineName, name } = change.execution;
      // The slash keeps names apart from ids.
      return [id, `${stateMachineName}/${name}`];
    }
    case "appendHistory":
      return [change.chunk.executionId];
    case "putTask":
      return [change.task.executionId];
    case "putTimer":
      return [change.timer.executionId];
    case "createApproval":
      return [change.approval.executionId, change.approval.id];
    case "advanceApproval":
      return [change.approval.executionId, change.approval.id];
    case "settleDelivery":
      return [change.id];
    case "createDelivery":
      return [change.delivery.id];
    default:
      return undefined;
  }
}
