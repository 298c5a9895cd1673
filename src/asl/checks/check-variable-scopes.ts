// AWS: branches and iterations read the variables around them, and may not assign any of the same name.
// Child executions of a distributed map are apart: they do not see what is around.
// https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html

import { getOwn, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { listAssignments } from "./list-assignments.ts";
import { branchesOf, type LocatedObject, listStates } from "./list-branches.ts";
import { problem } from "./problem.ts";

export function checkVariableScopes(machine: JsonObject): readonly Diagnostic[] {
  return checkScope({ object: machine, location: "/" }, new Set());
}

function checkScope(scope: LocatedObject, outer: ReadonlySet<string>): readonly Diagnostic[] {
  const states = listStates(scope);
  const assignments = states.flatMap(({ state, location }) => listAssignments(state, location));
  const visible = new Set([...outer, ...assignments.map(({ name }) => name)]);
  return [
    ...assignments
      .filter(({ name }) => outer.has(name))
      .map(({ name, location }) => {
        const message = `The variable name '${name}' was already defined in a parent scope.`;
        return problem(location, message, "DUPLICATE_VARIABLE_NAME");
      }),
    ...states
      .flatMap(({ state, location }) => branchesOf(state, location))
      .flatMap((branch) => checkScope(branch, isDistributed(branch) ? new Set() : visible)),
  ];
}

function isDistributed({ object }: LocatedObject): boolean {
  const config = getOwn(object, "ProcessorConfig");
  return isJsonObject(config) && config["Mode"] === "DISTRIBUTED";
}
