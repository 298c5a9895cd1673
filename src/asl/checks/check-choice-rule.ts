// The rules of a Choice state.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html

import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { OPERATORS, type Operator } from "../choice-rules/operators.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkFields, type Shape } from "./check-fields.ts";
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

const TOP_FIELDS = { Next: checkString };

const test: Shape = {
  fields: {
    Variable: checkVariable,
    ...Object.fromEntries(
      [...OPERATORS].map(([name, { operandType }]) => [name, OPERAND_CHECKS[operandType]]),
    ),
  },
  exactlyOneOf: [[...OPERATORS.keys()]],
};

const combination: Shape = {
  fields: { And: checkList(checkNested), Or: checkList(checkNested), Not: checkNested },
};

export const checkChoices: CheckValue = checkList((rule, location) =>
  checkRule(rule, location, "top"),
);

function checkNested(rule: Json, location: string): readonly Diagnostic[] {
  return checkRule(rule, location, "nested");
}

/** Only a top-level rule says what comes next. */
function checkRule(rule: Json, location: string, level: "top" | "nested"): readonly Diagnostic[] {
  if (!isJsonObject(rule)) return [problem(location, "Expected value of type Object")];
  const kinds = KINDS.filter((kind) => Object.hasOwn(rule, kind));
  if (kinds.length !== 1) {
    const list = KINDS.join(", ");
    return [problem(location, `The object must have only one of the following fields, [${list}]`)];
  }
  const shape = Object.hasOwn(rule, "Variable") ? test : combination;
  return checkFields(rule, atLevel(shape, level), location).map((found) => shorten(found, rule));
}

function atLevel(shape: Shape, level: "top" | "nested"): Shape {
  const fields = { Comment: checkString, ...shape.fields };
  return level === "top"
    ? { ...shape, fields: { ...fields, ...TOP_FIELDS }, required: ["Next"] }
    : { ...shape, fields };
}

/** Instead of all 39 operators, an "only one of" names those that the rule has. */
function shorten(found: Diagnostic, rule: JsonObject): Diagnostic {
  const all = [...OPERATORS.keys()].join(", ");
  const present = Object.keys(rule).filter((name) => OPERATORS.has(name));
  if (present.length === 0) return found;
  return { ...found, message: found.message.replace(all, present.join(", ")) };
}
