// What tests of the checks say a definition by.

import type { Json, JsonObject } from "../base/json.ts";
import { parseDefinition } from "./parse-definition.ts";

/** All diagnostics, each as `CODE location: message`, the usual code left out. */
export function problemsOf(definition: Json, type?: "STANDARD" | "EXPRESS"): string[] {
  const { diagnostics } = parseDefinition(JSON.stringify(definition), type);
  return diagnostics.map(({ code, location, message }) => {
    const place = location === undefined ? message : `${location}: ${message}`;
    return code === "SCHEMA_VALIDATION_FAILED" ? place : `${code} ${place}`;
  });
}

/** Those of a machine of one state `X`, with a state `Y` for what wants a target. */
export function problemsOfState(state: JsonObject, machine: JsonObject = {}): string[] {
  const needsTarget = JSON.stringify(state).includes('"Y"');
  const States = { X: state, ...(needsTarget && { Y: { Type: "Succeed" } }) };
  return problemsOf({ ...machine, StartAt: "X", States });
}
