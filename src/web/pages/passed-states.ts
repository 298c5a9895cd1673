// From an execution's history to the states it has passed, in order: a state is entered by one event and
// left by a later one that names it.

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
  const passed: PassedState[] = [];
  for (const event of events) {
    const entered = /^(\w+)StateEntered$/.exec(event.type)?.[1];
    const name = nameIn(event.details["stateEnteredEventDetails"]);
    if (entered !== undefined && name !== undefined) {
      passed.push({ name, type: entered, enteredAt: event.at });
    }
    const exited = nameIn(event.details["stateExitedEventDetails"]);
    const index = passed.findLastIndex((state) => state.name === exited && !state.exitedAt);
    const state = passed[index];
    if (state) passed[index] = { ...state, exitedAt: event.at };
  }
  return passed;
}

function nameIn(details: Json | undefined): string | undefined {
  const name = isJsonObject(details) ? details["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}
