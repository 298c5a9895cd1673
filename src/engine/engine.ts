// The engine as everything above it sees it. A running execution changes only through these calls.

import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import type { Happening } from "../execution/event.ts";
import type { SelectInput } from "../execution/select-inputs.ts";
import type { TaskReference } from "../execution/task-token.ts";
import type { Change } from "../store/change.ts";
import type { MapRunRecord } from "../store/map-run-records.ts";
import type { ExecutionRecord, StateMachineRecord, TaskClosing } from "../store/records.ts";

export interface Engine {
  /** Starts an execution; answers when that is durable. */
  startExecution(request: StartRequest): Promise<StartOutcome>;
  /**
   * Delivers what happened to an execution. `also` is committed in the same transaction; when one of
   * its guards fails the event has not happened either (`refused`).
   */
  deliver(
    executionId: string,
    happening: Happening,
    options?: Partial<AnswerOptions>,
  ): Promise<DeliveryOutcome>;
  /** Hands a task's token back. */
  answerTask(
    token: string,
    answer: TaskAnswerByToken,
    options: AnswerOptions,
  ): Promise<TokenOutcome>;
  /**
   * Makes what the child executions of a Map Run begin with, item by item. `undefined` when nobody waits
   * for the Map Run any more.
   */
  openMapRun(mapRun: MapRunRecord): Promise<SelectInput | undefined>;
  /** What a token stands for, without any effect. */
  inspectToken(token: string): Promise<TokenInspection>;
}

export interface AnswerOptions {
  readonly also?: readonly Change[];
  readonly closing: Closing;
  /**
   * Asked before a task is ended that may be for people to answer: nothing happens where it holds.
   */
  readonly isAskedOfPeople?: () => Promise<boolean>;
}

/** Through whom a task is closed. */
export type Closing = Omit<TaskClosing, "reason">;

export interface StartRequest {
  /** Its name and type, and the revision to run. */
  readonly stateMachine: Pick<StateMachineRecord, "name" | "type" | "revision">;
  /** The number of the version that the revision was found by. */
  readonly version?: number;
  /** The name of the alias that the version was found by. */
  readonly alias?: string;
  /** A new id (`newId`), where something was drawn from it; made up when absent. */
  readonly executionId?: string;
  readonly traceHeader?: string;
  /** The task that starts it. A task starts one execution at most, and none once it is over. */
  readonly parent?: TaskReference;
  /** What it begins with in a Map Run. An item starts one execution. */
  readonly mapItem?: MapItemReference;
  /** Already checked; made up when absent. */
  readonly name?: string;
  /** JSON text, already checked. */
  readonly input: string;
  /** Its value, where somebody has parsed it. */
  readonly inputValue?: Json;
  readonly startedBy: string;
}

/** An input of a child execution. */
export interface MapItemReference {
  /** The id of its Map Run. */
  readonly mapRun: string;
  readonly item: number;
}

/**
 * `exists`: another execution of that machine has the name, or the parent has started one already.
 * `orphaned`: the parent is over, or the item of a Map Run is not to begin.
 */
export type StartOutcome =
  | {
      readonly kind: "started";
      readonly executionId: string;
      readonly executionArn: string;
      readonly startedAt: Instant;
    }
  | { readonly kind: "exists"; readonly execution: ExecutionRecord }
  | { readonly kind: "orphaned" };

/**
 * Unless it is `applied`, nothing changed. `stale`: the execution is over or no longer waits for this.
 * `forPeople`: people are asked for the answer, and the caller has asked whether they are.
 */
export type DeliveryOutcome = "applied" | "stale" | "unknownExecution" | "refused" | "forPeople";

export type TaskAnswerByToken =
  | { readonly kind: "succeeded"; readonly output: string }
  | { readonly kind: "failed"; readonly error?: string; readonly cause?: string }
  | { readonly kind: "heartbeat" };

/** `timedOut`: settled, superseded or its execution is over. `unknown`: well made, but its execution is gone. */
export type TokenOutcome = "applied" | "invalid" | "timedOut" | "unknown" | "refused" | "forPeople";

export type TokenInspection =
  | { readonly kind: "invalid" }
  | { readonly kind: "unknown" }
  | {
      readonly kind: "open" | "closed";
      readonly execution: ExecutionRecord;
      readonly task: number;
      readonly stateName: string;
      readonly subject: string | null;
      readonly createdAt: Instant;
      readonly closedAt: Instant | null;
      readonly closing: TaskClosing | null;
    };
