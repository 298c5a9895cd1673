import { getOwn, isJsonObject, type JsonObject } from "../../base/json.ts";

/** AWS tests a state as that of an express workflow: there is nothing to redrive, and attempts count. */
export function expressContext(usual: JsonObject, retryCount: number): JsonObject {
  const { RedriveCount: _count, ...execution } = objectAt(usual, "Execution");
  const { RoleArn, ...withoutRole } = execution;
  return {
    ...usual,
    Execution: RoleArn === "" ? withoutRole : execution,
    State: { ...objectAt(usual, "State"), RetryCount: retryCount },
  };
}

/** Nobody but the Map itself knows the item that something is evaluated for. */
export function givenContext(context: JsonObject, { Map: map }: JsonObject): JsonObject {
  return map === undefined ? context : { ...context, Map: map };
}

function objectAt(source: JsonObject, name: string): JsonObject {
  const member = getOwn(source, name);
  return isJsonObject(member) ? member : {};
}
