// What an EXPRESS state machine may not call.

import { getOwn, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { parseResource } from "../resource.ts";
import { problem } from "./problem.ts";

export function checkExpress(definition: JsonObject): readonly Diagnostic[] {
  const states = getOwn(definition, "States");
  if (!isJsonObject(states)) return [];
  return Object.entries(states).flatMap(([name, state]) => {
    const message = messageFor(state);
    return message === undefined ? [] : [problem(`/States/${name}/Resource`, message)];
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
