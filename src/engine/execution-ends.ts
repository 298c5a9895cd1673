// Waiting for the end of an execution.

import type { ExecutionRecord } from "../store/records.ts";
import type { Store, Unit } from "../store/store.ts";
import { createWatch } from "./watch.ts";

export interface ExecutionEnds {
  /**
   * The execution when it is over; `undefined` when there is none, or when the signal aborts before.
   */
  waitFor(executionId: string, signal?: AbortSignal): Promise<ExecutionRecord | undefined>;
  /** To be told of every commit of this process. */
  unitCommitted(unit: Unit): void;
}

export function createExecutionEnds(store: Pick<Store, "findExecution">): ExecutionEnds {
  const watch = createWatch();
  return {
    async waitFor(executionId, signal) {
      if (signal?.aborted) return undefined;
      const { promise, resolve, reject } = Promise.withResolvers<ExecutionRecord | undefined>();
      const look = () => {
        store.findExecution(executionId).then((execution) => {
          if (execution?.status !== "RUNNING") resolve(execution);
        }, reject);
      };
      const hangUp = () => resolve(undefined);
      // Before the first look: what happens in between is not missed.
      const leave = watch.begin(executionId, look);
      signal?.addEventListener("abort", hangUp);
      look();
      return promise.finally(() => {
        leave();
        signal?.removeEventListener("abort", hangUp);
      });
    },
    unitCommitted(unit) {
      for (const change of unit) {
        if (change.kind !== "advanceExecution" || !change.progress.end) continue;
        watch.wake(change.executionId);
      }
    },
  };
}
