// Keeps what every start reads and hardly anything changes: machines, versions, aliases, topics and
// subscriptions. Whatever a commit of this process may have changed is forgotten before its caller hears of
// it. Where others may change definitions as well, a number of theirs is looked at first, which is one small
// read for all that is asked meanwhile; nothing is kept that was asked for after a change and from before it.

import type { Change } from "./change.ts";
import type { Store, Unit } from "./store.ts";

/** Changes that leave definitions alone. All others make this forget everything. */
const OTHERS: ReadonlySet<Change["kind"]> = new Set([
  "createExecution",
  "advanceExecution",
  "removeExecution",
  "changeLines",
  "appendHistory",
  "putTask",
  "awaitToken",
  "takeTask",
  "releaseTask",
  "holdTask",
  "endJob",
  "closeTask",
  "settleTask",
  "requeueTask",
  "advanceMapRun",
  "updateMapRun",
  "startMapItem",
  "settleMapItem",
  "countMapItems",
  "putTimer",
  "removeTimer",
  "createDelivery",
  "settleDelivery",
  "createApproval",
  "advanceApproval",
  "closeApproval",
  "settleApproval",
]);

/** Definitions may have a megabyte each. */
const KEPT_MAX = 200;

type Remembered = Pick<
  Store,
  | "findStateMachine"
  | "findRevision"
  | "findVersion"
  | "findAlias"
  | "findTopic"
  | "listConfirmedSubscriptions"
>;

/** @param findChange a number that changes with every definition, where other processes write them, too */
export function rememberDefinitions(
  store: Store,
  findChange?: () => Promise<number | undefined>,
): Store {
  const kept = new Map<string, unknown>();
  let generation = 0;
  let change: number | undefined;
  let isCurrent = findChange === undefined;

  function forget(): void {
    generation++;
    kept.clear();
  }

  /** Whoever goes on from here without waiting for anything need not look again. */
  async function catchUp(find: () => Promise<number | undefined>): Promise<void> {
    const found = await find();
    if (found === undefined || found !== change) forget();
    change = found;
    isCurrent = true;
    process.nextTick(() => {
      isCurrent = false;
    });
  }

  function remember<Args extends readonly (string | number)[], Found>(
    name: keyof Remembered,
    find: (...args: Args) => Promise<Found>,
  ): (...args: Args) => Promise<Found> {
    return async (...args) => {
      if (!isCurrent && findChange) await catchUp(findChange);
      // No name has a line break.
      const key = `${name}\n${args.join("\n")}`;
      const known = kept.get(key);
      if (known !== undefined) return known as Found;
      const readIn = generation;
      const found = await find(...args);
      // A commit in between may have changed it.
      if (found === undefined || readIn !== generation) return found;
      const oldest = kept.keys().next();
      if (kept.size >= KEPT_MAX && !oldest.done) kept.delete(oldest.value);
      kept.set(key, found);
      return found;
    };
  }

  const remembered: Remembered = {
    findStateMachine: remember("findStateMachine", store.findStateMachine),
    findRevision: remember("findRevision", store.findRevision),
    findVersion: remember("findVersion", store.findVersion),
    findAlias: remember("findAlias", store.findAlias),
    findTopic: remember("findTopic", store.findTopic),
    listConfirmedSubscriptions: remember(
      "listConfirmedSubscriptions",
      store.listConfirmedSubscriptions,
    ),
  };
  return {
    ...store,
    ...remembered,
    async commit(units) {
      if (!units.some(changesDefinitions)) return store.commit(units);
      forget();
      try {
        return await store.commit(units);
      } finally {
        forget();
      }
    },
  };
}

function changesDefinitions(unit: Unit): boolean {
  return unit.some(({ kind }) => !OTHERS.has(kind));
}
