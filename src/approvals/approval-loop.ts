// What time does to requests: reminders, escalation, expiry, the end of the time to take a decision back.
// A claim moves the row to the end of its lease; the rules then say when it is due again.

import type { Clock, Instant } from "../base/instant.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import { type ApplyDeps, applyEvent } from "./apply-event.ts";
import { noticesOfEnd } from "./notices.ts";

export interface ApprovalLoopOptions extends ApplyDeps {
  readonly store: ApplyDeps["store"] & Pick<Store, "claimApprovals" | "nextApprovalAt">;
  readonly clock: Clock;
  readonly log: Log;
}

const LEASE_MS = 30_000;
const CLAIM_MAX = 200;

/** One turn; answers when the next request is due. */
export async function passApprovalTime(options: ApprovalLoopOptions): Promise<Instant | undefined> {
  const { store, clock, log } = options;
  const at = clock();
  const due = await store.claimApprovals({ at, leaseUntil: at + LEASE_MS, limit: CLAIM_MAX });
  await Promise.all(
    due.map((approval) =>
      passOn(options, approval).catch((error: unknown) =>
        log.error({ approvalId: approval.id, error }, "a request could not go on"),
      ),
    ),
  );
  return due.length === CLAIM_MAX ? clock() : store.nextApprovalAt();
}

async function passOn(options: ApprovalLoopOptions, approval: ApprovalRecord): Promise<void> {
  const { id, status } = approval;
  if (status === "pending") {
    await applyEvent(options, id, (at) => ({ kind: "timePassed", at }), "timer");
    return;
  }
  // The workflow has ended it past its rules. Refused: another server has told everybody.
  const settled = { kind: "settleApproval", id, expectedVersion: approval.version } as const;
  await options.commit([settled, ...noticesOfEnd(options, approval, options.clock())]);
}
