import type { Effect } from "./effect.ts";
import type { HistoryEvent } from "./history-event.ts";
import type { ExecutionState } from "./state.ts";

/** What one event did. */
export interface Transition {
  readonly after: ExecutionState;
  readonly history: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
  /**
   * The event came too late: its task or timer is settled, or the execution is over. Then nothing has
   * changed, `after` is the very same object. It is what makes at-least-once outside exactly-once inside.
   */
  readonly isStale: boolean;
}
