import type { Branch, State } from "../asl/definition.ts";

/** A state by its name, also inside of a Parallel or Map: names are unique over the whole machine. */
export function findState({ States }: Pick<Branch, "States">, name: string): State | undefined {
  if (Object.hasOwn(States, name)) return States[name];
  for (const state of Object.values(States)) {
    for (const branch of branchesOf(state)) {
      const found = findState(branch, name);
      if (found) return found;
    }
  }
  return undefined;
}

function branchesOf(state: State): readonly Branch[] {
  if (state.Type === "Parallel") return state.Branches;
  if (state.Type !== "Map") return [];
  return [state.ItemProcessor, state.Iterator].filter((branch) => branch !== undefined);
}
