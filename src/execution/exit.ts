// Leaving a state: its Exited event, the variables it has set, and where the frame goes.

import type { State } from "../asl/definition.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { record, textOf } from "./draft.ts";
import type { Step } from "./state.ts";
import { saveFrame, type Visit } from "./visit.ts";

export interface Exit {
  readonly output: Json;
  readonly assigned: JsonObject;
}

/** Records the Exited event; the frame then has the variables. */
export function exitState(visit: Visit<State>, { output, assigned }: Exit): void {
  const { draft, frame, state } = visit;
  const previousEventId = record(draft, `${state.Type}StateExited`, frame.previousEventId, {
    stateExitedEventDetails: {
      name: frame.stateName,
      output: textOf(draft, output),
      outputDetails: { truncated: false },
      ...assignedDetails(assigned),
    },
  });
  visit.frame = { ...frame, previousEventId, variables: withAssigned(frame.variables, assigned) };
  saveFrame(visit);
}

export function stepTo({ frame }: Visit<unknown>, stateName: string, input: Json): Step {
  const { previousEventId, variables, place } = frame;
  return { stateName, input, previousEventId, variables, ...(place && { place }) };
}

function withAssigned(variables: JsonObject, assigned: JsonObject): JsonObject {
  return isEmpty(assigned) ? variables : { ...variables, ...assigned };
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

/** AWS: the values as JSON text; nothing where nothing was set. */
function assignedDetails(assigned: JsonObject): JsonObject {
  if (isEmpty(assigned)) return {};
  return {
    assignedVariables: Object.fromEntries(
      Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
    assignedVariablesDetails: { truncated: false },
  };
}
