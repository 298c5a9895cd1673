// What child executions begin with. A Map state's items may be many more than one transition can bear, and
// be known only after it: so ItemSelector is evaluated here, beside the execution, in the visit where the
// state waits for its Map Run. Nothing of the execution changes by it.

import type { MapState, State } from "../asl/definition.ts";
import type { Failure } from "../asl/failure.ts";
import { assert } from "../base/assert.ts";
import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import { openDraft } from "./draft.ts";
import type { Lines } from "./line-table.ts";
import type { Machine } from "./machine.ts";
import type { ExecutionState, MapItem } from "./state.ts";
import { effectiveInput, evaluateItemInput } from "./states/map-items.ts";
import { evaluating, openVisit, type Visit } from "./visit.ts";

/** The input made of an item, or why there is none. */
export type SelectInput = (item: MapItem) => Promise<SelectedInput>;

export type SelectedInput =
  | { readonly kind: "selected"; readonly input: Json }
  | { readonly kind: "failed"; readonly failure: Partial<Failure> };

export interface WaitingMap {
  readonly machine: Machine;
  readonly execution: ExecutionState;
  readonly lines: Lines;
  readonly line: number;
  readonly mapRun: string;
  readonly at: Instant;
  readonly seed: string;
}

/** `undefined` when nobody waits for the Map Run any more. */
export async function createSelectInput(waiting: WaitingMap): Promise<SelectInput | undefined> {
  const visit = await findVisit(waiting);
  if (!visit) return undefined;
  const input = await evaluating(visit, () => ({
    kind: "input" as const,
    value: effectiveInput(visit),
  }));
  return async (item) => {
    if (input.kind === "failed") return input;
    return evaluating(visit, async () => ({
      kind: "selected",
      input: await evaluateItemInput(visit, input.value, item),
    }));
  };
}

async function findVisit(waiting: WaitingMap): Promise<Visit<MapState> | undefined> {
  const { machine, execution, lines, line: number, mapRun } = waiting;
  const draft = openDraft(machine, execution, waiting, lines);
  const line = await draft.lines.findLine(number);
  if (!line || !("frame" in line)) return undefined;
  const { waitingFor } = line.frame;
  if (waitingFor?.kind !== "mapRun" || waitingFor.mapRun !== mapRun) return undefined;
  const visit = await openVisit(draft, number, line.frame);
  assert(isOfMap(visit), "only a Map state waits for a Map Run");
  return visit;
}

function isOfMap(visit: Visit<State>): visit is Visit<MapState> {
  return visit.state.Type === "Map";
}
