// Whether a condition of a Choice state holds. Comparing values of another type than the operator's
// is false, never an error.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html

import { defined } from "../base/assert.ts";
import { getOwn, isJsonArray, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { findOperator } from "./choice-rules/operators.ts";
import type { ChoiceCondition } from "./definition.ts";
import { findValue } from "./evaluate-path.ts";
import { EvaluationError } from "./failure.ts";
import type { Scope } from "./scope.ts";

/** Fails with `States.Runtime` when a path leads nowhere, unless IsPresent asks for just that. */
export function matchesCondition(condition: ChoiceCondition, scope: Scope): boolean {
  // As plain JSON: an operand's name may be any, so the type cannot tell the forms apart.
  const rule: JsonObject = condition;
  const { And: and, Or: or, Not: not } = rule;
  if (isJsonArray(and)) return and.every((part) => matchesCondition(asCondition(part), scope));
  if (isJsonArray(or)) return or.some((part) => matchesCondition(asCondition(part), scope));
  if (isJsonObject(not)) return !matchesCondition(asCondition(not), scope);
  return matchesTest(rule, scope);
}

function asCondition(part: Json): ChoiceCondition {
  return part as ChoiceCondition;
}

function matchesTest(rule: JsonObject, scope: Scope): boolean {
  const variable = rule["Variable"] as string;
  const { name, operator } = defined(findOperator(rule), "the operator of a checked choice rule");
  const operand = getOwn(rule, name) as Json;
  if (name === "IsPresent") return (findValue(variable, scope) !== undefined) === operand;
  const value = valueAt(variable, scope);
  return operator.test(value, operator.takesPath ? valueAt(operand as string, scope) : operand);
}

function valueAt(path: string, scope: Scope): Json {
  const value = findValue(path, scope);
  if (value !== undefined) return value;
  throw new EvaluationError(
    "States.Runtime",
    `Invalid path '${path}': The choice state's condition path references an invalid value.`,
  );
}
