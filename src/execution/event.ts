// What happens to an execution. Everything uncertain is in here: the instant, and the seed from which
// ids, UUIDs, jitter and random numbers are drawn.

import type { Instant } from "../base/instant.ts";

export type ExecutionEvent = Happening & {
  readonly at: Instant;
  readonly seed: string;
  /** The ARNs of activities that the machine names and that are not there. */
  readonly missingActivities?: readonly string[];
};

/**
 * `output`, `error` and `cause` are texts as the outside gave them; `output` is JSON text. `line` is that
 * of the task or timer, 0 when absent.
 */
export type Happening = { readonly line?: number } & (
  | { readonly kind: "executionStarted" }
  /** A worker has taken the task of an activity. */
  | { readonly kind: "taskStarted"; readonly task: number; readonly workerName?: string }
  | {
      readonly kind: "taskSubmitted";
      readonly task: number;
      readonly output: string;
      /** Whether people are asked for the answer; absent where nobody says so. */
      readonly isForPeople?: boolean;
    }
  | { readonly kind: "taskSucceeded"; readonly task: number; readonly output: string }
  | {
      readonly kind: "taskFailed";
      readonly task: number;
      readonly error?: string;
      readonly cause?: string;
    }
  | { readonly kind: "taskHeartbeat"; readonly task: number }
  | { readonly kind: "timerFired"; readonly timer: number }
  | {
      readonly kind: "mapRunEnded";
      readonly mapRun: string;
      readonly outcome: MapRunOutcome;
    }
  | { readonly kind: "redriveRequested"; readonly clientToken?: string }
  | { readonly kind: "stopRequested"; readonly error?: string; readonly cause?: string }
);

/** `output` is JSON text; absent where it is larger than may pass between states. */
export type MapRunOutcome =
  | { readonly kind: "succeeded"; readonly output?: string }
  | { readonly kind: "failed"; readonly error: string; readonly cause: string };
