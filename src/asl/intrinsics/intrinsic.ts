// What an intrinsic function is, and how it reads its arguments.

import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Random } from "../../base/random.ts";

export interface Intrinsic {
  /** How many arguments it takes; parsing holds calls to it. */
  readonly arity: { readonly min: number; readonly max: number };
  /** Whether its first argument gets escapes unread, because they mean something to it. */
  readonly takesPattern?: true;
  /** Throws {@link ArgumentProblem} on arguments it cannot work with. */
  readonly evaluate: (values: readonly Json[], random: Random) => Json;
}

/** An argument that a function cannot work with. It never leaves the evaluation of the call. */
export class ArgumentProblem extends Error {
  override readonly name = "ArgumentProblem";
}

/** AWS: the text that Base64Encode, Base64Decode and Hash take. */
const CHARACTERS_MAX = 10_000;

export function valueAt(values: readonly Json[], index: number): Json {
  const value = values[index];
  if (value === undefined) throw new ArgumentProblem(`Argument ${index + 1} is missing.`);
  return value;
}

export function stringAt(values: readonly Json[], index: number): string {
  const value = valueAt(values, index);
  if (typeof value === "string") return value;
  throw new ArgumentProblem(`Argument ${index + 1} must be a string.`);
}

export function arrayAt(values: readonly Json[], index: number): readonly Json[] {
  const value = valueAt(values, index);
  if (isJsonArray(value)) return value;
  throw new ArgumentProblem(`Argument ${index + 1} must be an array.`);
}

export function objectAt(values: readonly Json[], index: number): JsonObject {
  const value = valueAt(values, index);
  if (isJsonObject(value)) return value;
  throw new ArgumentProblem(`Argument ${index + 1} must be a JSON object.`);
}

/** AWS: numbers are rounded to the nearest integer, halves upwards (-1.5 becomes -1). */
export function integerAt(values: readonly Json[], index: number): number {
  const value = valueAt(values, index);
  const rounded = typeof value === "number" ? Math.round(value) + 0 : Number.NaN;
  if (Number.isSafeInteger(rounded)) return rounded;
  throw new ArgumentProblem(`Argument ${index + 1} must be an integer.`);
}

export function checkLength(text: string): string {
  if (text.length <= CHARACTERS_MAX) return text;
  throw new ArgumentProblem(`The text is longer than ${CHARACTERS_MAX} characters.`);
}
