import { getOwn, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkFields, fieldLocation, type Shape } from "./check-fields.ts";
import { checkState } from "./check-state.ts";
import { checkUnsupportedMachine } from "./check-unsupported.ts";
import { all, checkInteger, checkObject, checkOneOf, checkString } from "./check-value.ts";
import { problem } from "./problem.ts";

const machine: Shape = {
  fields: {
    Comment: checkString,
    QueryLanguage: checkOneOf("JSONPath", "JSONata"),
    StartAt: checkString,
    States: all(checkObject, checkStates),
    // AWS takes 0 here, unlike in a Task state.
    TimeoutSeconds: checkInteger(0, 99_999_999),
    Version: checkOneOf("1.0"),
  },
  required: ["States", "StartAt"],
};

/** The fields of the machine and of all its states. */
export function checkMachine(definition: JsonObject): readonly Diagnostic[] {
  const unsupported = checkUnsupportedMachine(definition);
  return unsupported.length > 0 ? unsupported : checkFields(definition, machine, "/");
}

function checkStates(states: Json, location: string): readonly Diagnostic[] {
  if (!isJsonObject(states)) return [];
  const names = Object.keys(states);
  if (names.length === 0) return [problem(location, "Value cannot be empty")];
  return names.flatMap((name) =>
    checkState(name, getOwn(states, name) ?? null, fieldLocation(location, name)),
  );
}
