// AWS's own description of a service, and the check of an input against it. The models under
// `generated/` are cut from AWS's published ones by `scripts/trim-service-model.ts`.
//
// The check knows shapes and constraints only: what an ARN or a name may look like, and everything
// else that depends on data, belongs to the operations.
// https://smithy.io/2.0/spec/constraint-traits.html

import { defined } from "../../base/assert.ts";
import { getOwn, isJsonArray, isJsonObject, type Json, setOwn } from "../../base/json.ts";

export interface ServiceModel {
  readonly apiVersion: string;
  readonly targetPrefix?: string;
  readonly xmlNamespace?: string;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface OperationModel {
  /** Names of shapes. */
  readonly input?: string;
  readonly output?: string;
  /** The XML element around the output of the Query protocol. */
  readonly resultWrapper?: string;
  readonly errors: readonly string[];
}

export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, ShapeReference>>;
  /** Of a list. */
  readonly member?: ShapeReference;
  /** Of a map. */
  readonly key?: ShapeReference;
  readonly value?: ShapeReference;
  readonly enum?: readonly string[];
  /** Of the length or the value. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: boolean;
  readonly error?: { readonly code: string; readonly status: number };
}

export interface ShapeReference {
  readonly shape: string;
  readonly locationName?: string;
}

/** A value of another JSON type than the model demands: the input cannot even be read. */
export class WrongTypeError extends Error {
  override readonly name = "WrongTypeError";
}

export interface CheckedInput {
  /** Only members that the model knows; those that are `null` are left out. */
  readonly input: Record<string, Json>;
  /** In AWS's words, in the order of the model. */
  readonly violations: readonly string[];
}

/**
 * Checks an input against the input shape of an operation and keeps what the shape knows.
 * @throws WrongTypeError
 */
export function checkInput(model: ServiceModel, operationName: string, value: Json): CheckedInput {
  const operation = defined(model.operations[operationName], `operation ${operationName}`);
  if (!isJsonObject(value)) throw wrongType(value, "structure");
  if (operation.input === undefined) return { input: {}, violations: [] };
  const violations: string[] = [];
  const input = checkStructure({ model, violations }, shapeOf(model, operation.input), value, "");
  return { input, violations };
}

/** The one text for all violations of an input. */
export function violationsText(violations: readonly string[]): string {
  const noun = violations.length === 1 ? "error" : "errors";
  return `${violations.length} validation ${noun} detected: ${violations.join("; ")}`;
}

export function shapeOf(model: ServiceModel, name: string): Shape {
  return defined(model.shapes[name], `shape ${name}`);
}

interface Checking {
  readonly model: ServiceModel;
  readonly violations: string[];
}

function checkStructure(
  checking: Checking,
  shape: Shape,
  value: Json,
  path: string,
): Record<string, Json> {
  if (!isJsonObject(value)) throw wrongType(value, "structure");
  const known: Record<string, Json> = {};
  const prefix = path === "" ? "" : `${path}.`;
  for (const { name, pathName, shapeName, isRequired } of membersOf(shape)) {
    const member = getOwn(value, name) ?? null;
    if (member !== null) {
      known[name] = checkValue(checking, shapeName, member, prefix + pathName);
    } else if (isRequired) {
      checking.violations.push(
        `Value null at '${prefix}${pathName}' failed to satisfy constraint: Member must not be null`,
      );
    }
  }
  return known;
}

interface Member {
  readonly name: string;
  /** As violations call it. */
  readonly pathName: string;
  readonly shapeName: string;
  readonly isRequired: boolean;
}

/** Every request needs those of its operation. */
const members = new WeakMap<Shape, readonly Member[]>();

function membersOf(shape: Shape): readonly Member[] {
  const known = members.get(shape);
  if (known) return known;
  const found = Object.entries(shape.members ?? {}).map(([name, reference]): Member => {
    const isRequired = shape.required?.includes(name) ?? false;
    return { name, pathName: lowerFirst(name), shapeName: reference.shape, isRequired };
  });
  members.set(shape, found);
  return found;
}

function checkValue(checking: Checking, shapeName: string, value: Json, path: string): Json {
  const shape = shapeOf(checking.model, shapeName);
  switch (shape.type) {
    case "structure":
      return checkStructure(checking, shape, value, path);
    case "list":
      return checkList(checking, shape, value, path);
    case "map":
      return checkMap(checking, shape, value, path);
    default:
      checkScalarType(shape.type, value);
      report(checking, shape, value, path);
      return value;
  }
}

function checkList(checking: Checking, shape: Shape, value: Json, path: string): Json {
  if (!isJsonArray(value)) throw wrongType(value, "list");
  report(checking, shape, value, path);
  const member = defined(shape.member, "member of a list").shape;
  return value.map((item, index) =>
    checkValue(checking, member, item, `${path}.${index + 1}.member`),
  );
}

function checkMap(checking: Checking, shape: Shape, value: Json, path: string): Json {
  if (!isJsonObject(value)) throw wrongType(value, "map");
  const key = defined(shape.key, "key of a map").shape;
  const item = defined(shape.value, "value of a map").shape;
  const entries: Record<string, Json> = {};
  for (const [name, entry] of Object.entries(value)) {
    checkValue(checking, key, name, path);
    setOwn(entries, name, checkValue(checking, item, entry, `${path}.${name}.member`));
  }
  return entries;
}

const SCALAR_TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: (value) =>
    typeof value === "number" && Math.trunc(value) === value && value === (value | 0),
  long: (value) => Number.isSafeInteger(value),
  float: (value) => typeof value === "number",
  double: (value) => typeof value === "number",
  timestamp: (value) => typeof value === "number",
  blob: (value) => typeof value === "string" && isBase64(value),
};

function checkScalarType(type: string, value: Json): void {
  const hasType = defined(SCALAR_TYPES[type], `type ${type}`);
  if (!hasType(value)) throw wrongType(value, type);
}

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}

function report(checking: Checking, shape: Shape, value: Json, path: string): void {
  for (const constraint of brokenConstraints(shape, value)) {
    checking.violations.push(
      `${printValue(shape, value)} at '${path}' failed to satisfy constraint: Member must ${constraint}`,
    );
  }
}

function brokenConstraints(shape: Shape, value: Json): string[] {
  const broken: string[] = [];
  const isNumber = typeof value === "number";
  const measured = isNumber ? value : lengthOf(value);
  const what = isNumber ? "value" : "length";
  const { min, max, pattern } = shape;
  if (min !== undefined && measured < min) {
    broken.push(`have ${what} greater than or equal to ${min}`);
  }
  if (max !== undefined && measured > max) {
    broken.push(`have ${what} less than or equal to ${max}`);
  }
  if (typeof value !== "string") return broken;
  if (pattern !== undefined && !expressionOf(pattern).test(value)) {
    broken.push(`satisfy regular expression pattern: ${pattern}`);
  }
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    broken.push(`satisfy enum value set: [${shape.enum.join(", ")}]`);
  }
  return broken;
}

/** By the pattern, of which the models have a few dozen. */
const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known) return known;
  const expression = new RegExp(`^(?:${pattern})$`, "u");
  expressions.set(pattern, expression);
  return expression;
}

function lengthOf(value: Json): number {
  return typeof value === "string" || isJsonArray(value) ? value.length : 0;
}

/** Enough for every value whose length AWS limits, except payloads, which are sensitive anyway. */
const PRINTED_CHARACTERS_MAX = 4096;

function printValue(shape: Shape, value: Json): string {
  if (shape.sensitive === true || typeof value === "object") return "Value";
  const text = String(value);
  if (text.length <= PRINTED_CHARACTERS_MAX) return `Value '${text}'`;
  return `Value '${text.slice(0, PRINTED_CHARACTERS_MAX)}…'`;
}

function wrongType(value: Json, wanted: string): WrongTypeError {
  if (isJsonObject(value)) {
    return new WrongTypeError("Start of structure or map found where not expected.");
  }
  if (isJsonArray(value)) return new WrongTypeError("Start of list found where not expected");
  if (wanted === "structure" || wanted === "list" || wanted === "map") {
    return new WrongTypeError(
      `Expected ${wanted === "list" ? "list" : "structure or map"} or null`,
    );
  }
  const noun = wanted.charAt(0).toUpperCase() + wanted.slice(1);
  const article = /^[AEIOU]/.test(noun) ? "an" : "a";
  return new WrongTypeError(`${tokenName(value)} can not be converted to ${article} ${noun}`);
}

function tokenName(value: Json): string {
  if (value === null) return "NULL_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return typeof value === "number" ? "NUMBER_VALUE" : "STRING_VALUE";
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
