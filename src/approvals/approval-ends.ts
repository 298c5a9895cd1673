// Waiting for the end of a request.

import { createWatch } from "../engine/watch.ts";
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

export function createApprovalEnds(store: Pick<Store, "findApproval">): ApprovalEnds {
  const stopping = new AbortController();
  /** By the execution, which every change of a request names. */
  const watch = createWatch();

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
      const leave = watch.begin(first.executionId, lookAgain);
      signal.addEventListener("abort", lookLast);
      // What has happened since the first look is not missed.
      lookAgain();
      return promise.finally(() => {
        leave();
        signal.removeEventListener("abort", lookLast);
      });
    },
    stop: () => stopping.abort(),
    unitCommitted(unit) {
      for (const change of unit) {
        if (change.kind === "closeApproval") watch.wake(change.executionId);
        if (change.kind === "advanceApproval") watch.wake(change.approval.executionId);
      }
    },
  };
}
