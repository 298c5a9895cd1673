// What a list of what waits is narrowed by, as a query says it: `machine`, `state`, `kind`, `approver` and
// `olderThan`. The same words everywhere: in the API, on the page and on the command line.

import { parseLength } from "../approvals/parse-length.ts";
import type { Instant } from "../base/instant.ts";
import type { WaitingFilter } from "../store/store.ts";

export const WAITING_KINDS = ["approval", "task"] as const;

export const FILTER_NAMES = ["machine", "state", "kind", "approver", "olderThan"] as const;

export interface GivenFilter {
  readonly filter: WaitingFilter;
  /** What cannot be understood, in a sentence; the filter leaves it out. */
  readonly problem: string | undefined;
}

export function readWaitingFilter(query: URLSearchParams, now: Instant): GivenFilter {
  const given = (name: string) => query.get(name)?.trim() || undefined;
  const kind = given("kind");
  const olderThan = given("olderThan");
  const known = WAITING_KINDS.find((each) => each === kind);
  const ageMs = olderThan === undefined ? undefined : parseLength(olderThan);
  const problems = [
    kind !== undefined && known === undefined && "kind must be approval or task",
    olderThan !== undefined &&
      ageMs === undefined &&
      "olderThan must be a length of time such as 12h or 3d",
  ];
  return {
    filter: {
      stateMachineName: given("machine"),
      stateName: given("state"),
      kind: known,
      approver: given("approver")?.toLowerCase(),
      createdBefore: ageMs === undefined ? undefined : now - ageMs,
    },
    problem: problems.find((problem) => problem !== false),
  };
}
