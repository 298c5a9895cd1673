// What a workflow gets as the result of its task when a request has come to its end.

import type { Instant } from "../base/instant.ts";
import { isJsonObject, type JsonObject } from "../base/json.ts";
import type { TaskAnswerByToken } from "../engine/engine.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { effectiveDetails, totalChangesOf } from "./changed-values.ts";
import type { ApprovalRequest } from "./document.ts";
import type { ApprovalState, Outcome, Vote } from "./policy/approval-state.ts";
import { type ApprovalDocument, type Decision, documentOf } from "./stored-approval.ts";

export interface Answer {
  readonly status: "decided" | "expired" | "cancelled";
  readonly decision: Decision;
  readonly task: TaskAnswerByToken;
}

/** @param after closed */
export function answerOf(approval: ApprovalRecord, after: ApprovalState, at: Instant): Answer {
  const document = documentOf(approval);
  const { outcome } = after;
  if (outcome?.kind === "decided") return decided(approval, document, after, outcome, at);
  if (outcome?.kind === "expired") return expired(approval, document, after, outcome, at);
  return cancelled(outcome, at);
}

function decided(
  approval: ApprovalRecord,
  document: ApprovalDocument,
  after: ApprovalState,
  { choice, by }: Extract<Outcome, { readonly kind: "decided" }>,
  at: Instant,
): Answer {
  const last = after.votes.findLast((vote) => vote.by === by && vote.choice === choice);
  const decision: Decision = {
    choice: document.request.choices.find(({ id }) => id === choice) ?? null,
    comment: last?.comment ?? "",
    by,
    channel: last?.channel ?? "api",
    at,
  };
  return { status: "decided", decision, task: succeeded(approval, after, document, decision) };
}

function expired(
  approval: ApprovalRecord,
  document: ApprovalDocument,
  after: ApprovalState,
  { choice }: Extract<Outcome, { readonly kind: "expired" }>,
  at: Instant,
): Answer {
  const chosen = document.request.choices.find(({ id }) => id === choice) ?? null;
  const decision: Decision = { choice: chosen, comment: "", by: null, channel: "expiry", at };
  const task: TaskAnswerByToken = chosen
    ? succeeded(approval, after, document, decision)
    : { kind: "failed", error: "ApprovalExpired", cause: "Nobody decided the request in time." };
  return { status: "expired", decision, task };
}

function cancelled(outcome: Outcome | undefined, at: Instant): Answer {
  const { by = null, reason = "" } = outcome?.kind === "cancelled" ? outcome : {};
  const decision: Decision = { choice: null, comment: reason, by, channel: "cancel", at };
  const because = reason === "" ? "." : `: ${reason}`;
  const cause = `The request was cancelled by ${by ?? "somebody"}${because}`;
  return {
    status: "cancelled",
    decision,
    task: { kind: "failed", error: "ApprovalCancelled", cause },
  };
}

function succeeded(
  approval: ApprovalRecord,
  { voided, votes }: ApprovalState,
  { plan, request }: ApprovalDocument,
  { choice, comment, by, channel, at }: Decision,
): TaskAnswerByToken {
  const output = {
    decision: choice?.id,
    choice: choice && { id: choice.id, label: choice.label },
    approver: by,
    comment,
    decidedAt: new Date(at).toISOString(),
    channel,
    approvalId: approval.id,
    ...filledIn(votes, choice && by, request),
    decisions: votes.map((vote) => describeVote(vote, plan.stages[vote.stage]?.name)),
    ...(voided &&
      voided.length > 0 && {
        // Stages may have had other names then.
        decisionsBeforeChange: voided.map((vote) => describeVote(vote, undefined)),
      }),
  };
  return { kind: "succeeded", output: JSON.stringify(output) };
}

/** What the deciding vote has filled in, and what was changed by all. */
function filledIn(votes: readonly Vote[], by: string | null, request: ApprovalRequest) {
  const last = votes.findLast((vote) => vote.by === by);
  const changes = totalChangesOf(votes);
  return {
    ...(last?.values && { values: last.values }),
    ...(changes && { changes }),
    ...(request.editable && { effective: editableValues(request, votes) }),
    ...(last?.digest !== undefined && { digest: last.digest }),
  };
}

/** What can be changed, as it is at the end. */
function editableValues(request: ApprovalRequest, votes: readonly Vote[]): JsonObject {
  const details = effectiveDetails(request, { votes });
  const names = Object.keys(request.editable?.properties ?? {});
  const known = isJsonObject(details) ? details : {};
  return Object.fromEntries(names.map((name) => [name, known[name] ?? null]));
}

export function describeVote({ at, stage: _, ...vote }: Vote, stage: string | undefined) {
  return { stage, ...vote, at: new Date(at).toISOString() };
}
