import { isJsonObject, type Json } from "../../base/json.ts";
import type { Branch, Definition, QueryLanguage, State } from "../definition.ts";

/** A state and what its surroundings mean for it. */
export interface PlacedState<T extends State = State> {
  readonly name: string;
  readonly state: T;
  /** `/States/Ask/Branches[0]/States/Review`. */
  readonly location: string;
  readonly language: QueryLanguage;
  /** The states that it can lead to. */
  readonly neighbours: Readonly<Record<string, State>>;
  /** Whether something around it ends it some day: a timeout, or a sibling that fails after a wait. */
  readonly isBounded: boolean;
}

interface Surroundings extends Pick<PlacedState, "location" | "language" | "isBounded"> {
  readonly faulty: ReadonlySet<string>;
}

/**
 * Every state, those inside of Parallel and Map states too.
 * @param faulty locations of states that have errors, which are left out
 */
export function listStates(
  definition: Definition,
  faulty: ReadonlySet<string>,
): readonly PlacedState[] {
  return statesOf(definition, {
    location: "",
    language: definition.QueryLanguage ?? "JSONPath",
    isBounded: definition.TimeoutSeconds !== undefined,
    faulty,
  });
}

function statesOf(scope: Branch, around: Surroundings): readonly PlacedState[] {
  if (!isObject(scope) || !isObject(scope.States)) return [];
  const sound = Object.fromEntries(
    Object.entries(scope.States).filter(
      ([name, state]) => isObject(state) && !around.faulty.has(`${around.location}/States/${name}`),
    ),
  );
  return Object.entries(scope.States).flatMap(([name, state]) => {
    if (!isObject(state)) return [];
    const place: PlacedState = {
      name,
      state,
      location: `${around.location}/States/${name}`,
      language: state.QueryLanguage ?? scope.QueryLanguage ?? around.language,
      neighbours: sound,
      isBounded: around.isBounded,
    };
    return [...(Object.hasOwn(sound, name) ? [place] : []), ...statesInside(place, around)];
  });
}

function statesInside(
  { state, location }: PlacedState,
  around: Surroundings,
): readonly PlacedState[] {
  if (state.Type === "Parallel" && Array.isArray(state.Branches as unknown)) {
    const deadlines = new Set(state.Branches.filter(isDeadline));
    return state.Branches.flatMap((branch, index) =>
      statesOf(branch, {
        ...around,
        location: `${location}/Branches[${index}]`,
        isBounded: around.isBounded || deadlines.size > (deadlines.has(branch) ? 1 : 0),
      }),
    );
  }
  if (state.Type !== "Map") return [];
  return (["ItemProcessor", "Iterator"] as const).flatMap((field) => {
    const processor = state[field];
    return processor === undefined
      ? []
      : statesOf(processor, { ...around, location: `${location}/${field}` });
  });
}

/** A branch that waits and fails takes its siblings with it. */
function isDeadline(branch: Branch): boolean {
  const types = Object.values(branch?.States ?? {}).map((state) => state?.Type);
  return types.includes("Wait") && types.includes("Fail");
}

/** What has errors may have another shape than its type says. */
function isObject(value: unknown): boolean {
  return isJsonObject(value as Json);
}
