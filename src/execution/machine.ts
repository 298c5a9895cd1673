import type { Definition, State } from "../asl/definition.ts";
import { parseResource } from "../asl/resource.ts";
import type { Inspection } from "./inspection.ts";
import type { TaskReference } from "./task-token.ts";

/** What an execution runs: a checked definition and the two facts of its surroundings. */
export interface Machine extends MachineSurroundings {
  readonly definition: Definition;
  /** The states of all branches by their names, which are unique over the whole machine. */
  readonly states: ReadonlyMap<string, State>;
  /** The ARNs of the activities that its states name. */
  readonly activities: readonly string[];
}

export interface MachineSurroundings {
  /** Named in history events of tasks. */
  readonly region: string;
  /** Must be a function of its argument alone. */
  readonly mintTaskToken: (reference: TaskReference) => string;
  /** As many events may a history have. @default 25,000, as on AWS */
  readonly historyEventsMax?: number;
  /** Awaited where it takes long, so that others have their turn. Must change nothing. */
  readonly rest?: () => Promise<void> | undefined;
  /** Present in tests of a single state. */
  readonly inspection?: Inspection;
}

export function createMachine(definition: Definition, surroundings: MachineSurroundings): Machine {
  const states = new Map(listStates(definition.States));
  return { ...surroundings, definition, states, activities: activitiesIn([...states.values()]) };
}

function activitiesIn(states: readonly State[]): readonly string[] {
  const named = states.flatMap((state) => {
    const resource = state.Type === "Task" ? parseResource(state.Resource) : undefined;
    return resource?.kind === "activity" ? [resource.arn] : [];
  });
  return [...new Set(named)];
}

/** Also those inside of a Parallel or Map. */
export function listStates(states: Readonly<Record<string, State>>): [string, State][] {
  return Object.entries(states).flatMap(([name, state]) => [
    [name, state],
    ...branchesOf(state).flatMap((branch) => listStates(branch.States)),
  ]);
}

function branchesOf(state: State) {
  if (state.Type === "Parallel") return state.Branches;
  if (state.Type !== "Map") return [];
  return [state.ItemProcessor ?? state.Iterator].filter((branch) => branch !== undefined);
}
