import type { TaskState } from "../definition.ts";
import { parseResource } from "../resource.ts";
import type { PlacedState } from "./list-states.ts";

/** Whether it is a Task that waits until somebody sends its token back. */
export function isCallback(place: PlacedState): place is PlacedState<TaskState> {
  if (place.state.Type !== "Task") return false;
  const resource = parseResource(place.state.Resource);
  return resource?.kind === "integration" && resource.pattern === "waitForTaskToken";
}

/** The request as the definition writes it. */
export function requestOf({ state, language }: PlacedState<TaskState>) {
  return language === "JSONata"
    ? { field: "Arguments", template: state.Arguments }
    : { field: "Parameters", template: state.Parameters };
}
