// What the language has and this version does not run. Each entry goes when its feature comes.

import type { JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { problem } from "./problem.ts";

const TYPES = ["Parallel", "Map"];

/** Something said here about a state is all that is said about it. */
export function checkUnsupportedState(state: JsonObject, location: string): readonly Diagnostic[] {
  const { Type: type } = state;
  return typeof type === "string" && TYPES.includes(type)
    ? [problem(`${location}/Type`, `${type} states are not supported by this version`)]
    : [];
}
