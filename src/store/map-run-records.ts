// What is durable of the Map Runs of distributed Maps; as in `records.ts`.

import type { Instant } from "../base/instant.ts";
import type { ExecutionStatus } from "../execution/state.ts";
import type { ExecutionRecord } from "./records.ts";

/** The child executions of one visit of a distributed Map state. */
export interface MapRunRecord {
  /** The UUID at the end of its ARN. */
  readonly id: string;
  /** The execution whose state waits for it, and the line there. */
  readonly executionId: string;
  readonly line: number;
  /** Never the machine of child executions: their own Map Runs belong to the machine that they are part of. */
  readonly stateMachineName: string;
  readonly stateName: string;
  readonly label: string;
  /** The id of MapRunStarted in the history of the execution. */
  readonly startedEventId: number;
  readonly startedAt: Instant;
  readonly stoppedAt: Instant | null;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  /**
   * `reading`: its items are not all there. `running`: child executions begin and end. `stopping`: no more
   * begin, and those that run are stopped. `writing`: their results are collected. `over`: nothing is left.
   * `redriving`: those that have not succeeded are to begin again.
   */
  readonly phase: MapRunPhase;
  /** Rises with every change: what optimistic concurrency compares. */
  readonly version: number;
  /** When somebody may take it (again). A claim moves it to the end of its lease. */
  readonly dueAt: Instant | null;
  /** 0 for any number. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | null;
  /** 0 to 100 */
  readonly toleratedFailurePercentage: number | null;
  readonly redriveCount: number;
  readonly redrivenAt: Instant | null;
  readonly counts: MapRunCounts;
  /** Why it fails, once that is known. */
  readonly failure: { readonly error: string; readonly cause: string } | null;
  /** JSON text: where the items come from, how they are grouped, where the results go. */
  readonly request: string;
}

export type MapRunPhase = "reading" | "running" | "stopping" | "writing" | "over" | "redriving";

/** Child executions and the items in them that are over, as far as they have been counted. */
export interface MapRunCounts {
  readonly total: MapRunCount;
  readonly succeeded: MapRunCount;
  readonly failed: MapRunCount;
  readonly timedOut: MapRunCount;
  readonly aborted: MapRunCount;
  /** Results that were written. */
  readonly written: MapRunCount;
}

export interface MapRunCount {
  readonly executions: number;
  readonly items: number;
}

/** `HELD`: is not to begin, since its Map Run has failed or was aborted. */
export type MapItemStatus = "PENDING" | "HELD" | ExecutionStatus;

/** What a child execution of a Map Run begins with: an item, or several that were put together. */
export interface MapItemRecord {
  readonly mapRun: string;
  /** From 0, in the order of the items. */
  readonly item: number;
  /** How many items are in it. */
  readonly size: number;
  readonly status: MapItemStatus;
  /** The child execution, once it has begun. */
  readonly executionId: string | null;
  /** JSON text; `null` once the child execution has it. */
  readonly input: string | null;
}

/** A child execution as the results of a Map Run show it; `execution` is `null` if it never began. */
export interface MapResult {
  readonly item: number;
  readonly status: MapItemStatus;
  readonly size: number;
  readonly input: string;
  readonly execution: Pick<
    ExecutionRecord,
    | "id"
    | "stateMachineName"
    | "type"
    | "name"
    | "startedAt"
    | "stoppedAt"
    | "output"
    | "error"
    | "cause"
    | "redriveCount"
    | "redrivenAt"
  > | null;
}

/** Child executions of a Map Run that have a status, and the items in them. */
export interface OpenMapItems extends MapRunCount {
  readonly status: MapItemStatus;
}
