// What happens to a stored request, whoever or whatever it comes from: the rules decide, and what they
// come to is one unit: the request, its mails, and what the workflow does next. Of two that act at once
// one is first; the other is judged again by what there is then.

import type { Clock, Instant } from "../base/instant.ts";
import { jsonEquals } from "../base/json.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { Engine, TaskAnswerByToken } from "../engine/engine.ts";
import { mintTaskToken } from "../execution/task-token.ts";
import type { AuditEntryRecord } from "../store/audit-records.ts";
import type { Change } from "../store/change.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { type Answer, answerOf } from "./answer-workflow.ts";
import { chainEntries } from "./audit-chain.ts";
import { type NoticeRoute, noticesFor } from "./mails/notices.ts";
import { type ApprovalTransition, advanceApproval } from "./policy/advance-approval.ts";
import type { ApprovalEffect, ApprovalEvent, Refusal } from "./policy/approval-event.ts";
import type { ApprovalState } from "./policy/approval-state.ts";
import type { ApprovalPlan } from "./policy/plan.ts";
import { requestDigestOf } from "./request-digest.ts";
import { type ApprovalDocument, documentOf, seatsOf, stateOf } from "./stored-approval.ts";

export interface ApplyDeps extends NoticeRoute {
  readonly store: Pick<Store, "findApproval" | "findAuditHead">;
  readonly engine: Pick<Engine, "answerTask">;
  readonly commit: Commit;
  /** Signs task tokens as well. */
  readonly tokenSecret: Uint8Array;
  readonly clock: Clock;
  /** Told of what has happened, once it is durable. */
  readonly approvalAdvanced?: (happened: HappenedToApproval) => void;
}

export interface HappenedToApproval {
  /** As it is then. */
  readonly approval: ApprovalRecord;
  readonly event: ApprovalEvent;
  readonly effects: readonly ApprovalEffect[];
  readonly before: ApprovalState;
  readonly after: ApprovalState;
}

export type Applied =
  | { readonly kind: "applied"; readonly approval: ApprovalRecord; readonly isClosed: boolean }
  /** Nothing has changed. */
  | { readonly kind: "refused"; readonly why: Refusal; readonly approval: ApprovalRecord }
  | { readonly kind: "notFound" };

/**
 * `happening` is told the request as it is. `channel` says through what the task is closed, where it is.
 * @param amend what is asked from then on, for an event that changes it
 */
export async function applyEvent(
  deps: ApplyDeps,
  approvalId: string,
  happening: (at: Instant, approval: ApprovalRecord) => ApprovalEvent,
  channel: string,
  amend?: (approval: ApprovalRecord) => ApprovalDocument,
): Promise<Applied> {
  for (;;) {
    const approval = await deps.store.findApproval(approvalId);
    if (!approval) return { kind: "notFound" };
    if (approval.status !== "pending") return { kind: "refused", why: "closed", approval };
    const event = happening(deps.clock(), approval);
    const amended = amend?.(approval);
    const plan = planAt(amended ?? documentOf(approval), event.at);
    const transition = advanceApproval(plan, stateOf(approval), event);
    if (transition.kind === "refused") {
      const { why } = transition;
      const isOverdue = why === "closed" && event.kind !== "timePassed";
      if (!isOverdue) return { kind: "refused", why, approval };
      return { kind: "refused", why, approval: await endOverdue(deps, approval) };
    }
    const step = { event, channel, amended };
    const head = await deps.store.findAuditHead(approvalId);
    const applied = await commitTransition(deps, { approval, head }, transition, step);
    if (applied) return applied;
    const now = await deps.store.findApproval(approvalId);
    // Nobody was quicker: it is the task that is gone.
    if (now?.version === approval.version) return { kind: "refused", why: "closed", approval: now };
  }
}

/** So long before the workflow takes its task back nothing is held any more. */
const HOLD_MARGIN_MS = 60_000;

/** What can be taken back must not be lost by it: it counts before the time of its task is over. */
function planAt({ plan, provenance }: ApprovalDocument, at: Instant): ApprovalPlan {
  const { timeoutAt } = provenance;
  if (plan.undoMs === 0 || timeoutAt === undefined) return plan;
  const undoMs = Math.max(0, Math.min(plan.undoMs, timeoutAt - HOLD_MARGIN_MS - at));
  return { ...plan, undoMs };
}

/** A request whose time is up before the clock has come to it ends now: who comes too late is told how. */
async function endOverdue(deps: ApplyDeps, approval: ApprovalRecord): Promise<ApprovalRecord> {
  const passed = await applyEvent(deps, approval.id, (at) => ({ kind: "timePassed", at }), "timer");
  return passed.kind === "notFound" ? approval : passed.approval;
}

interface Step {
  readonly event: ApprovalEvent;
  readonly channel: string;
  /** What is asked from now on, where that is another. */
  readonly amended: ApprovalDocument | undefined;
}

/** A request as it was read, and the last entry of its audit. The version guards both. */
interface Before {
  readonly approval: ApprovalRecord;
  readonly head: AuditEntryRecord | undefined;
}

type Taken = Extract<ApprovalTransition, { readonly kind: "taken" }>;

/** `undefined`: somebody was quicker. */
async function commitTransition(
  deps: ApplyDeps,
  { approval: before, head }: Before,
  { after, effects, entries }: Taken,
  { event, channel, amended }: Step,
): Promise<Applied | undefined> {
  const answer = after.outcome && answerOf(before, after, event.at);
  const asked = amended && { title: amended.request.title, document: JSON.stringify(amended) };
  const approval = { ...recordAfter(before, after, answer, event.at), ...asked };
  const { changes, links } = noticesFor(deps, approval, effects, event);
  const { id, executionId, task, status, approver, state, dueAt, closedAt, decision } = approval;
  const audit = chainEntries(head, {
    ...{ approvalId: id, at: event.at, requestSha256: requestDigestOf(approval) },
    entries: entries.map((entry) => ({ ...entry, details: { channel, ...entry.details } })),
  });
  const advanced: Change = {
    kind: "advanceApproval",
    approval: { id, executionId, task, status, approver, state, dueAt, closedAt, decision },
    expectedVersion: before.version,
    links,
    ...(asked && { asked }),
    ...changeOfSeats(before, after),
    ...changeOfVoters(stateOf(before), after),
    audit,
  };
  const unit = [advanced, ...changes];
  const isDone = answer
    ? await giveBack(deps, before, answer.task, unit, { via: channel, by: answer.decision.by })
    : (await deps.commit(unit)) === "committed";
  if (!isDone) return undefined;
  deps.approvalAdvanced?.({ approval, event, effects, before: stateOf(before), after });
  return { kind: "applied", approval, isClosed: answer !== undefined };
}

/** Whom it waits for, where that has changed. */
function changeOfSeats(
  before: ApprovalRecord,
  after: ApprovalState,
): Pick<Change & { kind: "advanceApproval" }, "seats"> {
  const document = documentOf(before);
  const seats = seatsOf(before, document, after);
  const { addresses } = seatsOf(before, document, stateOf(before));
  return jsonEquals(addresses, seats.addresses) ? {} : { seats };
}

/** Whose votes there are now, or no more. */
function changeOfVoters(
  before: ApprovalState,
  after: ApprovalState,
): Pick<Change & { kind: "advanceApproval" }, "voters"> {
  const [earlier, later] = [votedAtOf(before), votedAtOf(after)];
  const addresses = new Set([...earlier.keys(), ...later.keys()]);
  const changed = [...addresses].filter((it) => earlier.get(it) !== later.get(it));
  if (changed.length === 0) return {};
  const voters = changed.map((address) => {
    const votedAt = later.get(address);
    return { address, ...(votedAt !== undefined && { votedAt }) };
  });
  return { voters };
}

/** Votes of before a change count no more, and were given all the same. */
function votedAtOf({ voided = [], votes = [] }: ApprovalState): ReadonlyMap<string, Instant> {
  return new Map([...voided, ...votes].map(({ at, by }) => [by, at]));
}

/** Hands the task back to the workflow, together with the unit that decides. */
async function giveBack(
  { engine, tokenSecret }: ApplyDeps,
  approval: ApprovalRecord,
  answer: TaskAnswerByToken,
  also: readonly Change[],
  closing: { readonly via: string; readonly by: string | null },
): Promise<boolean> {
  const token = mintTaskToken(tokenSecret, approval);
  return (await engine.answerTask(token, answer, { closing, also })) === "applied";
}

function recordAfter(
  before: ApprovalRecord,
  after: ApprovalState,
  answer: Answer | undefined,
  at: Instant,
): ApprovalRecord {
  return {
    ...before,
    version: before.version + 1,
    status: answer?.status ?? "pending",
    approver: after.seats.map(({ address }) => address).join(", "),
    state: JSON.stringify(after),
    dueAt: after.dueAt ?? null,
    closedAt: answer ? at : null,
    decision: answer ? JSON.stringify(answer.decision) : null,
  };
}
