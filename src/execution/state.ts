// All that is remembered of an execution between two events: plain JSON, so that storing it and loading
// it again changes nothing.

import type { Instant } from "../base/instant.ts";
import type { Json, JsonObject } from "../base/json.ts";

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
  /** Where it was started by a version or an alias. */
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly roleArn: string;
  readonly input: Json;
  readonly startedAt: Instant;
}

export interface Progress {
  readonly status: ExecutionStatus;
  /** Tasks, timers and history events are numbered from 1 within their execution. */
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
 * One line of control: where it stands and what it waits for. An execution has a single one as long as
 * the language has no branches; branches of Parallel and iterations of Map are frames of their own.
 */
export interface Frame {
  readonly stateName: string;
  /** The raw input of the state. */
  readonly input: Json;
  readonly enteredAt: Instant;
  readonly enteredEventId: number;
  /** The parent of that event. */
  readonly enteredFromEventId: number;
  /** The parent of the frame's next history event. */
  readonly previousEventId: number;
  /** Attempts used per retrier of the state, in the order of `Retry`. */
  readonly retryCounts: readonly number[];
  /** What Assign has set so far, by name. */
  readonly variables: JsonObject;
  readonly waitingFor?: Waiting;
}

/** `pause`: nothing but the next turn, when a transition has grown too long for one commit. */
export type Waiting =
  | { readonly kind: "timer" | "retry" | "pause"; readonly timer: number }
  | WaitingForTask;

export interface WaitingForTask {
  readonly kind: "task";
  readonly task: number;
  /** Whether the task ends by its token instead of its resource's answer. */
  readonly isByToken: boolean;
  readonly isSubmitted: boolean;
  readonly timeoutTimer?: number;
  readonly heartbeat?: Heartbeat;
}

export interface Heartbeat {
  readonly timer: number;
  readonly seconds: number;
  /** Moves with every sign of life; a firing from before is stale. */
  readonly dueAt: Instant;
}
