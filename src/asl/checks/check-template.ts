// Payload templates: Parameters, ResultSelector, Credentials.

import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { findCall } from "../intrinsics/parse-call.ts";
import { findPath } from "../json-path/find-path.ts";
import { all, type CheckValue, checkObject } from "./check-value.ts";
import { problem } from "./problem.ts";

/** All findings are at the template's own place, as AWS's are. */
export const checkTemplate: CheckValue = all(checkObject, checkMembers);

/** Credentials: a template that says which role to take. */
export const checkRole: CheckValue = (value, location) =>
  isJsonObject(value) && (Object.hasOwn(value, "RoleArn") || Object.hasOwn(value, "RoleArn.$"))
    ? []
    : [problem(location, "The field 'RoleArn' is required but was missing")];

export const checkCredentials: CheckValue = all(checkTemplate, checkRole);

function checkMembers(value: Json, location: string): readonly Diagnostic[] {
  if (isJsonArray(value)) return value.flatMap((item) => checkMembers(item, location));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key.endsWith(".$")
      ? checkExpression(key, member, value, location)
      : checkMembers(member, location),
  );
}

function checkExpression(
  key: string,
  expression: Json,
  template: JsonObject,
  location: string,
): readonly Diagnostic[] {
  const isValid =
    typeof expression === "string" &&
    (expression.startsWith("$") ? findPath(expression) : findCall(expression)) !== undefined;
  if (!isValid) {
    const wanted = "must be a valid JSONPath or a valid intrinsic function call";
    return [problem(location, `The value for the field '${key}' ${wanted}`)];
  }
  const name = key.slice(0, -2);
  return Object.hasOwn(template, name)
    ? [problem(location, `The fields '${name}' and '${key}' would both become '${name}'`)]
    : [];
}
