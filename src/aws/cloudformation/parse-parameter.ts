// One entry of a template's Parameters section.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html

import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { ParameterDeclaration, ParameterType } from "./template.ts";

const TYPES: readonly string[] = ["String", "Number", "CommaDelimitedList"];
const KEYS: readonly string[] = [
  "Type",
  "Default",
  "Description",
  "NoEcho",
  "ConstraintDescription",
  "AllowedValues",
  "AllowedPattern",
  "MinLength",
  "MaxLength",
  "MinValue",
  "MaxValue",
];

interface Parsed {
  readonly declaration?: ParameterDeclaration;
  readonly messages: readonly string[];
}

export function parseParameter(name: string, value: Json, line: number | undefined): Parsed {
  if (!isJsonObject(value)) return { messages: [`Parameter ${name} must be an object`] };
  const messages = Object.keys(value)
    .filter((key) => !KEYS.includes(key))
    .map((key) => `${key} of parameter ${name} is not supported`);
  const type = value["Type"];
  if (typeof type !== "string" || !TYPES.includes(type)) {
    messages.push(
      `Type of parameter ${name} must be one of ${TYPES.join(", ")}, not ${JSON.stringify(type)}`,
    );
  }
  const pattern = patternOf(value["AllowedPattern"]);
  if (pattern === "invalid") {
    messages.push(`AllowedPattern of parameter ${name} is no regular expression`);
  }
  const declaration: ParameterDeclaration = {
    name,
    type: (TYPES.includes(String(type)) ? type : "String") as ParameterType,
    line,
    ...(pattern instanceof RegExp ? { allowedPattern: pattern } : {}),
    ...limitsOf(value),
  };
  return { declaration, messages };
}

function limitsOf(value: JsonObject): Partial<ParameterDeclaration> {
  const allowed = value["AllowedValues"];
  const fallback = textOf(value["Default"]);
  const description = textOf(value["ConstraintDescription"]);
  return {
    ...(fallback === undefined ? {} : { defaultValue: fallback }),
    ...(isJsonArray(allowed)
      ? { allowedValues: allowed.flatMap((item) => textOf(item) ?? []) }
      : {}),
    ...(description === undefined ? {} : { constraintDescription: description }),
    ...numberOf(value, "MinLength", "minLength"),
    ...numberOf(value, "MaxLength", "maxLength"),
    ...numberOf(value, "MinValue", "minValue"),
    ...numberOf(value, "MaxValue", "maxValue"),
  };
}

function numberOf<Name extends string>(
  value: JsonObject,
  key: string,
  name: Name,
): { readonly [key in Name]?: number } {
  const number = Number(value[key] ?? Number.NaN);
  return (Number.isNaN(number) ? {} : { [name]: number }) as { readonly [key in Name]?: number };
}

function patternOf(value: Json | undefined): RegExp | "invalid" | undefined {
  if (value === undefined) return undefined;
  try {
    return new RegExp(`^(?:${String(value)})$`, "u");
  } catch {
    return "invalid";
  }
}

/** Templates write `Default: 5` and mean the text. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
