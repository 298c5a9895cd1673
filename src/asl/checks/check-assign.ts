// Variables: their names, and what is assigned to them.
// https://states-language.net/spec.html#variables

import { isJsonObject, type Json } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkQuery, type Sometimes } from "./check-expression.ts";
import { checkTemplate } from "./check-template.ts";
import { all, type CheckValue, checkObject } from "./check-value.ts";
import { problem } from "./problem.ts";

const NAME = /^\p{ID_Start}\p{ID_Continue}*$/u;
const NAME_CHARACTERS_MAX = 80;

/** In JSONPath mode. */
export const checkAssign: CheckValue = all(
  checkTemplate,
  checkNames((key) => key.replace(/\.\$$/, "")),
);

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
    return Object.keys(value)
      .map(nameOf)
      .flatMap((name) => {
        const message = messageFor(name);
        return message === undefined ? [] : [problem(location, message)];
      });
  };
}

function messageFor(name: string): string | undefined {
  if (name === "states") return "The variable name 'states' is reserved";
  if (!NAME.test(name)) return `'${name}' is not a valid variable name`;
  return [...name].length > NAME_CHARACTERS_MAX
    ? `Variable names are at most ${NAME_CHARACTERS_MAX} characters long`
    : undefined;
}
