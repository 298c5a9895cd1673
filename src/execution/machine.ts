import type { Definition } from "../asl/definition.ts";
import type { TaskReference } from "./task-token.ts";

/** What an execution runs: a checked definition and the two facts of its surroundings. */
export interface Machine {
  readonly definition: Definition;
  /** Named in history events of tasks. */
  readonly region: string;
  /** Must be a function of its argument alone. */
  readonly mintTaskToken: (reference: TaskReference) => string;
}
