// Tells whether parameters of a request have changed the structure of what a template makes of them.

import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";

/** Characters that mean something in JSON. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings.
const STRUCTURAL = /["\\{}[\],:\x00-\x1f]/g;

/** The text with nothing in it that JSON would read as structure; as long as before. */
export function neutralise(text: string): string {
  return text.replace(STRUCTURAL, "_");
}

export interface Rendered {
  readonly body: string;
  /** The same from neutral parameters; `undefined` when the template fails on them. */
  readonly neutral: string | undefined;
  readonly parameters: readonly string[];
}

/** A body that is no JSON is left to the integration, which refuses it. */
export function isReshaped({ body, neutral, parameters }: Rendered): boolean {
  if (body === neutral) return false;
  const actual = parseJson(body);
  if (actual === undefined) return false;
  const expected = neutral === undefined ? undefined : parseJson(neutral);
  return expected === undefined || !meansTheSame(actual, expected, parameters);
}

function meansTheSame(actual: Json, expected: Json, parameters: readonly string[]): boolean {
  if (typeof actual === "string" && typeof expected === "string") {
    return isSameText(actual, expected, parameters);
  }
  if (isJsonArray(actual)) {
    return (
      isJsonArray(expected) &&
      actual.length === expected.length &&
      actual.every((item, index) => meansTheSame(item, expected[index] ?? null, parameters))
    );
  }
  if (!isJsonObject(actual)) return actual === expected;
  if (!isJsonObject(expected)) return false;
  const keys = Object.keys(actual);
  const expectedKeys = Object.keys(expected);
  return (
    keys.length === expectedKeys.length &&
    keys.every((key, index) => {
      const expectedKey = expectedKeys[index] ?? "";
      return (
        neutralise(key) === neutralise(expectedKey) &&
        meansTheSame(actual[key] ?? null, expected[expectedKey] ?? null, parameters)
      );
    })
  );
}

/** Outputs and inputs are JSON within the JSON: there, the same question is asked again. */
function isSameText(actual: string, expected: string, parameters: readonly string[]): boolean {
  if (actual === expected) return true;
  const inner = parseJson(actual);
  if (typeof inner !== "object") return neutralise(actual) === neutralise(expected);
  // The author gave the whole text to the parameter, and so its structure.
  if (parameters.includes(actual)) return true;
  const expectedInner = parseJson(expected);
  return expectedInner !== undefined && meansTheSame(inner, expectedInner, parameters);
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
