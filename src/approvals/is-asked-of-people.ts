import { readTaskToken } from "../execution/task-token.ts";
import type { Store } from "../store/store.ts";

/**
 * Whether the token's task is one that people are asked about and have not decided. Whoever gave it back
 * would pass over who may decide, how many have to, and how surely they are known.
 */
export async function isAskedOfPeople(
  deps: { readonly store: Pick<Store, "findApprovalByTask">; readonly tokenSecret: Uint8Array },
  token: string,
): Promise<boolean> {
  const reference = readTaskToken(deps.tokenSecret, token);
  if (!reference) return false;
  const approval = await deps.store.findApprovalByTask(reference.executionId, reference.task);
  return approval?.status === "pending";
}
