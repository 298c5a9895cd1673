// The rules of a Choice state.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html

import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { OPERATORS, type Operator } from "../choice-rules/operators.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkAssign, checkJsonataAssign } from "./check-assign.ts";
import { checkOrExpression, checkQuery } from "./check-expression.ts";
import { checkExactlyOne, checkFields, checkShape, type Shape } from "./check-fields.ts";
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

const KINDS = ["And", "Or", "Not", "Variable"];

const OPERAND_CHECKS: Readonly<Record<Operator["operandType"], CheckValue>> = {
  string: checkString,
  number: checkNumber,
  boolean: checkBoolean,
  timestamp: checkTimestamp,
  path: checkVariable,
};

const OPERATOR_NAMES = [...OPERATORS.keys()];

const test: Shape = {
  fields: {
    Comment: checkString,
    Variable: checkVariable,
    ...Object.fromEntries(
      [...OPERATORS].map(([name, { operandType }]) => [name, OPERAND_CHECKS[operandType]]),
    ),
  },
  rules: [checkOperators],
};

const combination: Shape = {
  fields: {
    Comment: checkString,
    And: checkList(checkNested),
    Or: checkList(checkNested),
    Not: checkNested,
  },
};

export const checkChoices: CheckValue = checkList((rule, location) =>
  checkRule(rule, location, { test: atTop(test), combination: atTop(combination) }),
);

export function checkNested(rule: Json, location: string): readonly Diagnostic[] {
  return checkRule(rule, location, { test, combination });
}

/** Only a top-level rule says what comes next. */
function atTop(shape: Shape): Shape {
  const fields = { ...shape.fields, Next: checkString, Assign: checkAssign };
  return { ...shape, fields, required: ["Next"] };
}

/** The rules in JSONata mode. */
export const checkConditions: CheckValue = checkList(
  checkShape({
    fields: {
      Comment: checkString,
      Condition: checkOrExpression(checkBoolean),
      Next: checkString,
      Assign: checkJsonataAssign(),
      Output: checkQuery(),
    },
    required: ["Condition", "Next"],
  }),
);

function checkRule(
  rule: Json,
  location: string,
  shapes: { readonly test: Shape; readonly combination: Shape },
): readonly Diagnostic[] {
  if (!isJsonObject(rule)) return [problem(location, "Expected value of type Object")];
  const kinds = KINDS.filter((kind) => Object.hasOwn(rule, kind));
  if (kinds.length !== 1) {
    const list = KINDS.join(", ");
    return [problem(location, `The object must have only one of the following fields, [${list}]`)];
  }
  const shape = Object.hasOwn(rule, "Variable") ? shapes.test : shapes.combination;
  return checkFields(rule, shape, location);
}

/** One operator; where there are several, those are named instead of all. */
function checkOperators(rule: JsonObject, location: string): readonly Diagnostic[] {
  const present = OPERATOR_NAMES.filter((name) => Object.hasOwn(rule, name));
  return checkExactlyOne(rule, present.length > 0 ? present : OPERATOR_NAMES, location);
}
