// What an EXPRESS state machine may not do.
// https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html

import { getOwn, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { parseResource } from "../resource.ts";
import { branchesOf, listScopes, listStates } from "./list-branches.ts";
import { problem } from "./problem.ts";

export function checkExpress(definition: JsonObject): readonly Diagnostic[] {
  const states = listScopes(definition, "/").flatMap(listStates);
  return states.flatMap(({ state, location }) => {
    const message = messageFor(state);
    const resource = message === undefined ? [] : [problem(`${location}/Resource`, message)];
    return [...resource, ...checkMode(state, location)];
  });
}

function checkMode(state: Json, location: string): readonly Diagnostic[] {
  return branchesOf(state, location).flatMap(({ object, location: place }) => {
    const config = getOwn(object, "ProcessorConfig");
    if (!isJsonObject(config) || config["Mode"] !== "DISTRIBUTED") return [];
    const message =
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
    return [problem(`${place}/ProcessorConfig/Mode`, message)];
  });
}

function messageFor(state: Json): string | undefined {
  const text = isJsonObject(state) ? getOwn(state, "Resource") : undefined;
  const resource = typeof text === "string" ? parseResource(text) : undefined;
  const lacks = "Express state machine does not support";
  if (resource?.kind === "activity") return `${lacks} Activity ARN`;
  if (resource?.kind !== "integration") return undefined;
  if (resource.pattern === "requestResponse") return undefined;
  // AWS: the one text ends in a blank and the other does not.
  return resource.pattern === "waitForTaskToken"
    ? `${lacks} '.waitForTaskToken' service integration `
    : `${lacks} '.sync' service integration`;
}
