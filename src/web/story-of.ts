import type { LinkedApproval } from "../approvals/stored-approval.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Story } from "./pages/timeline.ts";

/** A request that is reminded of every hour for months has more to tell than anybody reads. */
const ENTRIES_MAX = 500;

export interface StoryDeps {
  readonly store: Pick<Store, "findAuditHead" | "listAuditEntries">;
}

/** What has happened to a request so far; of very much the latest. */
export async function storyOf(
  { store }: StoryDeps,
  { id: approvalId }: Pick<ApprovalRecord, "id">,
  toldTo: Story["toldTo"],
): Promise<Story> {
  const of = { approvalId };
  const entries = await store.listAuditEntries(of, { limit: ENTRIES_MAX });
  if (entries.length < ENTRIES_MAX) return { entries, toldTo };
  const { number = 0 } = (await store.findAuditHead(approvalId)) ?? {};
  const after = { approvalId, number: Math.max(0, number - ENTRIES_MAX) };
  const latest = await store.listAuditEntries(of, { after, limit: ENTRIES_MAX });
  return { entries: latest, toldTo };
}

/** Whoever a link was mailed to. */
export function toldTo({ link }: LinkedApproval): Story["toldTo"] {
  return { address: link.approver };
}
