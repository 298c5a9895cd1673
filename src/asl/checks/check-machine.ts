import { getOwn, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkFields, fieldLocation, type Shape } from "./check-fields.ts";
import { checkState } from "./check-state.ts";
import {
  all,
  type CheckValue,
  checkInteger,
  checkObject,
  checkOneOf,
  checkString,
} from "./check-value.ts";
import { languageOf } from "./language-of.ts";
import { problem } from "./problem.ts";
import { stateShapes } from "./state-shapes.ts";

/** The fields of the machine and of all its states. */
export function checkMachine(definition: JsonObject): readonly Diagnostic[] {
  return checkFields(definition, machineShape(languageOf(definition, "JSONPath")), "/");
}

function machineShape(language: QueryLanguage): Shape {
  return {
    fields: {
      Comment: checkString,
      QueryLanguage: checkOneOf("JSONPath", "JSONata"),
      StartAt: checkString,
      States: all(checkObject, checkStates(language)),
      // AWS takes 0 here, unlike in a Task state.
      TimeoutSeconds: checkInteger(0, 99_999_999),
      Version: checkOneOf("1.0"),
    },
    required: ["States", "StartAt"],
  };
}

function checkStates(language: QueryLanguage): CheckValue {
  const check: CheckValue = (states, location) => {
    if (!isJsonObject(states)) return [];
    const names = Object.keys(states);
    if (names.length === 0) return [problem(location, "Value cannot be empty")];
    return names.flatMap((name) =>
      checkState(getOwn(states, name) ?? null, fieldLocation(location, name), machine),
    );
  };
  const machine = { language, shapes: stateShapes(check) };
  return check;
}
