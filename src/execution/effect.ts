// What a transition asks of the outside. Effects become rows in the commit that stores the transition.

import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";

export type Effect = ScheduleTask | CloseTask | SetTimer | ClearTimer;

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
}

/** The task is over; nothing that is still said about it counts. */
export interface CloseTask {
  readonly kind: "closeTask";
  readonly task: number;
  readonly reason: TaskEnd;
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
