// Waiting for the end of a request: woken by the commits of this process, and with a look once a second for
// those of other processes on the same database.

import type { ApprovalRecord } from "../store/records.ts";
import type { Store, Unit } from "../store/store.ts";

export interface ApprovalEnds {
  /** The request when it is over, or as it is when the signal aborts; `undefined` when there is none. */
  waitFor(id: string, signal: AbortSignal): Promise<ApprovalRecord | undefined>;
  /** Whoever waits is answered with what there is now. */
  stop(): void;
  /** To be told of every commit of this process. */
  unitCommitted(unit: Unit): void;
}

const LOOK_EVERY_MS = 1_000;

export function createApprovalEnds(store: Pick<Store, "findApproval">): ApprovalEnds {
  const stopping = new AbortController();
  /** By the execution, which every change of a request names. */
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
    async waitFor(id, until) {
      const signal = AbortSignal.any([until, stopping.signal]);
      const first = await store.findApproval(id);
      if (first?.status !== "pending" || signal.aborted) return first;
      const { promise, resolve, reject } = Promise.withResolvers<ApprovalRecord | undefined>();
      const look = (isLast: boolean) => {
        store.findApproval(id).then((approval) => {
          if (approval?.status !== "pending" || isLast) resolve(approval);
        }, reject);
      };
      const lookAgain = () => look(false);
      const lookLast = () => look(true);
      const leave = listen(first.executionId, lookAgain);
      const interval = setInterval(lookAgain, LOOK_EVERY_MS);
      signal.addEventListener("abort", lookLast);
      // What has happened since the first look is not missed.
      lookAgain();
      return promise.finally(() => {
        leave();
        clearInterval(interval);
        signal.removeEventListener("abort", lookLast);
      });
    },
    stop: () => stopping.abort(),
    unitCommitted(unit) {
      if (listeners.size === 0) return;
      for (const change of unit) {
        const id =
          change.kind === "closeApproval"
            ? change.executionId
            : change.kind === "advanceApproval"
              ? change.approval.executionId
              : undefined;
        for (const look of listeners.get(id ?? "") ?? []) look();
      }
    },
  };
}
