import type { ArnScope } from "../base/arn.ts";
import type { Clock } from "../base/instant.ts";
import type { Store } from "../store/store.ts";
import type { TaskClosedListener } from "./burst-changes.ts";
import type { Commit } from "./commit-queue.ts";
import type { HistoryListener } from "./execution-log.ts";
import type { Origins } from "./origins.ts";
import type { Revisions } from "./revisions.ts";
import type { TaskRunner } from "./task-runner.ts";

/** Hears of what has become durable. */
export interface EngineObserver {
  executionStarted(stateMachineName: string): void;
  executionEnded(ended: ExecutionEnded): void;
}

export interface ExecutionEnded {
  readonly stateMachineName: string;
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly seconds: number;
}

/** What the parts of the engine work with. */
export interface EngineParts {
  readonly store: Store;
  readonly commit: Commit;
  readonly scope: ArnScope;
  readonly clock: Clock;
  readonly observer: EngineObserver | undefined;
  readonly historyCommitted: HistoryListener | undefined;
  readonly revisions: Revisions;
  readonly origins: Origins;
  readonly taskClosed: TaskClosedListener;
  /** The runner of a resource, when it may be called before the commit. */
  readonly atomicRunner: (resource: string) => TaskRunner | undefined;
}
