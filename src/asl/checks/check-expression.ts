// JSONata: strings `{% … %}` in templates, and fields that are one.

import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { type Expression, parseExpression } from "../jsonata/parse-expression.ts";
import { fieldLocation } from "./check-fields.ts";
import type { CheckValue } from "./check-value.ts";
import { problem } from "./problem.ts";

/** Members of `$states` that exist only in some places. */
export type Sometimes = "result" | "errorOutput";

const SOMETIMES: readonly Sometimes[] = ["result", "errorOutput"];

/** Any JSON with expressions at any depth. `available` are the members of `$states` that it may use. */
export function checkQuery(...available: readonly Sometimes[]): CheckValue {
  const check: CheckValue = (value, location) => {
    if (typeof value === "string") return checkText(value, location, available);
    if (isJsonArray(value)) {
      return value.flatMap((item, index) => check(item, `${location}[${index}]`));
    }
    if (!isJsonObject(value)) return [];
    return Object.entries(value).flatMap(([key, member]) =>
      check(member, fieldLocation(location, key)),
    );
  };
  return check;
}

/** A string with a mark is an expression or wants to be one; anything else is left to `check`. */
export function checkOrExpression(check: CheckValue): CheckValue {
  return (value, location) =>
    hasMark(value) ? checkText(value, location, []) : check(value, location);
}

function hasMark(value: Json): value is string {
  return typeof value === "string" && (value.startsWith("{%") || value.endsWith("%}"));
}

function checkText(
  text: string,
  location: string,
  available: readonly Sometimes[],
): readonly Diagnostic[] {
  if (!hasMark(text)) return [];
  if (text.length < 4 || !text.startsWith("{%") || !text.endsWith("%}")) {
    return [problem(location, "JSONata string must start with {% and end with %}")];
  }
  const parsed = parseExpression(text);
  if ("problem" in parsed) {
    // AWS leaves the library's own codes out (`S0207: `).
    const message = parsed.problem.replace(/^[A-Z]\d{4}: /, "");
    return [problem(location, message, "INVALID_JSONATA_EXPRESSION")];
  }
  return checkReferences(parsed, available).map((message) =>
    problem(location, message, "UNSUPPORTED_JSONATA_EXPRESSION"),
  );
}

function checkReferences(
  { rootless, states }: Expression,
  available: readonly Sometimes[],
): readonly string[] {
  return [
    ...[...rootless].map((name) =>
      name === "$$"
        ? "Reference to '$$' is not supported."
        : `Reference to '${name}' at the top level is not supported.`,
    ),
    ...SOMETIMES.filter((name) => states.has(name) && !available.includes(name)).map(
      (name) => `Field '$states.${name}' does not exist.`,
    ),
  ];
}
