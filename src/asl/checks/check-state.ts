import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkFields, fieldLocation } from "./check-fields.ts";
import { checkUnsupportedState } from "./check-unsupported.ts";
import { JSONATA_SHAPES } from "./jsonata-shapes.ts";
import { JSONPATH_SHAPES } from "./jsonpath-shapes.ts";
import { problem } from "./problem.ts";

const NAME_CHARACTERS_MAX = 80;
const DOWNGRADE =
  "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";

/** `language` is that of the machine, which a state may differ from in one direction. */
export function checkState(
  name: string,
  state: Json,
  location: string,
  language: QueryLanguage,
): readonly Diagnostic[] {
  if (!isJsonObject(state)) return [problem(location, "Expected value of type Object")];
  const unsupported = checkUnsupportedState(state, location);
  return [
    ...checkName(name, location),
    ...(unsupported.length > 0 ? unsupported : checkByType(state, location, language)),
  ];
}

function checkName(name: string, location: string): readonly Diagnostic[] {
  // In characters, not UTF-16 units: a name of 80 emoji is within the limit.
  if (name.length <= NAME_CHARACTERS_MAX || [...name].length <= NAME_CHARACTERS_MAX) return [];
  return [
    {
      severity: "ERROR",
      code: "INVALID_STATE_NAME",
      message: `State names are at most ${NAME_CHARACTERS_MAX} characters long`,
      location,
    },
  ];
}

function checkByType(
  state: JsonObject,
  location: string,
  language: QueryLanguage,
): readonly Diagnostic[] {
  const { Type: type, QueryLanguage: own } = state;
  if (own === "JSONPath" && language === "JSONata") return [problem(location, DOWNGRADE)];
  if (type === undefined) return [problem(location, "These fields are required: [Type]")];
  const shapes = (own ?? language) === "JSONata" ? JSONATA_SHAPES : JSONPATH_SHAPES;
  const shape = typeof type === "string" ? shapes.get(type) : undefined;
  if (shape === undefined) {
    const known = [...shapes.keys()].join(", ");
    const message = `Value should be one of the following: [${known}]`;
    return [problem(fieldLocation(location, "Type"), message)];
  }
  return checkFields(state, shape, location);
}
