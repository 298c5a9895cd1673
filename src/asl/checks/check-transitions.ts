// Where states lead: every target exists, every state can be reached, and some state is an end.

import { getOwn, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { fieldLocation } from "./check-fields.ts";

interface Target {
  readonly name: string;
  readonly location: string;
}

/** `location` is that of the object that holds StartAt and States. */
export function checkTransitions(machine: JsonObject, location: string): readonly Diagnostic[] {
  const states = getOwn(machine, "States");
  const startAt = getOwn(machine, "StartAt");
  if (!isJsonObject(states) || typeof startAt !== "string") return [];
  const start = { name: startAt, location: fieldLocation(location, "StartAt") };
  const targets = new Map(
    Object.entries(states).map(([name, state]) => [
      name,
      targetsOf(state, fieldLocation(fieldLocation(location, "States"), name)),
    ]),
  );
  const missing = [start, ...[...targets.values()].flat()]
    .filter(({ name }) => !targets.has(name))
    .map((target) => transitionProblem(`Missing 'Next' target: ${target.name}`, target.location));
  // AWS: without any end, it does not say what cannot be reached.
  return Object.values(states).some(isTerminal)
    ? [...missing, ...unreachable(startAt, targets, location)]
    : [...missing, NO_END];
}

const NO_END: Diagnostic = {
  severity: "ERROR",
  code: "MISSING_END_STATE",
  message: "Workflow has no terminal state",
};

function transitionProblem(message: string, location: string): Diagnostic {
  return { severity: "ERROR", code: "MISSING_TRANSITION_TARGET", message, location };
}

function isTerminal(state: Json): boolean {
  if (!isJsonObject(state)) return false;
  return state["End"] === true || state["Type"] === "Succeed" || state["Type"] === "Fail";
}

function targetsOf(state: Json, location: string): readonly Target[] {
  if (!isJsonObject(state)) return [];
  return [
    ...targetAt(state, "Next", location),
    ...["Choices", "Catch"].flatMap((field) => {
      const items = getOwn(state, field);
      if (!isJsonArray(items)) return [];
      return items.flatMap((item, index) =>
        targetAt(item, "Next", `${fieldLocation(location, field)}[${index}]`),
      );
    }),
    ...targetAt(state, "Default", location),
  ];
}

function targetAt(holder: Json, field: string, location: string): readonly Target[] {
  const name = isJsonObject(holder) ? getOwn(holder, field) : undefined;
  return typeof name === "string" ? [{ name, location: fieldLocation(location, field) }] : [];
}

function unreachable(
  startAt: string,
  targets: ReadonlyMap<string, readonly Target[]>,
  location: string,
): readonly Diagnostic[] {
  const reached = new Set([startAt]);
  for (const name of reached) {
    for (const target of targets.get(name) ?? []) reached.add(target.name);
  }
  return [...targets.keys()]
    .filter((name) => !reached.has(name))
    .map((name) =>
      transitionProblem(
        `State "${name}" is not reachable.`,
        fieldLocation(fieldLocation(location, "States"), name),
      ),
    );
}
