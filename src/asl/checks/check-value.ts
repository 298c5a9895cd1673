// What the value of one field may be. The words are AWS's, as ValidateStateMachineDefinition gives them.

import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { findCall } from "../intrinsics/parse-call.ts";
import { findPath } from "../json-path/find-path.ts";
import type { PathStep } from "../json-path/path.ts";
import { parseResource } from "../resource.ts";
import { parseTimestamp } from "../timestamp.ts";
import { problem } from "./problem.ts";

export type CheckValue = (value: Json, location: string) => readonly Diagnostic[];

export const checkAnything: CheckValue = () => [];

export const checkString = checkType("String", (value) => typeof value === "string");
export const checkBoolean = checkType("Boolean", (value) => typeof value === "boolean");
export const checkNumber = checkType("Number", (value) => typeof value === "number");
export const checkObject = checkType("Object", isJsonObject);

function checkType(name: string, is: (value: Json) => boolean): CheckValue {
  return (value, location) =>
    is(value) ? [] : [problem(location, `Expected value of type ${name}`)];
}

const checkIsInteger = checkType("Integer", Number.isInteger);

/** A whole number between the bounds, both included. */
export function checkInteger(min: number, max = Number.MAX_VALUE): CheckValue {
  return all(checkIsInteger, checkRange(String(min), String(max)));
}

/** The bounds are given as AWS prints them (`1.0`). */
export function checkRange(min: string, max: string): CheckValue {
  return (value, location) => {
    if (typeof value !== "number") return [];
    if (value < Number(min)) return [problem(location, `Minimum value is ${min}`)];
    return value > Number(max) ? [problem(location, `Maximum value is ${max}`)] : [];
  };
}

/** The findings of the first check that has any. */
export function all(...checks: readonly CheckValue[]): CheckValue {
  return (value, location) => {
    for (const check of checks) {
      const found = check(value, location);
      if (found.length > 0) return found;
    }
    return [];
  };
}

/** AWS words it so where it has a list of values. */
const checkListedString = checkType("[STRING]", (value) => typeof value === "string");

export function checkOneOf(...allowed: readonly string[]): CheckValue {
  return all(checkListedString, (value, location) =>
    allowed.includes(value as string)
      ? []
      : [problem(location, `Value should be one of the following: [${allowed.join(", ")}]`)],
  );
}

export function orNull(check: CheckValue): CheckValue {
  return (value, location) => (value === null ? [] : check(value, location));
}

/** Every item of a list that has at least one. */
export function checkList(checkItem: CheckValue): CheckValue {
  return (value, location) => {
    if (!isJsonArray(value)) return [problem(location, "Expected value of type Array")];
    if (value.length === 0) return [problem(location, "Value cannot be empty")];
    return value.flatMap((item, index) => checkItem(item, `${location}[${index}]`));
  };
}

export const checkTimestamp = checkText(
  (text) => parseTimestamp(text) !== undefined,
  "String does not match RFC3339 timestamp",
);

export const checkResource: CheckValue = all(checkString, (value, location) => {
  const text = value as string;
  if (parseResource(text) !== undefined) return [];
  if (!text.startsWith("arn:")) return [problem(location, "Value is not a valid resource ARN")];
  const message =
    `The resource provided ${text} is not recognized. The value is not a valid resource ARN, ` +
    "or the resource is not available in this region.";
  return [problem(location, message)];
});

/** Any path, also one with several results. */
export const checkPath = checkText(
  (text) => findPath(text) !== undefined,
  "Value must be a valid JSONPath.",
);

const checkIsReference = checkText(
  (text) => findPath(text)?.steps.every(isReferenceStep) ?? false,
  "Value is not a Reference Path",
);

/** A path to one place, which names and indexes alone lead to. */
export const checkReferencePath = all(checkPath, checkIsReference);

/** What choice rules look at. */
export const checkVariable = all(
  checkText(
    (text) => text.startsWith("$"),
    "Value is not a Reference Path: Reference path didn't start with '$'",
  ),
  checkIsReference,
);

/** A reference path to a place in the input, which the context object cannot be. */
export const checkResultPath = all(
  checkReferencePath,
  checkText((text) => findPath(text)?.root === "input", "Value is not a Reference Path"),
);

/** Fail's ErrorPath and CausePath. */
export const checkReferenceOrCall: CheckValue = (value, location) =>
  typeof value === "string" && findCall(value) !== undefined
    ? []
    : checkReferencePath(value, location);

function isReferenceStep(step: PathStep): boolean {
  return (
    (step.kind === "names" && step.names.length === 1) ||
    (step.kind === "indexes" && step.indexes.length === 1)
  );
}

function checkText(is: (text: string) => boolean, message: string): CheckValue {
  return all(checkString, (value, location) =>
    is(value as string) ? [] : [problem(location, message)],
  );
}
