// A Choice on what a person has said, without Default: any other answer ends the execution with
// States.NoChoiceMatched. Rules that leave nothing over, or whose meaning cannot be told, count as whole.

import { isJsonObject, type Json } from "../../base/json.ts";
import type { ChoiceCondition, ChoiceState, TaskState } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { findPath } from "../json-path/find-path.ts";
import type { PathStep } from "../json-path/path.ts";
import { parseExpression } from "../jsonata/parse-expression.ts";
import { isCallback } from "./callback.ts";
import type { PlacedState } from "./list-states.ts";
import { warning } from "./warning.ts";

/** Of a task that asks: whether the Choice behind it takes every answer. */
export function checkDefault(place: PlacedState): readonly Diagnostic[] {
  if (!isCallback(place)) return [];
  const { name, state, neighbours, language, location } = place;
  const next = state.Next ?? "";
  const choice = Object.hasOwn(neighbours, next) ? neighbours[next] : undefined;
  if (choice?.Type !== "Choice" || choice.Default !== undefined) return [];
  const isOpen = language === "JSONata" ? isOpenQuery(choice, state) : isOpenTest(choice, state);
  if (!isOpen) return [];
  const message =
    `This decides on the answer to "${name}" without Default: ` +
    "an answer that no rule matches fails the execution";
  const placeOfChoice = location.slice(0, location.length - name.length) + next;
  return [warning("APPROVAL_WITHOUT_DEFAULT", message, placeOfChoice)];
}

/** Whether all rules ask for certain values, some of them of the answer, and others are possible. */
function isOpenTest({ Choices: rules }: ChoiceState, callback: TaskState): boolean {
  const found = rules.map((rule) => ("Condition" in rule ? undefined : valuesOf(rule)));
  const values = found.flatMap((each) => each ?? []);
  return (
    found.every((each) => each !== undefined) &&
    values.some(({ variable }) => isFromAnswer(variable, callback)) &&
    !values.some((value) => values.some((other) => isOpposite(value, other)))
  );
}

interface AskedValue {
  readonly variable: string;
  readonly value: Json | undefined;
}

const EQUALS: readonly string[] = ["StringEquals", "BooleanEquals", "NumericEquals"];

/** The values that a rule asks for; `undefined` for one that may let anything through. */
function valuesOf(rule: ChoiceCondition): readonly AskedValue[] | undefined {
  if (isAnd(rule)) {
    // One part that asks for a value is enough, but then `true` may go along with a `false` elsewhere.
    return rule.And.map(valuesOf).find((each) => each?.every(isNoBoolean));
  }
  if (isOr(rule)) {
    const parts = rule.Or.map(valuesOf);
    return parts.some((part) => part === undefined)
      ? undefined
      : parts.flatMap((part) => part ?? []);
  }
  if (isNot(rule)) return undefined;
  const operator = EQUALS.find((name) => Object.hasOwn(rule, name));
  return operator === undefined ? undefined : [{ variable: rule.Variable, value: rule[operator] }];
}

function isAnd(rule: ChoiceCondition): rule is { readonly And: readonly ChoiceCondition[] } {
  return Object.hasOwn(rule, "And");
}

function isOr(rule: ChoiceCondition): rule is { readonly Or: readonly ChoiceCondition[] } {
  return Object.hasOwn(rule, "Or");
}

function isNot(rule: ChoiceCondition): rule is { readonly Not: ChoiceCondition } {
  return Object.hasOwn(rule, "Not");
}

function isNoBoolean({ value }: AskedValue): boolean {
  return typeof value !== "boolean";
}

function isOpposite(one: AskedValue, other: AskedValue): boolean {
  return one.variable === other.variable && one.value === true && other.value === false;
}

/** Whether a variable of a rule looks at what came back. */
function isFromAnswer(
  text: string,
  { ResultPath: resultPath, Assign: assign }: TaskState,
): boolean {
  const path = findPath(text);
  if (path?.root === "variable") return Object.hasOwn(assign ?? {}, `${path.variable}.$`);
  if (path?.root !== "input" || resultPath === null) return false;
  const target = findPath(resultPath ?? "$");
  return target?.root === "input" && target.steps.every((step, at) => isSame(step, path.steps[at]));
}

/** ResultPath consists of names and single indexes. */
function isSame(step: PathStep, other: PathStep | undefined): boolean {
  if (step.kind === "names") return other?.kind === "names" && step.names[0] === other.names[0];
  if (step.kind !== "indexes" || other?.kind !== "indexes") return false;
  return step.indexes[0] === other.indexes[0];
}

/** `$states.input.decision = 'approve'`, also several with `or` and `and`. */
const EQUALITY = /^\$[\w.`]+\s*=\s*(?:"[^"]*"|'[^']*')$/;

/** The same in JSONata. */
function isOpenQuery({ Choices: rules }: ChoiceState, callback: TaskState): boolean {
  return rules.every((rule) => {
    const condition = "Condition" in rule ? rule.Condition : undefined;
    if (typeof condition !== "string") return false;
    const parsed = parseExpression(condition);
    if ("problem" in parsed) return false;
    const parts = parsed.text.replace(/^\((.*)\)$/s, "$1").split(/\s+(?:or|and)\s+/);
    if (!parts.every((part) => EQUALITY.test(part.trim()))) return false;
    const isFromOutput = parsed.states.has("input") && mayHoldResult(callback.Output);
    return isFromOutput || [...parsed.variables].some((name) => isAssigned(name, callback));
  });
}

function isAssigned(name: string, { Assign: assign }: TaskState): boolean {
  return assign !== undefined && Object.hasOwn(assign, name) && mayHoldResult(assign[name]);
}

/** Without a template it is the result itself. */
function mayHoldResult(template: Json | undefined): boolean {
  if (template === undefined) return true;
  return isJsonObject(template)
    ? Object.values(template).some(mayHoldResult)
    : typeof template === "string" && template.includes("$states.result");
}
