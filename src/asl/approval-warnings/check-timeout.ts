import type { Diagnostic } from "../diagnostic.ts";
import { isCallback } from "./callback.ts";
import type { PlacedState } from "./list-states.ts";
import { warning } from "./warning.ts";

const LIMITS = [
  "TimeoutSeconds",
  "TimeoutSecondsPath",
  "HeartbeatSeconds",
  "HeartbeatSecondsPath",
] as const;

/** A task that waits for an answer says how long. */
export function checkTimeout(place: PlacedState): readonly Diagnostic[] {
  if (!isCallback(place) || place.isBounded) return [];
  if (LIMITS.some((field) => place.state[field] !== undefined)) return [];
  return [
    warning(
      "APPROVAL_WITHOUT_TIMEOUT",
      "This task waits for an answer that may never come: say how long with TimeoutSeconds",
      place.location,
    ),
  ];
}
