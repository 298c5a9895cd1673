// The names of states and the labels of Map states: each is its own in the whole machine, whichever
// branch it is in, since both are parts of ARNs and of the history.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html

import { getOwn, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { fieldLocation } from "./check-fields.ts";
import { type LocatedState, listScopes, listStates } from "./list-branches.ts";
import { problem } from "./problem.ts";

const STATE_CHARACTERS_MAX = 80;
const LABEL_CHARACTERS_MAX = 40;

/** As in the names of state machines. */
const NOT_IN_LABELS = /[\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}\uFFFE\uFFFF]/u;

interface Named {
  readonly name: string;
  readonly location: string;
}

export function checkNames(machine: JsonObject): readonly Diagnostic[] {
  const states = listScopes(machine, "/").flatMap(listStates);
  const labels = states.flatMap(labelOf);
  return [
    ...states.filter(({ name }) => isLonger(name, STATE_CHARACTERS_MAX)).map(longName),
    ...duplicates(states).map(({ name, location }) =>
      problem(location, `Duplicate State name: ${name}`, "DUPLICATE_STATE_NAME"),
    ),
    ...labels.flatMap(checkLabel),
    ...duplicates(labels).map(({ name, location }) =>
      problem(location, `Duplicate Label name: ${name}`, "DUPLICATE_LABEL_NAME"),
    ),
  ];
}

function longName({ name, location }: LocatedState): Diagnostic {
  const message = `State name: ${name} exceeds the 80-character limit allowed by the service`;
  return problem(location, message, "INVALID_STATE_NAME");
}

/** What is no text is another check's. */
function labelOf({ state, location }: LocatedState): readonly Named[] {
  const label: Json | undefined = isJsonObject(state) ? getOwn(state, "Label") : undefined;
  if (typeof label !== "string") return [];
  return [{ name: label, location: fieldLocation(location, "Label") }];
}

function checkLabel({ name, location }: Named): readonly Diagnostic[] {
  if (isLonger(name, LABEL_CHARACTERS_MAX)) {
    const message = `Label name: ${name} exceeds the 40-character limit allowed by the service`;
    return [problem(location, message, "INVALID_LABEL_NAME")];
  }
  if (name !== "" && !NOT_IN_LABELS.test(name)) return [];
  return [problem(location, `Invalid Label name: ${name}`, "INVALID_LABEL_NAME")];
}

/** In characters, not UTF-16 units: a name of 80 emoji is within the limit. */
function isLonger(name: string, charactersMax: number): boolean {
  return name.length > charactersMax && [...name].length > charactersMax;
}

/** All but the first of each name. */
function duplicates<T extends Named>(named: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return named.filter(({ name }) => {
    const isSeen = seen.has(name);
    seen.add(name);
    return isSeen;
  });
}
