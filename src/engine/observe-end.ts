import type { ExecutionState } from "../execution/state.ts";
import type { EngineObserver } from "./engine-parts.ts";

/** Tells of an execution that has just ended, if it has. */
export function observeEnd(
  observer: EngineObserver | undefined,
  { origin, progress }: ExecutionState,
): void {
  const { status, end } = progress;
  if (status === "RUNNING" || !end) return;
  observer?.executionEnded({
    stateMachineName: origin.stateMachineName,
    status,
    seconds: (end.at - origin.startedAt) / 1000,
  });
}
