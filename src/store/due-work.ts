import type { Instant } from "../base/instant.ts";
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
    if (change.kind === "putTimer") note("timers", change.timer.dueAt);
    else if (change.kind === "putTask") note("tasks", change.task.dueAt);
    else if (change.kind === "requeueTask") note("tasks", change.dueAt);
    else if (change.kind === "endJob") note("tasks", change.at);
    else if (change.kind === "closeTask" && change.closing.reason === "cancelled") {
      note("tasks", change.at);
    } else if (change.kind === "createDelivery") note("deliveries", change.delivery.dueAt);
    else if (change.kind === "settleDelivery") note("deliveries", change.dueAt);
  }
  return isEmpty ? undefined : work;
}
