// What time does to requests: reminders, escalation, expiry, the end of the time to take a decision back.
// A claim moves the row to the end of its lease; the rules then say when it is due again.

import type { Clock, Instant } from "../base/instant.ts";
import type { Change } from "../store/change.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import { type ApplyDeps, applyEvent } from "./apply-event.ts";
import { chainEntries } from "./audit-chain.ts";
import { noticesOfEnd } from "./mails/notices.ts";
import { WORKFLOW } from "./policy/advance-approval.ts";
import type { ApprovalEntry } from "./policy/approval-event.ts";
import { requestDigestOf } from "./request-digest.ts";
import { decisionOf } from "./stored-approval.ts";

export interface ApprovalLoopOptions extends ApplyDeps {
  readonly store: ApplyDeps["store"] &
    Pick<Store, "claimApprovals" | "findExecution" | "findTask" | "nextApprovalAt">;
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
  const at = options.clock();
  const actor = (await findStopper(options, approval)) ?? WORKFLOW;
  const audit = chainEntries(await options.store.findAuditHead(id), {
    ...{ approvalId: id, at, requestSha256: requestDigestOf(approval) },
    entries: [entryOfEnd(approval, actor)],
  });
  const settled: Change = {
    ...{ kind: "settleApproval", id, expectedVersion: approval.version, audit },
  };
  await options.commit([settled, ...noticesOfEnd(options, approval, at)]);
}

/** Whoever has stopped the execution, where somebody has. */
async function findStopper(
  { store }: ApprovalLoopOptions,
  { executionId, task, status }: ApprovalRecord,
): Promise<string | undefined> {
  if (status !== "cancelled") return undefined;
  const execution = await store.findExecution(executionId);
  if (execution?.status !== "ABORTED") return undefined;
  return (await store.findTask(executionId, task))?.closing?.by ?? undefined;
}

/** @param actor who has ended it, where nobody answered */
function entryOfEnd(approval: ApprovalRecord, actor: string): ApprovalEntry {
  const { closedAt, status } = approval;
  const decision = decisionOf(approval);
  const details = {
    closedAt,
    ...(decision && { channel: decision.channel }),
    // Why somebody has passed over the people who were asked.
    ...(decision && decision.comment !== "" && { comment: decision.comment }),
  };
  if (status === "decided") {
    return { what: "answeredWithToken", actor: decision?.by ?? UNKNOWN, details };
  }
  return { what: status === "expired" ? "timedOut" : "stopped", actor, details };
}

/** Whoever has the token alone is nobody by name. */
const UNKNOWN = "countersign:anonymous";
