// Calling off what a line waits for: nothing that is still said about it counts.

import { clearTimer, closeTask, type Draft } from "./draft.ts";
import type { Frame, Waiting } from "./state.ts";

/** The line stays in its state and no longer waits, unless for what a redrive takes up again. */
export function callOffLine(draft: Draft, line: number, frame: Frame): void {
  const { waitingFor, ...rest } = frame;
  if (!waitingFor || waitingFor.kind === "fork") return;
  if (waitingFor.kind === "mapRun") {
    draft.effects.push({ kind: "abortMapRun", mapRun: waitingFor.mapRun });
    return;
  }
  callOffWaiting(draft, waitingFor);
  draft.lines.putLine(line, { frame: rest });
}

function callOffWaiting(
  draft: Draft,
  waiting: Exclude<Waiting, { kind: "fork" | "mapRun" }>,
): void {
  if (waiting.kind !== "task") {
    clearTimer(draft, waiting.timer);
    return;
  }
  closeTask(draft, waiting, "cancelled");
  clearTimer(draft, waiting.timeoutTimer);
  clearTimer(draft, waiting.heartbeat?.timer);
}
