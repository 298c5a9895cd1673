import { matchesCondition } from "../../asl/choice-rules.ts";
import { applyInputPath, applyOutputPath } from "../../asl/data-flow.ts";
import type { ChoiceState } from "../../asl/definition.ts";
import { EvaluationError } from "../../asl/failure.ts";
import { type Outcome, scopeOf, type Visit } from "../visit.ts";

export function enterChoice(visit: Visit<ChoiceState>): Outcome {
  const { state, frame } = visit;
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  const scope = scopeOf(visit, input);
  const next = state.Choices.find((rule) => matchesCondition(rule, scope))?.Next ?? state.Default;
  if (next === undefined) {
    throw new EvaluationError(
      "States.NoChoiceMatched",
      "Failed to transition out of the state. The state does not point to a next state.",
    );
  }
  return { kind: "finished", output: applyOutputPath(state.OutputPath, scope), next };
}
