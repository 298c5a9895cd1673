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
  /** Of an EXPRESS state machine. */
  readonly isExpress?: true;
  /** Where it was started by a version or an alias. */
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly roleArn: string;
  /** The task of another execution that has started it: `executionId.task`. */
  readonly parentTask?: string;
  /** The Map Run that it is a child execution of. */
  readonly mapRun?: string;
  readonly input: Json;
  /** As the caller wrote it. */
  readonly inputText: string;
  readonly startedAt: Instant;
}

export interface Progress {
  readonly status: ExecutionStatus;
  /** Tasks, timers and history events are numbered from 1 within their execution. */
  readonly lastEventId: number;
  readonly lastTask: number;
  readonly lastTimer: number;
  /** So are lines; the one that an execution begins with is 0. Absent as long as there was no other. */
  readonly lastLine?: number;
  /** The timer of the machine's own TimeoutSeconds. */
  readonly timeoutTimer?: number;
  /** Where line 0 is, as long as it is alone. Absent before the start and after a success. */
  readonly frame?: Frame;
  /** The lines are kept one by one beside the progress, line 0 among them. */
  readonly hasLines?: true;
  readonly pause?: Pause;
  /** The last one; absent as long as there was none. */
  readonly redrive?: Redrive;
  readonly end?: ExecutionEnd;
}

export interface Redrive {
  /** How many there were. */
  readonly count: number;
  readonly at: Instant;
  readonly clientToken?: string;
}

export const NOT_STARTED: Progress = {
  status: "RUNNING",
  lastEventId: 0,
  lastTask: 0,
  lastTimer: 0,
};

/** A transition has grown too long for one commit: these lines go on in the next. */
export interface Pause {
  readonly timer: number;
  readonly ready: readonly number[];
}

export interface ExecutionEnd {
  readonly at: Instant;
  /** JSON text, on success only. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/**
 * One line of control. An execution has one to begin with; every branch of a Parallel and every
 * iteration of a Map is a line of its own.
 */
export type Line = QueuedLine | EnteredLine | EndedLine;

/** Has a step to take. */
export interface QueuedLine {
  readonly step: Step;
}

/** Is in a state; where it no longer waits there, it has failed or was called off. */
export interface EnteredLine {
  readonly frame: Frame;
}

/** Has come to its end before its siblings. */
export interface EndedLine {
  readonly output: Json;
}

/** A line's visit of a state. */
export interface Frame {
  readonly stateName: string;
  /** The raw input of the state. */
  readonly input: Json;
  readonly enteredAt: Instant;
  readonly enteredEventId: number;
  /** The parent of that event. */
  readonly enteredFromEventId: number;
  /** The parent of the line's next history event. */
  readonly previousEventId: number;
  /** Attempts used per retrier of the state, in the order of `Retry`. */
  readonly retryCounts: readonly number[];
  /** What Assign has set so far in this line, by name. */
  readonly variables: JsonObject;
  /** Absent in line 0. */
  readonly place?: Place;
  readonly waitingFor?: Waiting;
}

/** Where a line goes next. */
export type Step = Pick<Frame, "stateName" | "input" | "previousEventId" | "variables" | "place">;

/** Where a line branched off. */
export interface Place {
  readonly parent: number;
  /** Whether a line outside has variables, which this one then sees. */
  readonly seesOuter?: true;
  /** The item of the innermost Map. */
  readonly item?: MapItem;
}

export interface MapItem {
  readonly index: number;
  readonly value: Json;
  /** Where the Map goes through the members of an object. */
  readonly key?: string;
  /** Of a distributed Map: what it was read from. */
  readonly source?: string;
}

/**
 * The lines of a Parallel or Map that is in progress. Line `firstLine + n` is branch or item `n`, and
 * no number is used twice.
 */
export interface Fork {
  readonly stateName: string;
  readonly firstLine: number;
  readonly total: number;
  /** Lines that have begun; the others still have their turn. */
  readonly started: number;
  /** Lines that have begun and not ended. */
  readonly open: number;
  /** How many may be open at a time; 0 for any number. */
  readonly limit: number;
  /** The parent of the next iteration's first event. */
  readonly previousEventId: number;
}

/** `fork`: the lines that began in it. */
export type Waiting =
  | { readonly kind: "timer" | "retry"; readonly timer: number }
  | { readonly kind: "fork" }
  | WaitingForMapRun
  | WaitingForTask;

/** Kept when the Map Run has failed or was aborted: a redrive takes it up. */
export interface WaitingForMapRun {
  readonly kind: "mapRun";
  /** A UUID. */
  readonly mapRun: string;
  /** How often it was redriven. */
  readonly redriveCount?: number;
}

export interface WaitingForTask {
  readonly kind: "task";
  readonly task: number;
  /** Whether the task ends by its token instead of its resource's answer. */
  readonly isByToken: boolean;
  readonly isSubmitted: boolean;
  /** Whether people are asked for the answer; absent where nobody has said so. */
  readonly isForPeople?: boolean;
  readonly timeoutTimer?: number;
  readonly heartbeat?: Heartbeat;
  /** What begins later: with the start of an activity, with the resource's answer before a token's. */
  readonly pending?: TaskLimits;
}

export interface TaskLimits {
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
}

export interface Heartbeat {
  readonly timer: number;
  readonly seconds: number;
  /** Moves with every sign of life; a firing from before is stale. */
  readonly dueAt: Instant;
}
