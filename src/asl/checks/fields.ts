// What state shapes of both query languages have in common.

import type { JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { parseResource } from "../resource.ts";
import { checkExactlyOne, fieldLocation } from "./check-fields.ts";
import { checkBoolean, checkOneOf, checkString } from "./check-value.ts";
import { problem } from "./problem.ts";

/** AWS: nearly 100 million seconds, the longest that any field takes. */
export const SECONDS_MAX = 99_999_999;

export const COMMON = {
  Type: checkString,
  Comment: checkString,
  QueryLanguage: checkOneOf("JSONPath", "JSONata"),
};

export const TRANSITION = { Next: checkString, End: checkBoolean };

/** What a Wait waits for; those that the state's query language lacks are refused by themselves. */
export const TIMERS = ["SecondsPath", "Seconds", "TimestampPath", "Timestamp"];

/** `End: false` says nothing. */
export function checkNextOrEnd(state: JsonObject, location: string): readonly Diagnostic[] {
  const { End: end, ...others } = state;
  return checkExactlyOne(end === false ? others : state, ["Next", "End"], location);
}

export function checkHeartbeat(state: JsonObject, location: string): readonly Diagnostic[] {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout !== "number" || typeof heartbeat !== "number") return [];
  if (heartbeat < timeout) return [];
  const message = "HeartbeatSeconds must be smaller than TimeoutSeconds";
  return [problem(fieldLocation(location, "HeartbeatSeconds"), message)];
}

/** Activities take no role: whoever works on them brings their own. */
export function checkActivity(state: JsonObject, location: string): readonly Diagnostic[] {
  const { Resource: resource, Credentials: credentials } = state;
  if (credentials === undefined || typeof resource !== "string") return [];
  if (parseResource(resource)?.kind !== "activity") return [];
  const message = "The field 'Credentials' is not supported for activities";
  return [problem(fieldLocation(location, "Credentials"), message)];
}
