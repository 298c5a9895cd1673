// From the location of a diagnostic to the keys and indices that lead there. Locations look like JSON
// pointers but escape nothing, so that a state named `Approve/Decline` makes them ambiguous; the value
// itself decides.

import { getOwn, isJsonArray, isJsonObject, type Json } from "../base/json.ts";

/** Keys and indices from the root. */
export type Path = readonly (string | number)[];

/** Names of states have up to 80 characters; beyond that many boundaries a key is no name. */
const BOUNDARIES_MAX = 100;

/** Where `location` leads in `value`, or as far as there is something. */
export function resolveLocation(value: Json, location: string): Path {
  return location === "/" ? [] : walk(value, location).path;
}

/** The value that a path leads to; `undefined` when there is none. */
export function findValue(value: Json, path: Path): Json | undefined {
  let found: Json | undefined = value;
  for (const step of path) {
    if (typeof step === "number") found = isJsonArray(found) ? found[step] : undefined;
    else found = isJsonObject(found) ? getOwn(found, step) : undefined;
  }
  return found;
}

interface Walk {
  readonly path: Path;
  readonly isWhole: boolean;
}

/** The whole way, or else the one that leads furthest. */
function walk(value: Json, rest: string): Walk {
  if (rest === "") return { path: [], isWhole: true };
  let best: Walk = { path: [], isWhole: false };
  for (const [step, end] of stepsInto(value, rest)) {
    const after = walk(findValue(value, [step]) ?? null, rest.slice(end));
    const found = { path: [step, ...after.path], isWhole: after.isWhole };
    if (found.isWhole) return found;
    if (found.path.length > best.path.length) best = found;
  }
  return best;
}

/** Keys or the index that the text can begin with, and where each ends. */
function* stepsInto(value: Json, text: string): Generator<[string | number, number]> {
  if (isJsonArray(value)) {
    const [step = "", digits = ""] = /^\[(\d+)\]/.exec(text) ?? [];
    if (step !== "" && Number(digits) < value.length) yield [Number(digits), step.length];
  }
  if (!isJsonObject(value) || !text.startsWith("/")) return;
  let end = 0;
  for (let count = 0; count < BOUNDARIES_MAX && end < text.length; count++) {
    end = nextBoundary(text, end + 1);
    const key = text.slice(1, end);
    if (Object.hasOwn(value, key)) yield [key, end];
  }
}

function nextBoundary(text: string, from: number): number {
  const found = text.slice(from).search(/[/[]/);
  return found < 0 ? text.length : from + found;
}
