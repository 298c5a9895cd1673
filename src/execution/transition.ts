import type { Effect } from "./effect.ts";
import type { HistoryEvent } from "./history-event.ts";
import type { LineChange } from "./line-table.ts";
import type { ExecutionState } from "./state.ts";

/** What one event did. */
export interface Transition {
  readonly after: ExecutionState;
  readonly history: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
  /** What became of the lines that are kept beside the progress. */
  readonly lines: readonly LineChange[];
  /**
   * The event came too late: its task or timer is settled, or the execution is over. Then nothing has
   * changed, `after` is the very same object. It is what makes at-least-once outside exactly-once inside.
   */
  readonly isStale: boolean;
}
