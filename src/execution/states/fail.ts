import { evaluateExpression } from "../../asl/data-flow.ts";
import type { FailState } from "../../asl/definition.ts";
import { evaluateString } from "../../asl/evaluate-jsonata.ts";
import { EvaluationError } from "../../asl/failure.ts";
import { failureDetails } from "../draft.ts";
import { bindingsOf, isJsonata, type Outcome, scopeOf, type Visit } from "../visit.ts";

export async function enterFail(visit: Visit<FailState>): Promise<Outcome> {
  const error = await textOf(visit, "Error");
  const cause = await textOf(visit, "Cause");
  return {
    kind: "failed",
    failure: failureDetails({
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    }),
  };
}

async function textOf(
  visit: Visit<FailState>,
  field: "Error" | "Cause",
): Promise<string | undefined> {
  const text = visit.state[field];
  if (text === undefined) return textAt(visit, `${field}Path`);
  return isJsonata(visit) ? evaluateString(text, bindingsOf(visit), field) : text;
}

function textAt(visit: Visit<FailState>, field: "ErrorPath" | "CausePath"): string | undefined {
  const expression = visit.state[field];
  if (expression === undefined) return undefined;
  const value = evaluateExpression(expression, scopeOf(visit, visit.frame.input), field);
  if (typeof value === "string") return value;
  throw new EvaluationError(
    "States.Runtime",
    `The ${field} field refers to a value that is not a string: ${expression}`,
  );
}
