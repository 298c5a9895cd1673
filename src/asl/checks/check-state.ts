import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkFields, fieldLocation, type Shape } from "./check-fields.ts";
import type { CheckValue } from "./check-value.ts";
import { mapShape, parallelShape } from "./fork-shapes.ts";
import { JSONATA_SHAPES } from "./jsonata-shapes.ts";
import { JSONPATH_SHAPES } from "./jsonpath-shapes.ts";
import { problem } from "./problem.ts";

const NAME_CHARACTERS_MAX = 80;
const DOWNGRADE =
  "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";

/**
 * @param machine.language which a state may differ from in one direction
 * @param machine.checkStates checks the states of a branch
 */
export function checkState(
  name: string,
  state: Json,
  location: string,
  machine: MachineChecks,
): readonly Diagnostic[] {
  if (!isJsonObject(state)) return [problem(location, "Expected value of type Object")];
  return [...checkName(name, location), ...checkByType(state, location, machine)];
}

export interface MachineChecks {
  readonly language: QueryLanguage;
  readonly checkStates: CheckValue;
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
  { language, checkStates }: MachineChecks,
): readonly Diagnostic[] {
  const { Type: type, QueryLanguage: own } = state;
  if (own === "JSONPath" && language === "JSONata") return [problem(location, DOWNGRADE)];
  if (type === undefined) return [problem(location, "These fields are required: [Type]")];
  const spoken = (own ?? language) === "JSONata" ? "JSONata" : "JSONPath";
  const shape = findShape(type, spoken, checkStates);
  if (shape !== undefined) return checkFields(state, shape, location);
  const message = `Value should be one of the following: [${STATE_TYPES.join(", ")}]`;
  return [problem(fieldLocation(location, "Type"), message)];
}

const STATE_TYPES = [...JSONPATH_SHAPES.keys(), "Parallel", "Map"];

function findShape(
  type: Json,
  language: QueryLanguage,
  checkStates: CheckValue,
): Shape | undefined {
  if (type === "Parallel") return parallelShape(language, checkStates);
  if (type === "Map") return mapShape(language, checkStates);
  const shapes = language === "JSONata" ? JSONATA_SHAPES : JSONPATH_SHAPES;
  return typeof type === "string" ? shapes.get(type) : undefined;
}
