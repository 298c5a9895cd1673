// Group commit. Units that arrive in the same turn of the event loop or while a commit is in flight share the
// next transaction, as do those that arrive in the turns that follow without a break, where a transaction
// is dear; each caller hears of its own unit, and only when that is durable.

import type { Store, Unit, UnitOutcome } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";

/** Commits one unit together with whatever else is waiting. Rejects when it could not be stored. */
export type Commit = (unit: Unit) => Promise<UnitOutcome>;

export interface CommitObserver {
  /** A transaction has become durable. */
  batchCommitted?(batch: { readonly units: number; readonly seconds: number }): void;
  /** A unit has; the loops look here for work. */
  unitCommitted?(unit: Unit): void;
}

interface Waiter {
  readonly unit: Unit;
  readonly resolve: (outcome: UnitOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Bounds how long one transaction can hold everybody up. */
const BATCH_UNITS_MAX = 1_000;

export function createCommitQueue(
  store: Pick<Store, "commit" | "isShared">,
  observer: CommitObserver = {},
): Commit {
  // One on the same machine is written beside what is computed meanwhile, and better soon.
  const turnsMax = store.isShared ? Number.POSITIVE_INFINITY : 1;
  let waiters: Waiter[] = [];
  let isBusy = false;

  async function drain(): Promise<void> {
    while (waiters.length > 0) {
      await gather();
      const batch = waiters.slice(0, BATCH_UNITS_MAX);
      waiters = waiters.slice(BATCH_UNITS_MAX);
      await settle(store, batch, observer);
    }
    isBusy = false;
  }

  /** For as long as every turn brings more. */
  async function gather(): Promise<void> {
    let gathered = 0;
    for (let turn = 0; turn < turnsMax && gathered < waiters.length; turn++) {
      if (waiters.length >= BATCH_UNITS_MAX) return;
      gathered = waiters.length;
      // After the poll phase: every request that has already arrived gets in.
      await new Promise(setImmediate);
    }
  }

  return (unit) =>
    new Promise((resolve, reject) => {
      waiters.push({ unit, resolve, reject });
      if (isBusy) return;
      isBusy = true;
      void drain();
    });
}

async function settle(
  store: Pick<Store, "commit">,
  batch: readonly Waiter[],
  observer: CommitObserver,
): Promise<void> {
  try {
    await commitTogether(store, batch, observer);
  } catch (error) {
    // One unit that cannot be stored must not take its neighbours along; a database that cannot be reached
    // takes none of them.
    const isHopeless = error instanceof StoreError && error.isUnavailable;
    if (batch.length === 1 || isHopeless) for (const waiter of batch) waiter.reject(error);
    else for (const waiter of batch) await settle(store, [waiter], observer);
  }
}

async function commitTogether(
  store: Pick<Store, "commit">,
  batch: readonly Waiter[],
  observer: CommitObserver,
): Promise<void> {
  const startedMs = performance.now();
  const outcomes = await store.commit(batch.map(({ unit }) => unit));
  const seconds = (performance.now() - startedMs) / 1000;
  observer.batchCommitted?.({ units: batch.length, seconds });
  batch.forEach(({ unit, resolve }, index) => {
    const outcome = outcomes[index] ?? "refused";
    if (outcome === "committed") observer.unitCommitted?.(unit);
    resolve(outcome);
  });
}
