import type { Effect } from "./effect.ts";
import type { HistoryEvent } from "./history-event.ts";
import type { ExecutionState } from "./state.ts";

/** What one event did. `after === before` says that the event was stale and changed nothing. */
export interface Transition {
  readonly after: ExecutionState;
  readonly history: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
}
