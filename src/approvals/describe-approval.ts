// A request as programs see it: in the API, and in what is posted to a webhook at its end.

import type { Instant } from "../base/instant.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { answerOf, describeVote } from "./answer-workflow.ts";
import type { ApprovalState, Remark } from "./policy/approval-state.ts";
import { openQuestionsOf } from "./policy/open-questions.ts";
import type { ApprovalPlan } from "./policy/plan.ts";
import { requestDigestOf } from "./request-digest.ts";
import { decisionOf, documentOf, openSeatsOf, stateOf } from "./stored-approval.ts";

/** Without its links, and without the codes of challenges. */
export function describeApproval(approval: ApprovalRecord): JsonObject {
  const { request, plan, provenance } = documentOf(approval);
  const state = stateOf(approval);
  const { votes = [] } = state;
  const decision = decisionOf(approval);
  return withoutGaps({
    id: approval.id,
    status: approval.status,
    title: approval.title,
    requester: request.requester,
    choices: request.choices.map(({ id, label }) => ({ id, label, meaning: meaningOf(plan, id) })),
    form: request.form,
    editable: request.editable,
    digest: approval.status === "pending" ? requestDigestOf(approval) : undefined,
    revision: state.revision,
    stateMachineName: provenance.stateMachineName,
    executionId: approval.executionId,
    executionName: provenance.executionName,
    createdAt: textOf(approval.createdAt),
    ...(approval.status === "pending" ? describeWaiting(approval) : {}),
    votes: votes.map((vote) => describeVote(vote, plan.stages[vote.stage]?.name)),
    closedAt: textOf(approval.closedAt),
    decision: decision && { ...decision, at: textOf(decision.at) },
    ...describeResult(approval),
  });
}

function meaningOf({ choices }: ApprovalPlan, choice: string): "approve" | "decline" {
  return choices.find(({ id }) => id === choice)?.meaning === "goesOn" ? "approve" : "decline";
}

/** Who is waited for, and what comes when nobody acts. */
export function describeWaiting(approval: ApprovalRecord): JsonObject {
  const { plan, provenance } = documentOf(approval);
  const state = stateOf(approval);
  const seats = openSeatsOf(state);
  const reminders = seats.flatMap(({ nextReminderAt }) => nextReminderAt ?? []);
  return withoutGaps({
    stage: plan.stages[state.stage]?.name,
    waitsFor: seats.map(({ address, askedAt, inPlaceOf, reminders: reminded, nextReminderAt }) =>
      withoutGaps({
        address,
        inPlaceOf,
        askedAt: textOf(askedAt),
        reminders: reminded,
        nextReminderAt: textOf(nextReminderAt),
      }),
    ),
    nextReminderAt: reminders.length === 0 ? undefined : textOf(Math.min(...reminders)),
    expiresAt: textOf(provenance.expiresAt),
    ...describeTalk(state),
    held: state.held && { choice: state.held.choice, until: textOf(state.held.until) },
  });
}

function describeTalk(state: ApprovalState): JsonObject {
  const textual = ({ at, by, text }: Remark) => ({ by, at: new Date(at).toISOString(), text });
  const questions = openQuestionsOf(state).map(textual);
  const sentBack = state.remarks?.findLast(({ what }) => what === "sentBack");
  return withoutGaps({
    questions: questions.length === 0 ? undefined : questions,
    sentBack: state.status === "sentBack" && sentBack ? textual(sentBack) : undefined,
  });
}

/** What whoever asked gets: a workflow as the result of its task. */
function describeResult(approval: ApprovalRecord): JsonObject {
  const state = stateOf(approval);
  if (!state.outcome || approval.closedAt === null) return {};
  const { task } = answerOf(approval, state, approval.closedAt);
  if (task.kind === "succeeded") return { result: JSON.parse(task.output) as Json };
  if (task.kind === "heartbeat") return {};
  return { error: withoutGaps({ error: task.error, cause: task.cause }) };
}

function textOf(at: Instant | null | undefined): string | undefined {
  return at === null || at === undefined ? undefined : new Date(at).toISOString();
}

function withoutGaps(given: Readonly<Record<string, unknown>>): JsonObject {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as JsonObject;
}
