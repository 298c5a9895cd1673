// The states that a Map has for its items. Those of a distributed Map are a machine of their own, whose
// executions know nothing of the one that the Map is part of.

import type { Definition, ItemProcessor, MapState, State } from "../asl/definition.ts";
import { defined } from "../base/assert.ts";
import { createMachine, type Machine } from "./machine.ts";
import { labelOf, machineNameOf } from "./map-run-names.ts";

export function processorOf({ ItemProcessor, Iterator: older }: MapState): ItemProcessor {
  return defined(ItemProcessor ?? older, "the states of a checked Map");
}

export function isDistributed(state: MapState): boolean {
  return processorOf(state).ProcessorConfig?.Mode === "DISTRIBUTED";
}

export function isExpress(state: MapState): boolean {
  return processorOf(state).ProcessorConfig?.ExecutionType === "EXPRESS";
}

/** A Map Run's Map state, and its name. */
export interface LabelledMap {
  readonly stateName: string;
  readonly state: MapState;
}

export function findLabelledMap(
  states: Iterable<[string, State]>,
  stateMachineName: string,
  label: string,
): LabelledMap | undefined {
  const name = machineNameOf(stateMachineName);
  for (const [stateName, state] of states) {
    if (state.Type !== "Map" || !isDistributed(state)) continue;
    if (labelOf(name, stateName, state) === label) return { stateName, state };
  }
  return undefined;
}

/** AWS: the language is the machine's, not that of the Map state. */
export function childDefinition(definition: Definition, state: MapState): Definition {
  const { QueryLanguage = definition.QueryLanguage, Comment, StartAt, States } = processorOf(state);
  return {
    ...(Comment !== undefined && { Comment }),
    ...(QueryLanguage !== undefined && { QueryLanguage }),
    StartAt,
    States,
  };
}

export function createChildMachine(machine: Machine, state: MapState): Machine {
  return createMachine(childDefinition(machine.definition, state), machine);
}
