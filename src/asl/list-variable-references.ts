// Which variables each state refers to, as AWS tells of a state machine.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html

import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { listAssignments } from "./checks/list-assignments.ts";
import { type LocatedState, listScopes, listStates } from "./checks/list-branches.ts";
import { isExpression } from "./evaluate-jsonata.ts";
import type { Argument } from "./intrinsics/call.ts";
import { findCall } from "./intrinsics/parse-call.ts";
import { findPath } from "./json-path/find-path.ts";
import { parseExpression } from "./jsonata/parse-expression.ts";

/** By state name, for states that refer to any; the names of variables are sorted. */
export function listVariableReferences(definition: JsonObject): Readonly<Record<string, string[]>> {
  const states = listScopes(definition, "/").flatMap(listStates);
  const assignments = states.flatMap(({ state, location }) => listAssignments(state, location));
  const assigned = new Set(assignments.map(({ name }) => name));
  return Object.fromEntries(
    states
      .map(({ name, state }) => [name, referencesOf(state, assigned)] as const)
      .filter(([, references]) => references.length > 0),
  );
}

/** What leads into states of their own, which are listed by their own names. */
const INNER = ["Branches", "ItemProcessor", "Iterator"];

function referencesOf(state: LocatedState["state"], assigned: ReadonlySet<string>): string[] {
  if (!isJsonObject(state)) return [];
  const own = Object.entries(state).filter(([field]) => !INNER.includes(field));
  const found = new Set(own.flatMap(([field, value]) => referencesIn(field, value, assigned)));
  return [...found].sort();
}

function referencesIn(field: string, value: Json, assigned: ReadonlySet<string>): string[] {
  if (typeof value === "string") {
    // An expression's names are its own variables and functions, too.
    if (isExpression(value)) return namesInExpression(value).filter((name) => assigned.has(name));
    return isEvaluated(field) ? namesInPathOrCall(value) : [];
  }
  if (isJsonArray(value)) return value.flatMap((item) => referencesIn(field, item, assigned));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => referencesIn(key, member, assigned));
}

/** `ItemsPath`, `NumericEqualsPath`, `Variable`, `"total.$"`. */
function isEvaluated(field: string): boolean {
  return field.endsWith(".$") || field.endsWith("Path") || field === "Variable";
}

function namesInExpression(text: string): string[] {
  const parsed = parseExpression(text);
  return "problem" in parsed ? [] : [...parsed.variables];
}

function namesInPathOrCall(text: string): string[] {
  const path = findPath(text);
  if (path) return path.variable === undefined ? [] : [path.variable];
  return findCall(text)?.arguments.flatMap(namesInArgument) ?? [];
}

function namesInArgument(argument: Argument): string[] {
  if (argument.kind === "path") return namesInPathOrCall(argument.text);
  return argument.kind === "call" ? argument.arguments.flatMap(namesInArgument) : [];
}
