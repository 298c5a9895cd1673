import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkFields, fieldLocation } from "./check-fields.ts";
import { checkUnsupportedState } from "./check-unsupported.ts";
import { problem } from "./problem.ts";
import { STATE_SHAPES } from "./state-shapes.ts";

const NAME_CHARACTERS_MAX = 80;

export function checkState(name: string, state: Json, location: string): readonly Diagnostic[] {
  if (!isJsonObject(state)) return [problem(location, "Expected value of type Object")];
  const unsupported = checkUnsupportedState(state, location);
  return [
    ...checkName(name, location),
    ...(unsupported.length > 0 ? unsupported : checkByType(state, location)),
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

function checkByType(state: JsonObject, location: string): readonly Diagnostic[] {
  const { Type: type } = state;
  if (type === undefined) return [problem(location, "These fields are required: [Type]")];
  const shape = typeof type === "string" ? STATE_SHAPES.get(type) : undefined;
  if (shape === undefined) {
    const known = [...STATE_SHAPES.keys()].join(", ");
    const message = `Value should be one of the following: [${known}]`;
    return [problem(fieldLocation(location, "Type"), message)];
  }
  return checkFields(state, shape, location);
}
