// Whether a value is what an operation of AWS could have answered. Step Functions writes members in
// PascalCase, and blobs and timestamps as text; members that the model does not know are let through.

import { defined } from "../../base/assert.ts";
import { getOwn, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { OutputSchema, OutputShape } from "./test-state-models.ts";

interface Checking extends OutputSchema {
  readonly needsRequired: boolean;
}

/** The first problem, in AWS's words. */
export function findSchemaProblem(
  schema: OutputSchema,
  value: Json,
  options: { readonly needsRequired: boolean },
): string | undefined {
  if (!isJsonObject(value)) return "Mock result must be an object";
  return findInStructure({ ...schema, ...options }, shapeOf(schema, schema.shape), value);
}

function findInStructure(
  checking: Checking,
  shape: OutputShape,
  value: JsonObject,
): string | undefined {
  for (const name of checking.needsRequired ? (shape.required ?? []) : []) {
    const field = upperFirst(name);
    if (getOwn(value, field) === undefined) return `Required field '${field}' is missing`;
  }
  for (const [name, of] of Object.entries(shape.members ?? {})) {
    const field = upperFirst(name);
    const member = getOwn(value, field);
    if (member === undefined || checking.unchecked.has(field)) continue;
    const problem = findInValue(checking, of, member, field);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function findInValue(
  checking: Checking,
  shapeName: string,
  value: Json,
  field: string,
): string | undefined {
  const shape = shapeOf(checking, shapeName);
  const { is, noun } = defined(KINDS[shape.type], `type ${shape.type}`);
  if (!is(value)) return `Field '${field}' must be ${noun}`;
  const problem = findBrokenLimit(shape, value);
  if (problem !== undefined) return `Field '${field}' ${problem}`;
  if (isJsonObject(value)) return findInObject(checking, shape, value, field);
  if (!isJsonArray(value) || shape.member === undefined) return undefined;
  return findFirst(checking, shape.member, value, field);
}

function findInObject(
  checking: Checking,
  shape: OutputShape,
  value: JsonObject,
  field: string,
): string | undefined {
  if (shape.type === "structure") return findInStructure(checking, shape, value);
  return findFirst(
    checking,
    defined(shape.value, "the values of a map"),
    Object.values(value),
    field,
  );
}

function findFirst(
  checking: Checking,
  shapeName: string,
  values: readonly Json[],
  field: string,
): string | undefined {
  for (const value of values) {
    const problem = findInValue(checking, shapeName, value, field);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

interface Kind {
  readonly is: (value: Json) => boolean;
  /** With its article. */
  readonly noun: string;
}

const TEXT: Kind = { is: (value) => typeof value === "string", noun: "a string" };
const NUMBER: Kind = { is: (value) => typeof value === "number", noun: "a number" };
const OBJECT: Kind = { is: isJsonObject, noun: "an object" };

const KINDS: Readonly<Record<string, Kind>> = {
  string: TEXT,
  blob: TEXT,
  timestamp: TEXT,
  boolean: { is: (value) => typeof value === "boolean", noun: "a boolean" },
  integer: NUMBER,
  long: NUMBER,
  float: NUMBER,
  double: NUMBER,
  list: { is: isJsonArray, noun: "an array" },
  map: OBJECT,
  structure: OBJECT,
};

function findBrokenLimit(shape: OutputShape, value: Json): string | undefined {
  const { min = -Infinity, max = Infinity } = shape;
  if (typeof value === "number") {
    if (value < min) return "is smaller than the minimum value";
    return value > max ? "exceeds the maximum value" : undefined;
  }
  if (typeof value !== "string" && !isJsonArray(value)) return undefined;
  const { length } = value;
  if (length < min) return "is smaller than the minimum length";
  if (length > max) return "exceeds the maximum length";
  if (typeof value !== "string") return undefined;
  return shape.enum?.includes(value) === false ? "is not an expected value" : undefined;
}

function shapeOf({ model }: OutputSchema, name: string): OutputShape {
  return defined(model.shapes[name], `shape ${name}`);
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
