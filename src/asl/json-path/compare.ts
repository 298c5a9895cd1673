// Comparisons inside filters, with Jayway's rules: `==` takes a number and its text for equal, `<` and
// its like compare numbers with numbers and strings with strings, and what is missing equals nothing.

import { isJsonArray, isJsonObject, type Json, jsonEquals } from "../../base/json.ts";
import type { FilterOperator } from "./path.ts";

type Test = (left: Json, right: Json) => boolean;

/** `undefined` stands for a path that leads nowhere. */
export function compare(
  left: Json | undefined,
  operator: FilterOperator,
  right: Json | undefined,
): boolean {
  if (left !== undefined && right !== undefined) return TESTS[operator](left, right);
  return NEGATIONS.has(operator);
}

const NEGATIONS: ReadonlySet<FilterOperator> = new Set(["!=", "!==", "nin", "noneof"]);

const TESTS: Readonly<Record<FilterOperator, Test>> = {
  "==": looselyEquals,
  "!=": (left, right) => !looselyEquals(left, right),
  "===": jsonEquals,
  "!==": (left, right) => !jsonEquals(left, right),
  "<": ordered((sign) => sign < 0),
  "<=": ordered((sign) => sign <= 0),
  ">": ordered((sign) => sign > 0),
  ">=": ordered((sign) => sign >= 0),
  in: isIn,
  nin: (left, right) => !isIn(left, right),
  subsetof: (left, right) => isJsonArray(left) && left.every((item) => isIn(item, right)),
  anyof: isAnyOf,
  noneof: (left, right) => !isAnyOf(left, right),
  contains: (left, right) =>
    typeof left === "string" && typeof right === "string"
      ? left.includes(right)
      : isIn(right, left),
  size: (left, right) => sizeOf(left) === right,
  empty: (left, right) => {
    const size = isJsonObject(left) ? Object.keys(left).length : sizeOf(left);
    return size !== undefined && (size === 0) === right;
  },
};

function looselyEquals(left: Json, right: Json): boolean {
  if (typeof left === "number" && typeof right === "string") return left === numberOf(right);
  if (typeof left === "string" && typeof right === "number") return left === String(right);
  return jsonEquals(left, right);
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function ordered(accepts: (sign: number) => boolean): Test {
  return (left, right) => {
    const isComparable =
      (typeof left === "number" && typeof right === "number") ||
      (typeof left === "string" && typeof right === "string");
    return isComparable && accepts(left < right ? -1 : left > right ? 1 : 0);
  };
}

function isIn(item: Json, list: Json): boolean {
  return isJsonArray(list) && list.some((member) => looselyEquals(item, member));
}

function isAnyOf(left: Json, right: Json): boolean {
  return isJsonArray(left) && left.some((item) => isIn(item, right));
}

function sizeOf(value: Json): number | undefined {
  return typeof value === "string" || isJsonArray(value) ? value.length : undefined;
}
