// From an execution's history to the states it has passed, in order: a state is entered by one event and
// left by a later one that names it and comes from it.

import type { Instant } from "../../base/instant.ts";
import { isJsonObject, type Json } from "../../base/json.ts";
import type { HistoryEvent } from "../../execution/history-event.ts";

export interface PassedState {
  readonly name: string;
  /** `Task`, `Choice`, … */
  readonly type: string;
  readonly enteredAt: Instant;
  /** Absent while the execution is in it, or ended in it. */
  readonly exitedAt?: Instant;
}

export function listPassedStates(events: readonly HistoryEvent[]): readonly PassedState[] {
  const parents = new Map(events.map(({ id, previousEventId }) => [id, previousEventId]));
  const passed = new Map<number, PassedState>();
  for (const event of events) {
    const entered = /^(\w+)StateEntered$/.exec(event.type)?.[1];
    const name = nameIn(event.details["stateEnteredEventDetails"]);
    if (entered !== undefined && name !== undefined) {
      passed.set(event.id, { name, type: entered, enteredAt: event.at });
    }
    const exited = nameIn(event.details["stateExitedEventDetails"]);
    if (exited === undefined) continue;
    const id = findEntry(event, (each) => passed.get(each)?.name === exited, parents);
    const state = id === undefined ? undefined : passed.get(id);
    if (id !== undefined && state) passed.set(id, { ...state, exitedAt: event.at });
  }
  return [...passed.values()];
}

/** The event that began the visit: branches visit states side by side, and each is a chain of its own. */
function findEntry(
  { previousEventId }: HistoryEvent,
  isEntry: (id: number) => boolean,
  parents: ReadonlyMap<number, number>,
): number | undefined {
  let id: number | undefined = previousEventId;
  while (id !== undefined && id > 0 && !isEntry(id)) id = parents.get(id);
  return id === 0 ? undefined : id;
}

function nameIn(details: Json | undefined): string | undefined {
  const name = isJsonObject(details) ? details["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}
