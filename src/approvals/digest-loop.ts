// Mails that hold all that waits for somebody, at the time that they have chosen, in place of reminders. As
// with requests, a claim moves the row to the end of its lease. The mail and the time of the next one are
// one transaction, so that each comes once; several that a server has missed are one.

import type { Clock, Instant } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import { newMailDelivery } from "../notifications/new-delivery.ts";
import type { DigestRecord } from "../store/identity-records.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import { digestLink, nextDigestAt } from "./digest-time.ts";
import type { NoticeRoute } from "./mails/notices.ts";
import { DIGEST_ITEMS_MAX, renderDigestMail } from "./mails/render-digest.ts";
import { readerOf } from "./reader.ts";

export interface DigestLoopOptions extends NoticeRoute {
  readonly store: Pick<Store, "claimDigests" | "nextDigestAt" | "listWaiting">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly log: Log;
}

const LEASE_MS = 30_000;
const CLAIM_MAX = 100;
/** As many are counted beyond those that are shown. */
const COUNTED_MAX = 500;

/** One turn; answers when the next digest is due. */
export async function sendDigests(options: DigestLoopOptions): Promise<Instant | undefined> {
  const { store, clock, log } = options;
  const at = clock();
  const due = await store.claimDigests({ at, leaseUntil: at + LEASE_MS, limit: CLAIM_MAX });
  for (const digest of due) {
    await send(options, digest).catch((error: unknown) =>
      log.error({ error }, "a digest could not be sent; its lease will end"),
    );
  }
  return due.length === CLAIM_MAX ? clock() : store.nextDigestAt();
}

async function send(options: DigestLoopOptions, { address, version }: DigestRecord): Promise<void> {
  const { commit, store } = options;
  const directory = options.findDirectory();
  const at = options.clock();
  const advance = { kind: "advanceDigest", address, expectedVersion: version } as const;
  const dueAt = nextDigestAt(directory, address, at);
  const waiting =
    dueAt === undefined
      ? []
      : await store.listWaiting({ approver: address }, { limit: DIGEST_ITEMS_MAX + COUNTED_MAX });
  const approvals = waiting.flatMap(({ approval }) => approval ?? []);
  if (dueAt === undefined || approvals.length === 0) {
    // It is due again when somebody asks.
    await commit([{ ...advance, dueAt: null }]);
    return;
  }
  const links = { publicUrl: options.publicUrl(), stop: digestLink(options, address) };
  const content = renderDigestMail(approvals, address, links, readerOf(directory, address));
  const delivery = newMailDelivery(options, at, {
    endpoint: address,
    kind: "approval",
    topicName: null,
    subscriptionId: null,
    content,
  });
  await commit([
    { ...advance, dueAt },
    { kind: "createDelivery", delivery },
  ]);
}
