// The branches of a definition that may still be wrong in every way.

import { getOwn, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { fieldLocation } from "./check-fields.ts";

export interface LocatedObject {
  readonly object: JsonObject;
  readonly location: string;
}

/** What holds StartAt and States: the machine itself, then every branch at any depth. */
export function listScopes(machine: JsonObject, location: string): readonly LocatedObject[] {
  const inner = listStates({ object: machine, location }).flatMap(({ state, location: place }) =>
    branchesOf(state, place),
  );
  return [
    { object: machine, location },
    ...inner.flatMap((branch) => listScopes(branch.object, branch.location)),
  ];
}

export interface LocatedState {
  readonly name: string;
  readonly state: Json;
  readonly location: string;
}

/** The states of one scope. */
export function listStates({ object, location }: LocatedObject): readonly LocatedState[] {
  const states = getOwn(object, "States");
  if (!isJsonObject(states)) return [];
  const place = fieldLocation(location, "States");
  return Object.entries(states).map(([name, state]) => {
    return { name, state, location: fieldLocation(place, name) };
  });
}

/** Of one state, whatever its type. */
export function branchesOf(state: Json, location: string): readonly LocatedObject[] {
  if (!isJsonObject(state)) return [];
  const branches = getOwn(state, "Branches");
  const listed = isJsonArray(branches) ? branches : [];
  return [
    ...listed.map((branch, index) => ({ branch, place: `Branches[${index}]` })),
    ...["ItemProcessor", "Iterator"].map((field) => ({
      branch: getOwn(state, field),
      place: field,
    })),
  ].flatMap(({ branch, place }) =>
    isJsonObject(branch) ? [{ object: branch, location: fieldLocation(location, place) }] : [],
  );
}
