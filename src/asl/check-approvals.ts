// What AWS accepts and what still leaves a person's decision stuck or lost: a task that waits for ever,
// a token that nobody gets, a link that breaks, an answer that no rule takes. A definition that may be
// right is not warned about.

import { checkDefault } from "./approval-warnings/check-default.ts";
import { checkLink } from "./approval-warnings/check-link.ts";
import { checkTimeout } from "./approval-warnings/check-timeout.ts";
import { checkToken } from "./approval-warnings/check-token.ts";
import { listStates } from "./approval-warnings/list-states.ts";
import type { Definition } from "./definition.ts";
import type { Diagnostic } from "./diagnostic.ts";

const CHECKS = [checkTimeout, checkToken, checkLink, checkDefault];

/**
 * Warnings only, in the order of the states. Their codes begin with `APPROVAL_`.
 * @param errors what the definition is refused for: states that have any are not warned about
 */
export function checkApprovals(
  definition: Definition,
  errors: readonly Diagnostic[] = [],
): readonly Diagnostic[] {
  // Where a state leads to is nothing that the warnings depend on.
  const counting = errors.filter(({ code }) => code !== "MISSING_TRANSITION_TARGET");
  const faulty = new Set(counting.flatMap(({ location }) => placesAround(location ?? "/")));
  return listStates(definition, faulty).flatMap((place) => CHECKS.flatMap((check) => check(place)));
}

/** No location is that deep; only a name that is none has so many slashes. */
const BOUNDARIES_MAX = 500;

/** The location and all that it is inside of. */
function placesAround(location: string): readonly string[] {
  const boundaries = location.matchAll(/(?<!^)[/[]/g).take(BOUNDARIES_MAX);
  return [...boundaries.map(({ index }) => location.slice(0, index)), location];
}
