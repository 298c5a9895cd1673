import type { Json } from "../base/json.ts";
import type { TaskAnswer } from "../engine/task-runner.ts";

/** Parameters that no call can be made of; `problems` in AWS's words. */
export function unusableParameters(
  parameters: Json,
  problems: readonly string[],
): Extract<TaskAnswer, { readonly kind: "failed" }> {
  const given = JSON.stringify(parameters);
  return {
    kind: "failed",
    error: "States.Runtime",
    cause: `The Parameters '${given}' could not be used to start the Task: [${problems.join(", ")}]`,
  };
}
