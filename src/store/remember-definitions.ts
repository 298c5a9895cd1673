// Keeps what every start reads and hardly anything changes: machines, versions, aliases, topics and
// subscriptions. Whatever a commit of this process may have changed is forgotten before its caller hears of
// it. Where others may change them as well, a mark that changes with them is looked at first: one small read
// for all that is asked meanwhile, and nobody who asks after a change is answered with what was before it.

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

/** @param findMark finds what changes with every definition, where other processes write them, too */
export function rememberDefinitions(
  store: Store,
  findMark?: () => Promise<string | undefined>,
): Store {
  const kept = new Map<string, unknown>();
  let generation = 0;
  let mark: string | undefined;
  let isCurrent = findMark === undefined;

  function forget(): void {
    generation++;
    kept.clear();
  }

  /** Whoever goes on from here without waiting for anything need not look again. */
  async function catchUp(find: () => Promise<string | undefined>): Promise<void> {
    const found = await find();
    if (found === undefined || found !== mark) forget();
    mark = found;
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
      if (!isCurrent && findMark) await catchUp(findMark);
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
