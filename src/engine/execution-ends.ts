// Waiting for the end of an execution: woken by the commits of this process, and with a look once a second
// for those of other processes on the same database.

import type { ExecutionRecord } from "../store/records.ts";
import type { Store, Unit } from "../store/store.ts";

export interface ExecutionEnds {
  /**
   * The execution when it is over; `undefined` when there is none, or when the signal aborts before.
   */
  waitFor(executionId: string, signal?: AbortSignal): Promise<ExecutionRecord | undefined>;
  /** To be told of every commit of this process. */
  unitCommitted(unit: Unit): void;
}

const LOOK_EVERY_MS = 1_000;

export function createExecutionEnds(store: Pick<Store, "findExecution">): ExecutionEnds {
  const listeners = new Map<string, Set<() => void>>();

  function listen(executionId: string, listener: () => void): () => void {
    const those = listeners.get(executionId) ?? new Set();
    listeners.set(executionId, those.add(listener));
    return () => {
      those.delete(listener);
      if (those.size === 0) listeners.delete(executionId);
    };
  }

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
      const leave = listen(executionId, look);
      const interval = setInterval(look, LOOK_EVERY_MS);
      signal?.addEventListener("abort", hangUp);
      look();
      return promise.finally(() => {
        leave();
        clearInterval(interval);
        signal?.removeEventListener("abort", hangUp);
      });
    },
    unitCommitted(unit) {
      if (listeners.size === 0) return;
      for (const change of unit) {
        if (change.kind !== "advanceExecution" || !change.progress.end) continue;
        for (const look of listeners.get(change.executionId) ?? []) look();
      }
    },
  };
}
