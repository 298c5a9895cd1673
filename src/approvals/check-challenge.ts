import type { Clock } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Sentence } from "../wording/sentence.ts";
import { closedUntil, isChallengeCode } from "./challenge.ts";
import { hashLinkId } from "./link.ts";
import { documentOf } from "./stored-approval.ts";

export interface CheckChallengeDeps {
  readonly store: Pick<Store, "findApprovalLink">;
  readonly commit: Commit;
  readonly tokenSecret: Uint8Array;
  readonly clock: Clock;
}

/**
 * What is wrong with the code that came with a link, in a sentence for the approver; nothing where it is
 * right, or none is needed. A wrong one is counted.
 */
export async function checkChallenge(
  { store, commit, tokenSecret, clock }: CheckChallengeDeps,
  { linkId, code = "" }: { readonly linkId: string; readonly code?: string | undefined },
  approval: ApprovalRecord,
): Promise<Sentence | undefined> {
  if (approval.status !== "pending") return undefined;
  const { confirmation } = documentOf(approval).plan;
  if (confirmation === "click") return undefined;
  if (confirmation === "signedIn") return { name: "signInFirst" };
  const hash = hashLinkId(linkId);
  if (code.trim() === "") return { name: "typeCode" };
  const link = await store.findApprovalLink(hash);
  const at = clock();
  if (link && at < (closedUntil(link) ?? at)) {
    return { name: "tooManyCodes" };
  }
  if (isChallengeCode(tokenSecret, linkId, code)) return undefined;
  await commit([{ kind: "missApprovalLink", hash, at }]);
  return { name: "wrongCode" };
}
