// All that is remembered of an execution between two events: plain JSON, so that storing it and loading
// it again changes nothing.

import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface ExecutionState {
  /** What never changes after the start. */
  readonly origin: ExecutionOrigin;
  readonly progress: Progress;
}

export interface ExecutionOrigin {
  readonly executionId: string;
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  readonly input: Json;
  readonly startedAt: Instant;
}

export interface Progress {
  readonly status: ExecutionStatus;
  readonly lastEventId: number;
  readonly lastTask: number;
  readonly lastTimer: number;
  /** The timer of the machine's own TimeoutSeconds. */
  readonly timeoutTimer?: number;
  /** Absent before the start and after the end. */
  readonly frame?: Frame;
  readonly end?: ExecutionEnd;
}

export interface ExecutionEnd {
  readonly at: Instant;
  /** JSON text, on success only. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/**
 * One line of control: where it stands and what it waits for. Today an execution has a single one;
 * branches of Parallel and iterations of Map become frames of their own, stored row by row.
 */
export interface Frame {
  readonly stateName: string;
  /** The raw input of the state. */
  readonly input: Json;
  readonly enteredAt: Instant;
  readonly enteredEventId: number;
  /** The parent of the frame's next history event. */
  readonly previousEventId: number;
  /** Attempts used per retrier of the state, in the order of `Retry`. */
  readonly retryCounts: readonly number[];
  readonly waitingFor?: Waiting;
}

export type Waiting = WaitingForTimer | WaitingForRetry | WaitingForTask;

export interface WaitingForTimer {
  readonly kind: "timer";
  readonly timer: number;
}

export interface WaitingForRetry {
  readonly kind: "retry";
  readonly timer: number;
}

export interface WaitingForTask {
  readonly kind: "task";
  readonly task: number;
  readonly resource: string;
  /** Whether the task ends by its token instead of its resource's answer. */
  readonly byToken: boolean;
  readonly isSubmitted: boolean;
  readonly timeoutTimer?: number;
  readonly heartbeat?: { readonly timer: number; readonly seconds: number };
}
