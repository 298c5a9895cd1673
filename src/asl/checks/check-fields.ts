// The fields of one object of the definition: which there may be, which there must be, and what each
// may hold.

import { getOwn, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { CheckValue } from "./check-value.ts";
import { problem } from "./problem.ts";

export interface Shape {
  readonly fields: Readonly<Record<string, CheckValue>>;
  readonly required?: readonly string[];
  /** Of each group, exactly one field. */
  readonly exactlyOneOf?: readonly (readonly string[])[];
  /** Of each group, one field or none. */
  readonly atMostOneOf?: readonly (readonly string[])[];
  /** What else several fields have to do with each other. */
  readonly rules?: readonly CheckObject[];
  /** What the same thing has in the other query language alone. */
  readonly foreign?: ForeignFields;
}

interface ForeignFields {
  readonly own: QueryLanguage;
  readonly other: QueryLanguage;
  readonly names: ReadonlySet<string>;
}

/** The same thing in both query languages. */
export type Bilingual = Readonly<Record<QueryLanguage, Shape>>;

/** Makes each of the two shapes know the fields of the other. */
export function pairUp(jsonPath: Shape, jsonata: Shape): Bilingual {
  return {
    JSONPath: { ...jsonPath, foreign: foreignTo(jsonPath, "JSONPath", jsonata, "JSONata") },
    JSONata: { ...jsonata, foreign: foreignTo(jsonata, "JSONata", jsonPath, "JSONPath") },
  };
}

function foreignTo(
  shape: Shape,
  own: QueryLanguage,
  counterpart: Shape,
  other: QueryLanguage,
): ForeignFields {
  const names = Object.keys(counterpart.fields).filter(
    (name) => !Object.hasOwn(shape.fields, name),
  );
  return { own, other, names: new Set(names) };
}

export type CheckObject = (object: JsonObject, location: string) => readonly Diagnostic[];

export function checkFields(
  object: JsonObject,
  shape: Shape,
  location: string,
): readonly Diagnostic[] {
  return [
    ...checkRequired(object, shape.required ?? [], location),
    ...(shape.exactlyOneOf ?? []).flatMap((group) => checkExactlyOne(object, group, location)),
    ...(shape.atMostOneOf ?? []).flatMap((group) => checkAtMostOne(object, group, location)),
    ...(shape.rules ?? []).flatMap((rule) => rule(object, location)),
    ...Object.entries(object).flatMap(([name, value]) => {
      const check = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
      return check === undefined
        ? [problem(location, refusalOf(name, shape.foreign))]
        : check(value, fieldLocation(location, name));
    }),
  ];
}

function refusalOf(name: string, foreign: ForeignFields | undefined): string {
  if (!foreign?.names.has(name)) return `Field '${name}' is not supported`;
  const { own, other } = foreign;
  return (
    `The QueryLanguage is set to '${own}', but field '${name}' is only supported for the ` +
    `'${other}' QueryLanguage`
  );
}

/** The same for a value that might be no object. */
export function checkShape(shape: Shape): CheckValue {
  return (value: Json, location) =>
    isJsonObject(value)
      ? checkFields(value, shape, location)
      : [problem(location, "Expected value of type Object")];
}

export function fieldLocation(location: string, name: string): string {
  return location === "/" ? `/${name}` : `${location}/${name}`;
}

function checkRequired(
  object: JsonObject,
  names: readonly string[],
  location: string,
): readonly Diagnostic[] {
  const missing = names.filter((name) => getOwn(object, name) === undefined);
  if (missing.length === 0) return [];
  return [problem(location, `These fields are required: [${missing.join(", ")}]`)];
}

export function checkExactlyOne(
  object: JsonObject,
  names: readonly string[],
  location: string,
): readonly Diagnostic[] {
  if (names.some((name) => getOwn(object, name) !== undefined)) {
    return checkAtMostOne(object, names, location);
  }
  const list = names.join(", ");
  return [problem(location, `This object should have only one of the following fields: [${list}]`)];
}

function checkAtMostOne(
  object: JsonObject,
  names: readonly string[],
  location: string,
): readonly Diagnostic[] {
  const present = names.filter((name) => getOwn(object, name) !== undefined);
  if (present.length <= 1) return [];
  const list = names.join(", ");
  return [problem(location, `There should only be one of the following fields: [${list}]`)];
}
