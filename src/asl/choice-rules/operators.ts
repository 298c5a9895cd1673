// The comparison operators of choice rules.

import type { Instant } from "../../base/instant.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import { parseTimestamp } from "../timestamp.ts";
import { matchesPattern } from "./matches-pattern.ts";

export interface Operator {
  readonly operandType: "string" | "number" | "boolean" | "timestamp" | "path";
  /** Whether the operand is a path to what is compared with. */
  readonly takesPath: boolean;
  readonly test: (value: Json, operand: Json) => boolean;
}

type OperandType = "string" | "number" | "boolean" | "timestamp";
type Test = Operator["test"];

/** The operator of a rule, `undefined` unless the rule has exactly one. */
export function findOperator(
  rule: JsonObject,
): { readonly name: string; readonly operator: Operator } | undefined {
  const [found, ...more] = Object.keys(rule).flatMap((name) => {
    const operator = OPERATORS.get(name);
    return operator === undefined ? [] : [{ name, operator }];
  });
  return more.length === 0 ? found : undefined;
}

const asString = (value: Json) => (typeof value === "string" ? value : undefined);
const asNumber = (value: Json) => (typeof value === "number" ? value : undefined);
const asBoolean = (value: Json) => (typeof value === "boolean" ? value : undefined);
const asInstant = (value: Json): Instant | undefined =>
  typeof value === "string" ? parseTimestamp(value) : undefined;

export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...comparisons("String", "string", asString),
  ...comparisons("Numeric", "number", asNumber),
  ...comparisons("Timestamp", "timestamp", asInstant),
  ...withPath(
    "BooleanEquals",
    "boolean",
    comparing(asBoolean, (sign) => sign === 0),
  ),
  entry("StringMatches", "string", matchesString),
  entry("IsPresent", "boolean", (_, expected) => expected === true),
  ...kinds(),
]);

/** The five comparisons of one type, each also with a path as operand. */
function comparisons<T extends string | number>(
  prefix: string,
  operandType: OperandType,
  read: (value: Json) => T | undefined,
): [string, Operator][] {
  return [
    ...withPath(
      `${prefix}Equals`,
      operandType,
      comparing(read, (sign) => sign === 0),
    ),
    ...withPath(
      `${prefix}LessThan`,
      operandType,
      comparing(read, (sign) => sign < 0),
    ),
    ...withPath(
      `${prefix}GreaterThan`,
      operandType,
      comparing(read, (sign) => sign > 0),
    ),
    ...withPath(
      `${prefix}LessThanEquals`,
      operandType,
      comparing(read, (sign) => sign <= 0),
    ),
    ...withPath(
      `${prefix}GreaterThanEquals`,
      operandType,
      comparing(read, (sign) => sign >= 0),
    ),
  ];
}

function withPath(name: string, operandType: OperandType, test: Test): [string, Operator][] {
  return [
    entry(name, operandType, test),
    [`${name}Path`, { operandType: "path", takesPath: true, test }],
  ];
}

function entry(name: string, operandType: OperandType, test: Test): [string, Operator] {
  return [name, { operandType, takesPath: false, test }];
}

function comparing<T extends string | number | boolean>(
  read: (value: Json) => T | undefined,
  accepts: (sign: number) => boolean,
): Test {
  return (value, operand) => {
    const left = read(value);
    const right = read(operand);
    if (left === undefined || right === undefined) return false;
    return accepts(left < right ? -1 : left > right ? 1 : 0);
  };
}

function matchesString(value: Json, pattern: Json): boolean {
  return typeof value === "string" && typeof pattern === "string" && matchesPattern(value, pattern);
}

function kinds(): [string, Operator][] {
  const isKind = (name: string, is: (value: Json) => boolean) =>
    entry(name, "boolean", (value, expected) => is(value) === expected);
  return [
    isKind("IsNull", (value) => value === null),
    isKind("IsString", (value) => typeof value === "string"),
    isKind("IsNumeric", (value) => typeof value === "number"),
    isKind("IsBoolean", (value) => typeof value === "boolean"),
    isKind("IsTimestamp", (value) => asInstant(value) !== undefined),
  ];
}
