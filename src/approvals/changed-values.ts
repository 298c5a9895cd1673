// What a request comes to with what people have decided otherwise than it proposed.

import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { ApprovalRequest } from "./document.ts";
import type { ApprovalState, Changes, Vote } from "./policy/approval-state.ts";

/** The members of the details that were decided otherwise, as they are now. */
export function changedValuesOf({ votes = [] }: Pick<ApprovalState, "votes">): JsonObject {
  const changes = votes.flatMap((vote) => Object.entries(vote.changes ?? {}));
  return Object.fromEntries(changes.map(([name, { decided }]) => [name, decided]));
}

/** The details as they are with what was changed. */
export function effectiveDetails(
  { details }: Pick<ApprovalRequest, "details">,
  state: Pick<ApprovalState, "votes">,
): Json | undefined {
  return isJsonObject(details) ? { ...details, ...changedValuesOf(state) } : details;
}

/** What was changed in all stages together, from what was proposed at first. */
export function totalChangesOf(votes: readonly Vote[]): Changes | undefined {
  const total = new Map<string, Changes[string]>();
  for (const { changes = {} } of votes) {
    for (const [name, change] of Object.entries(changes)) {
      const proposed = total.get(name)?.proposed ?? change.proposed;
      total.set(name, { proposed, decided: change.decided });
    }
  }
  return total.size === 0 ? undefined : Object.fromEntries(total);
}
