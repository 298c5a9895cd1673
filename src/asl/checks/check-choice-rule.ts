// The rules of a Choice state.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html

import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { OPERATORS, type Operator } from "../choice-rules/operators.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkAssign, checkJsonataAssign } from "./check-assign.ts";
import { checkOrExpression, checkQuery } from "./check-expression.ts";
import { checkExactlyOne, checkFields, pairUp, type Shape } from "./check-fields.ts";
import {
  type CheckValue,
  checkBoolean,
  checkList,
  checkNumber,
  checkString,
  checkTimestamp,
  checkVariable,
} from "./check-value.ts";
import { problem } from "./problem.ts";

/** Of both query languages: whose a rule is not is said of the field, not of the rule. */
const KINDS = ["And", "Or", "Not", "Variable", "Condition"];

const OPERAND_CHECKS: Readonly<Record<Operator["operandType"], CheckValue>> = {
  string: checkString,
  number: checkNumber,
  boolean: checkBoolean,
  timestamp: checkTimestamp,
  path: checkVariable,
};

const OPERATOR_NAMES = [...OPERATORS.keys()];

const COMBINATION = {
  Comment: checkString,
  And: checkList(checkNested),
  Or: checkList(checkNested),
  Not: checkNested,
};

const COMPARISON = {
  Comment: checkString,
  Variable: checkVariable,
  ...Object.fromEntries(
    [...OPERATORS].map(([name, { operandType }]) => [name, OPERAND_CHECKS[operandType]]),
  ),
};

const CONDITION = {
  Comment: checkString,
  Condition: checkOrExpression(checkBoolean),
  Next: checkString,
  Assign: checkJsonataAssign(),
  Output: checkQuery(),
};

const rule = pairUp(atTop({ fields: { ...COMBINATION, ...COMPARISON } }), {
  fields: CONDITION,
  required: ["Next"],
});

const combination: Shape = { ...rule.JSONPath, fields: COMBINATION, required: [] };
const comparison: Shape = { ...combination, fields: COMPARISON, rules: [checkOperators] };

/** In JSONPath mode. */
export const checkChoices = checkList((value, location) =>
  checkRule(value, location, (kind) => atTop(shapeOf(kind))),
);

/** In JSONata mode. */
export const checkConditions = checkList((value, location) =>
  checkRule(value, location, () => rule.JSONata),
);

/** A rule inside of another: it leads nowhere by itself. */
export function checkNested(value: Json, location: string): readonly Diagnostic[] {
  return checkRule(value, location, shapeOf);
}

function shapeOf(kind: string): Shape {
  return kind === "Variable" ? comparison : combination;
}

/** Only a top-level rule says what comes next. */
function atTop(shape: Shape): Shape {
  const fields = { ...shape.fields, Next: checkString, Assign: checkAssign };
  return { ...shape, fields, required: ["Next"] };
}

function checkRule(
  value: Json,
  location: string,
  shapeOfKind: (kind: string) => Shape,
): readonly Diagnostic[] {
  if (!isJsonObject(value)) return [problem(location, "Expected value of type Object")];
  const [kind, ...others] = KINDS.filter((name) => Object.hasOwn(value, name));
  if (kind === undefined || others.length > 0) {
    const list = KINDS.join(", ");
    return [problem(location, `The object must have only one of the following fields, [${list}]`)];
  }
  return checkFields(value, shapeOfKind(kind), location);
}

/** One operator; where there are several, those are named instead of all. */
function checkOperators(value: JsonObject, location: string): readonly Diagnostic[] {
  const present = OPERATOR_NAMES.filter((name) => Object.hasOwn(value, name));
  return checkExactlyOne(value, present.length > 0 ? present : OPERATOR_NAMES, location);
}
