// What the language has and this version does not run. Each entry goes when its feature comes.

import type { JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { problem } from "./problem.ts";

const TYPES = ["Parallel", "Map"];

/** Something said here about a state is all that is said about it. */
export function checkUnsupportedState(state: JsonObject, location: string): readonly Diagnostic[] {
  const { Type: type } = state;
  return [
    ...(typeof type === "string" && TYPES.includes(type)
      ? [problem(`${location}/Type`, `${type} states are not supported by this version`)]
      : []),
    ...checkQueryLanguage(state, `${location}/QueryLanguage`),
    ...(Object.hasOwn(state, "Assign")
      ? [problem(`${location}/Assign`, "Variables are not supported by this version")]
      : []),
  ];
}

export function checkUnsupportedMachine(machine: JsonObject): readonly Diagnostic[] {
  return checkQueryLanguage(machine, "/QueryLanguage");
}

function checkQueryLanguage(holder: JsonObject, location: string): readonly Diagnostic[] {
  return holder["QueryLanguage"] === "JSONata"
    ? [problem(location, "The query language JSONata is not supported by this version")]
    : [];
}
