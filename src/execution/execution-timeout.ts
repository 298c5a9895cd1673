// The TimeoutSeconds of a state machine.

import type { Instant } from "../base/instant.ts";
import { type Draft, FIRST_LINE, setTimer } from "./draft.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EXPRESS_SECONDS_MAX = 300;

/** When the execution times out, where it does. A redrive gives it its whole time again. */
export function executionTimeoutAt({ machine, origin, redrive }: Draft): Instant | undefined {
  const { TimeoutSeconds } = machine.definition;
  const seconds = origin.isExpress
    ? Math.min(TimeoutSeconds ?? EXPRESS_SECONDS_MAX, EXPRESS_SECONDS_MAX)
    : TimeoutSeconds;
  if (seconds === undefined) return undefined;
  return (redrive?.at ?? origin.startedAt) + seconds * 1000;
}

/** At its start and at each redrive. */
export function limitExecution(draft: Draft): void {
  const at = executionTimeoutAt(draft);
  if (at !== undefined) draft.timeoutTimer = setTimer(draft, FIRST_LINE, at);
}
