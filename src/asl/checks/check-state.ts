// One state: that it has a type, and that its fields are those of its type and query language.

import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { type Bilingual, checkFields, fieldLocation, type Shape } from "./check-fields.ts";
import { checkAnything } from "./check-value.ts";
import { languageOf } from "./language-of.ts";
import { problem } from "./problem.ts";

const DOWNGRADE =
  "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";

export interface MachineChecks {
  readonly language: QueryLanguage;
  /** By type. */
  readonly shapes: ReadonlyMap<string, Bilingual>;
}

export function checkState(
  state: Json,
  location: string,
  { language, shapes }: MachineChecks,
): readonly Diagnostic[] {
  if (!isJsonObject(state)) return [problem(location, "Expected value of type Object")];
  const { Type: type } = state;
  if (type === undefined) return [problem(location, "These fields are required: [Type]")];
  const shape = typeof type === "string" ? shapes.get(type) : undefined;
  if (shape === undefined) {
    const message = `Value should be one of the following: [${[...shapes.keys()].join(", ")}]`;
    return [problem(fieldLocation(location, "Type"), message)];
  }
  return checkInLanguage(state, location, shape, language);
}

function checkInLanguage(
  state: JsonObject,
  location: string,
  shape: Bilingual,
  language: QueryLanguage,
): readonly Diagnostic[] {
  const spoken = languageOf(state, language);
  if (spoken === language || spoken === "JSONata") {
    return checkFields(state, shape[spoken], location);
  }
  // AWS: in a state that may not speak its language, that language's fields are nothing to tell.
  return [problem(location, DOWNGRADE), ...checkFields(state, tolerant(shape.JSONPath), location)];
}

function tolerant(shape: Shape): Shape {
  const foreign = [...(shape.foreign?.names ?? [])].map((name) => [name, checkAnything] as const);
  return { ...shape, fields: { ...shape.fields, ...Object.fromEntries(foreign) } };
}
