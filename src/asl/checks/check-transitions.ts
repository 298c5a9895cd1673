// Where states lead: every target is in the same scope, every state can be reached, and some state of
// the machine is an end.

import { getOwn, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { fieldLocation } from "./check-fields.ts";
import { problem } from "./problem.ts";

interface Target {
  readonly name: string;
  readonly location: string;
}

/** `location` is that of the object that holds StartAt and States: `/` for the machine itself. */
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
  // AWS: a machine without any end is not told what it cannot reach; a branch needs no end.
  return location === "/" && !Object.values(states).some(isTerminal)
    ? [...missing, NO_END]
    : [...missing, ...unreachable(startAt, targets, location)];
}

const NO_END: Diagnostic = {
  severity: "ERROR",
  code: "MISSING_END_STATE",
  message: "Workflow has no terminal state",
};

function transitionProblem(message: string, location: string): Diagnostic {
  return problem(location, message, "MISSING_TRANSITION_TARGET");
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
