import { evaluateExpression } from "../../asl/data-flow.ts";
import type { FailState } from "../../asl/definition.ts";
import { EvaluationError } from "../../asl/failure.ts";
import { failureDetails } from "../draft.ts";
import { type Outcome, scopeOf, type Visit } from "../visit.ts";

export function enterFail(visit: Visit<FailState>): Outcome {
  const { state } = visit;
  const error = state.Error ?? textAt(visit, "ErrorPath", state.ErrorPath);
  const cause = state.Cause ?? textAt(visit, "CausePath", state.CausePath);
  return {
    kind: "failed",
    failure: failureDetails({
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    }),
  };
}

function textAt(
  visit: Visit<FailState>,
  field: "ErrorPath" | "CausePath",
  expression: string | undefined,
): string | undefined {
  if (expression === undefined) return undefined;
  const value = evaluateExpression(expression, scopeOf(visit, visit.frame.input), field);
  if (typeof value === "string") return value;
  throw new EvaluationError(
    "States.Runtime",
    `The ${field} field refers to a value that is not a string: ${expression}`,
  );
}
