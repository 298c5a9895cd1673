import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Piece } from "./pages/reader.ts";
import { renderTimeline } from "./pages/timeline.ts";

/** A request that is reminded of every hour for months has more to tell than anybody reads. */
const ENTRIES_MAX = 500;

/** What has happened to a request so far. */
export async function storyOf(
  { store }: { readonly store: Pick<Store, "listAuditEntries"> },
  approval: ApprovalRecord,
): Promise<Piece> {
  const of = { approvalId: approval.id };
  return renderTimeline(approval, await store.listAuditEntries(of, { limit: ENTRIES_MAX }));
}
