// AWS's warnings: text that looks as if it were evaluated, where nothing evaluates it. Text that may be
// meant as it is, such as an amount of dollars or what another service takes for a path, is left alone.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html

import { getOwn, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { findCall } from "../intrinsics/parse-call.ts";
import { findPath } from "../json-path/find-path.ts";
import { fieldLocation } from "./check-fields.ts";
import { languageOf } from "./language-of.ts";
import { listScopes, listStates } from "./list-branches.ts";

/** Only JSONPath has two kinds of fields to mix up. */
export function checkLikelyMistakes(machine: JsonObject): readonly Diagnostic[] {
  const language: QueryLanguage = languageOf(machine, "JSONPath");
  const states = listScopes(machine, "/").flatMap(listStates);
  return states.flatMap(({ state, location }) => {
    if (!isJsonObject(state) || languageOf(state, language) === "JSONata") return [];
    return [
      ...checkResult(state, location),
      ...checkFailure(state, location),
      ...checkTemplates(state, location),
    ];
  });
}

function checkResult(state: JsonObject, location: string): readonly Diagnostic[] {
  const result = getOwn(state, "Result");
  if (result === undefined || state["Type"] !== "Pass" || !holdsEvaluated(result)) return [];
  const message =
    "The Result of a Pass state is static: paths and intrinsic functions in it are not evaluated. " +
    "Use 'Parameters' to have them evaluated at runtime.";
  return [warning("PASS_RESULT_IS_STATIC", fieldLocation(location, "Result"), message)];
}

function holdsEvaluated(value: Json): boolean {
  if (typeof value === "string") return looksEvaluated(value);
  if (isJsonArray(value)) return value.some(holdsEvaluated);
  if (!isJsonObject(value)) return false;
  return Object.values(value).some(holdsEvaluated);
}

function checkFailure(state: JsonObject, location: string): readonly Diagnostic[] {
  if (state["Type"] !== "Fail") return [];
  return ["Error", "Cause"].flatMap((field) => {
    const value = getOwn(state, field);
    if (typeof value !== "string" || !looksEvaluated(value)) return [];
    const message =
      `The value of '${field}' looks like a path or an intrinsic function. ` +
      `Use '${field}Path' to have it evaluated at runtime.`;
    return [warning("NO_PATH", fieldLocation(location, field), message)];
  });
}

const TEMPLATES = ["Parameters", "ResultSelector", "ItemSelector", "Assign"];

function checkTemplates(state: JsonObject, location: string): readonly Diagnostic[] {
  return TEMPLATES.flatMap((field) => {
    const template = getOwn(state, field);
    return isJsonObject(template) ? checkMembers(template, fieldLocation(location, field)) : [];
  });
}

function checkMembers(template: JsonObject, location: string): readonly Diagnostic[] {
  return Object.entries(template).flatMap(([key, value]) => {
    // What is called a path is one that somebody else follows.
    if (/path/i.test(key)) return [];
    if (typeof value !== "string") {
      const members = isJsonArray(value) ? value.filter(isJsonObject) : [value];
      return members.flatMap((each) => (isJsonObject(each) ? checkMembers(each, location) : []));
    }
    if (key.endsWith(".$") || !looksEvaluated(value)) return [];
    const message =
      `The value of '${key}' looks like a path or an intrinsic function. ` +
      `Use '${key}.$' to have it evaluated at runtime.`;
    return [warning("NO_DOLLAR", location, message)];
  });
}

/** `$.name`, `$['name']`, `$$.Execution.Id`, `States.Format('{}', $.name)`; not `$.99` nor `$5`. */
function looksEvaluated(text: string): boolean {
  if (text.startsWith("States.")) return findCall(text) !== undefined;
  return /^\$\$?(?:\.\p{L}|\[)/u.test(text) && findPath(text) !== undefined;
}

function warning(code: string, location: string, message: string): Diagnostic {
  return { severity: "WARNING", code, message, location };
}
