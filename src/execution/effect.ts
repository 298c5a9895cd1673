// What a transition asks of the outside. Effects become rows in the commit that stores the transition.

import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import type { MapRunLimits, MapRunRequest } from "./map-run-request.ts";

export type Effect =
  | ScheduleTask
  | CloseTask
  | SetTimer
  | ClearTimer
  | StartMapRun
  | AbortMapRun
  | RedriveMapRun;

/** Have the task's resource called once, or at least once where it is outside of this server. */
export interface ScheduleTask {
  readonly kind: "scheduleTask";
  readonly task: number;
  /** Who waits for it. */
  readonly line: number;
  readonly stateName: string;
  /** The ARN of the Task state. */
  readonly resource: string;
  readonly parameters: Json;
  /** Present where a token may end the task: it stays open after its resource has answered. */
  readonly token?: string;
  /** When the task times out, where it does. */
  readonly timeoutAt?: Instant;
  /** When its execution does. */
  readonly executionTimeoutAt?: Instant;
}

/** The task is over; nothing that is still said about it counts. */
export interface CloseTask {
  readonly kind: "closeTask";
  readonly task: number;
  readonly reason: TaskEnd;
  /** Whether a token could have ended it: whoever hands that back is still told so. */
  readonly isByToken: boolean;
  /** Whether people were asked for its answer; absent where that is not known. */
  readonly isForPeople?: boolean;
}

/** `cancelled`: its execution ended or went on without it. */
export type TaskEnd = "succeeded" | "failed" | "timedOut" | "cancelled";

/** Sets a timer or moves the one of that number. */
export interface SetTimer {
  readonly kind: "setTimer";
  readonly timer: number;
  /** Whom it wakes. */
  readonly line: number;
  readonly dueAt: Instant;
}

export interface ClearTimer {
  readonly kind: "clearTimer";
  readonly timer: number;
}

/** Have a child execution run for every item of a distributed Map. */
export interface StartMapRun {
  readonly kind: "startMapRun";
  /** A UUID. */
  readonly mapRun: string;
  /** Who waits for its end. */
  readonly line: number;
  readonly stateName: string;
  readonly label: string;
  /** The id of MapRunStarted. */
  readonly startedEventId: number;
  readonly limits: MapRunLimits;
  readonly request: MapRunRequest;
}

/** Nobody waits for it any more: what runs of it is stopped. */
export interface AbortMapRun {
  readonly kind: "abortMapRun";
  readonly mapRun: string;
}

/** Have it go on with the items that have not succeeded. */
export interface RedriveMapRun {
  readonly kind: "redriveMapRun";
  readonly mapRun: string;
}
