import type { Commit } from "../engine/commit-queue.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { isChallengeCode, MISSES_MAX } from "./challenge.ts";
import { hashLinkId } from "./link.ts";
import { documentOf } from "./stored-approval.ts";

export interface CheckChallengeDeps {
  readonly store: Pick<Store, "findApprovalLink">;
  readonly commit: Commit;
  readonly tokenSecret: Uint8Array;
}

/**
 * What is wrong with the code that came with a link, in a sentence for the approver; nothing where it is
 * right, or none is needed. A wrong one is counted.
 */
export async function checkChallenge(
  { store, commit, tokenSecret }: CheckChallengeDeps,
  { linkId, code = "" }: { readonly linkId: string; readonly code?: string | undefined },
  approval: ApprovalRecord,
): Promise<string | undefined> {
  if (approval.status !== "pending") return undefined;
  if (documentOf(approval).plan.confirmation === "click") return undefined;
  const hash = hashLinkId(linkId);
  if (code.trim() === "") return "Type the code that is in the mail.";
  const link = await store.findApprovalLink(hash);
  if ((link?.misses ?? 0) >= MISSES_MAX) {
    return "Too many wrong codes were tried with this link. Use the link in a later mail.";
  }
  if (isChallengeCode(tokenSecret, linkId, code)) return undefined;
  await commit([{ kind: "missApprovalLink", hash }]);
  return "That is not the code in the mail with this link.";
}
