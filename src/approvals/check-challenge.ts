import type { Clock } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { closedUntil, isChallengeCode } from "./challenge.ts";
import { hashLinkId } from "./link.ts";
import { documentOf } from "./stored-approval.ts";

export interface CheckChallengeDeps {
  readonly store: Pick<Store, "findApprovalLink">;
  readonly commit: Commit;
  readonly tokenSecret: Uint8Array;
  readonly clock: Clock;
}

const SIGN_IN = "A link is not enough for this request: sign in, and decide it in your inbox.";

/**
 * What is wrong with the code that came with a link, in a sentence for the approver; nothing where it is
 * right, or none is needed. A wrong one is counted.
 */
export async function checkChallenge(
  { store, commit, tokenSecret, clock }: CheckChallengeDeps,
  { linkId, code = "" }: { readonly linkId: string; readonly code?: string | undefined },
  approval: ApprovalRecord,
): Promise<string | undefined> {
  if (approval.status !== "pending") return undefined;
  const { confirmation } = documentOf(approval).plan;
  if (confirmation === "click") return undefined;
  if (confirmation === "signedIn") return SIGN_IN;
  const hash = hashLinkId(linkId);
  if (code.trim() === "") return "Type the code that is in the mail.";
  const link = await store.findApprovalLink(hash);
  const at = clock();
  if (link && at < (closedUntil(link) ?? at)) {
    return "Too many wrong codes were typed. Wait a quarter of an hour, then type the code that is in the mail.";
  }
  if (isChallengeCode(tokenSecret, linkId, code)) return undefined;
  await commit([{ kind: "missApprovalLink", hash, at }]);
  return "That is not the code in the mail with this link.";
}
