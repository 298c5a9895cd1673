// Keeps what every start reads and hardly anything changes: machines, versions, aliases, topics and
// subscriptions. Only for a database that this process has to itself, and whose definitions are written
// by `commit` alone; whatever a commit may have changed is forgotten before its caller hears of it.

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

export function rememberDefinitions(store: Store): Store {
  const kept = new Map<string, unknown>();
  let generation = 0;

  function forget(): void {
    generation++;
    kept.clear();
  }

  function remember<Args extends readonly (string | number)[], Found>(
    name: keyof Remembered,
    find: (...args: Args) => Promise<Found>,
  ): (...args: Args) => Promise<Found> {
    return async (...args) => {
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
