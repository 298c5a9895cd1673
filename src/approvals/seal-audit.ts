// Sets a seal over the audit of every hour. Of several servers that do so at once one is first.

import type { Clock, Instant } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { AuditCursor } from "../store/audit-records.ts";
import type { Store } from "../store/store.ts";
import { nextSeal } from "./audit-chain.ts";

export interface SealAuditDeps {
  readonly store: Pick<Store, "findLastAuditSeal" | "listAuditEntries">;
  readonly commit: Commit;
  readonly clock: Clock;
}

const EVERY_MS = 60 * 60 * 1_000;
/** What is written now may be of some time ago: a commit can be held up, and clocks differ. */
const MARGIN_MS = 10 * 60 * 1_000;
/** A start has other things to do. */
const FIRST_AFTER_MS = 60_000;
const PAGE_SIZE = 1_000;

/** A turn of the loop; answers when the next is due. */
export function createSealAudit(deps: SealAuditDeps): { tick(): Promise<Instant> } {
  let nextAt = deps.clock() + FIRST_AFTER_MS;
  return {
    async tick() {
      const at = deps.clock();
      if (at < nextAt) return nextAt;
      nextAt = at + EVERY_MS;
      await sealAudit(deps);
      return nextAt;
    },
  };
}

/** Nothing happens while the last seal is less than an hour old, or nothing was entered since. */
export async function sealAudit({ store, commit, clock }: SealAuditDeps): Promise<void> {
  const sealedAt = clock();
  const last = await store.findLastAuditSeal();
  if (last && sealedAt < last.sealedAt + EVERY_MS) return;
  const untilAt = sealedAt - MARGIN_MS;
  const hashes: string[] = [];
  const filter = { fromAt: last?.untilAt ?? 0, untilAt };
  let after: AuditCursor | undefined;
  do {
    const page = await store.listAuditEntries(filter, { after, limit: PAGE_SIZE });
    for (const { hash } of page) hashes.push(hash);
    after = page.length < PAGE_SIZE ? undefined : page.at(-1);
  } while (after);
  if (hashes.length === 0) return;
  await commit([{ kind: "sealAudit", seal: nextSeal(last, { hashes, sealedAt, untilAt }) }]);
}
