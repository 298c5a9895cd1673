// Variables: their names, and what is assigned to them.
// https://states-language.net/spec.html#variables

import { isJsonObject, type Json } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkQuery, type Sometimes } from "./check-expression.ts";
import { fieldLocation } from "./check-fields.ts";
import { checkTemplate } from "./check-template.ts";
import { all, type CheckValue, checkObject } from "./check-value.ts";
import { variableOf } from "./list-assignments.ts";
import { problem } from "./problem.ts";

const NAME = /^\p{ID_Start}\p{ID_Continue}*$/u;
const NAME_CHARACTERS_MAX = 80;

/** In JSONPath mode. */
export const checkAssign: CheckValue = all(checkTemplate, checkNames(variableOf));

export function checkJsonataAssign(...available: readonly Sometimes[]): CheckValue {
  return all(
    checkObject,
    checkNames((key) => key),
    checkQuery(...available),
  );
}

function checkNames(nameOf: (key: string) => string): CheckValue {
  return (value: Json, location: string): readonly Diagnostic[] => {
    if (!isJsonObject(value)) return [];
    return Object.keys(value).flatMap((key) =>
      checkName(nameOf(key), fieldLocation(location, key)),
    );
  };
}

function checkName(name: string, location: string): readonly Diagnostic[] {
  if (name === "states") {
    const message = "Cannot assign to reserved variable '$states'.";
    return [problem(location, message, "RESERVED_VARIABLE_NAME")];
  }
  const fault = faultOf(name);
  if (fault === undefined) return [];
  const message = `Invalid variable name '${name}': the variable name ${fault}.`;
  return [problem(location, message, "INVALID_VARIABLE_NAME")];
}

function faultOf(name: string): string | undefined {
  if (!NAME.test(name)) return "contains invalid characters";
  return [...name].length > NAME_CHARACTERS_MAX
    ? `exceeds the ${NAME_CHARACTERS_MAX}-character limit`
    : undefined;
}
