import type { JsonObject } from "../base/json.ts";

/** JSON text as the cause of a failure: AWS puts the members in the order of the alphabet. */
export function renderCause(value: JsonObject): string {
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}
