// The definition that TestState is given: a machine, or a state alone, which may lead to states that
// nobody has shown.

import type { QueryLanguage, State } from "../../asl/definition.ts";
import { defined } from "../../base/assert.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { listStates } from "../../execution/machine.ts";
import { ApiError } from "../api-error.ts";
import { checkDefinition } from "./check-definition.ts";

export interface StateDefinition {
  readonly stateName: string;
  readonly state: State;
  /** That of the machine. */
  readonly queryLanguage: QueryLanguage | undefined;
}

/** What AWS calls a state that is given alone. */
const LONE_STATE = "StateName";

/** @throws ApiError `InvalidDefinition`; `ValidationException` for an unknown name */
export function readStateDefinition(given: {
  readonly definition: string;
  readonly stateName?: string;
}): StateDefinition {
  const { stateName } = given;
  if (stateName === undefined) return readLoneState(given.definition);
  const definition = checkDefinition(given.definition, "STANDARD");
  const state = new Map(listStates(definition.States)).get(stateName);
  if (state) return { stateName, state, queryLanguage: definition.QueryLanguage };
  throw new ApiError("ValidationException", "State not found in definition");
}

function readLoneState(text: string): StateDefinition {
  const given = parseObject(text);
  const { States } = checkDefinition(given ? machineTextOf(given) : text, "STANDARD");
  const state = defined(States[LONE_STATE], "the state that was given");
  return { stateName: LONE_STATE, state, queryLanguage: undefined };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function machineTextOf(state: JsonObject): string {
  const beyond = targetsOf(state)
    .filter((target) => target !== LONE_STATE)
    .map((target): [string, Json] => [target, { Type: "Succeed" }]);
  return JSON.stringify({
    StartAt: LONE_STATE,
    States: Object.fromEntries([[LONE_STATE, state], ...beyond]),
  });
}

function targetsOf(state: JsonObject): readonly string[] {
  const places = [state, ...entriesOf(state["Choices"]), ...entriesOf(state["Catch"])];
  return [state["Default"], ...places.map(({ Next }) => Next)].filter(
    (target): target is string => typeof target === "string" && target !== "",
  );
}

function entriesOf(value: Json | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}
