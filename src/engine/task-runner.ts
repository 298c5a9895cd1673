// What a Task state can call. The engine knows runners only as a table handed to it.

import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import type { Change } from "../store/change.ts";

export interface TaskRunner {
  /**
   * Whether it does nothing but read the store and answer with changes. Such a runner is called before
   * the transition that scheduled it is committed, and its changes become part of that commit: it takes
   * effect exactly once. Others run after the commit under a lease, and at least once.
   */
  readonly isAtomic: boolean;
  /** @param signal Aborted when nobody waits for the answer any more; atomic runners get none. */
  run(call: TaskCall, signal?: AbortSignal): Promise<TaskAnswer>;
  readonly job?: Job;
}

/** What a `.sync` task has started and now waits for. Both may be called more than once. */
export interface Job {
  /** What it came to; `undefined` while it goes on. */
  findResult(call: TaskCall): Promise<TaskAnswer | undefined>;
  /** Called when its task was cancelled. */
  stop(call: TaskCall): Promise<void>;
}

export interface TaskCall {
  readonly executionId: string;
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineName: string;
  readonly startedBy: string;
  readonly stateName: string;
  readonly task: number;
  /** Who waits for it within its execution. */
  readonly line: number;
  /** The ARN of the Task state. */
  readonly resource: string;
  readonly parameters: Json;
  /** Present where a token may end the task. */
  readonly token?: string;
  /** When the task times out, where it does. */
  readonly timeoutAt?: Instant;
  /** When its execution does; known to whoever is called before the commit. */
  readonly executionTimeoutAt?: Instant;
  readonly at: Instant;
}

export type TaskAnswer =
  | {
      readonly kind: "succeeded";
      readonly output: Json;
      readonly changes?: readonly Change[];
      /** For lists of what waits: what is asked, in a few words. */
      readonly subject?: string;
    }
  /** Will never work as asked: the workflow's Retry and Catch decide. */
  | { readonly kind: "failed"; readonly error: string; readonly cause: string }
  /** The outside could not be reached just now: the same task is tried again. */
  | { readonly kind: "tryAgain"; readonly afterSeconds: number; readonly reason: string };

/**
 * From `service:api` (`sns:publish`), `service:*`, `aws-sdk:*`, `*` or `lambda` to the runner; the most
 * special one counts. Activities have none: their workers ask for tasks.
 */
export type TaskRunners = ReadonlyMap<string, TaskRunner>;
