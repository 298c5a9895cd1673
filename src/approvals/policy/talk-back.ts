// What is said about a request beside the votes: questions to whoever has asked, their answers, sending it
// back, and that what is asked was changed.

import type { JsonObject } from "../../base/json.ts";
import type { ApprovalEvent, Refusal } from "./approval-event.ts";
import { beginStage, type Draft, hasVoted, note, notPending, silence } from "./draft.ts";
import { openQuestionsOf } from "./open-questions.ts";
import { nextReminderAt } from "./time-plan.ts";

/** So often can be asked back and answered. */
const REMARKS_MAX = 50;

/**
 * An approver's question to whoever has asked. They are not reminded while it is open; everybody else is,
 * and the request's end comes as planned.
 */
export function askForInformation(draft: Draft, by: string, question: string): Refusal | undefined {
  const refusal = remarkRefusal(draft, by);
  if (refusal) return refusal;
  draft.state = { ...draft.state, seats: draft.state.seats.map(silence(by)) };
  remark(draft, "asked", by, question);
  inform(draft, "question");
  return undefined;
}

export function giveInformation(draft: Draft, by: string, answer: string): Refusal | undefined {
  const { plan } = draft;
  const asked = openQuestionsOf(draft.state).map((question) => question.by);
  if (asked.length === 0) return notPending(draft.state) ?? "nothingAsked";
  remark(draft, "answered", by, answer);
  const waits = (address: string) => asked.includes(address) && !hasVoted(draft.state, address);
  const seats = draft.state.seats.map((each) => {
    const next = waits(each.address) ? nextReminderAt(plan, each, draft.at) : undefined;
    return next === undefined ? each : { ...each, nextReminderAt: next };
  });
  draft.state = { ...draft.state, seats };
  if (draft.state.status !== "pending") return undefined;
  for (const { address } of seats.filter((each) => waits(each.address))) {
    draft.effects.push({ kind: "ask", seat: address, why: "answered", nth: 0 });
  }
  return undefined;
}

/** Nobody decides until it comes back; its end comes as planned. */
export function sendBack(draft: Draft, by: string, reason: string): Refusal | undefined {
  const refusal = remarkRefusal(draft, by);
  if (refusal) return refusal;
  const { seats } = draft.state;
  draft.state = { ...draft.state, status: "sentBack", seats: seats.map(silence()) };
  remark(draft, "sentBack", by, reason);
  inform(draft, "sentBack");
  return undefined;
}

/** Everybody is asked anew: what was voted was about something else. */
export function amend(
  draft: Draft,
  { by, reason, digestBefore, seen }: Extract<ApprovalEvent, { readonly kind: "amended" }>,
): Refusal | undefined {
  const { state } = draft;
  if (state.status === "held") return "held";
  if (seen !== digestBefore) return "changed";
  if ((state.remarks?.length ?? 0) >= REMARKS_MAX) return "tooManyRemarks";
  const revision = (state.revision ?? 1) + 1;
  const voided = [...(state.voided ?? []), ...state.votes];
  draft.state = { ...state, status: "pending", revision, votes: [], voided };
  remark(draft, "changed", by, reason, { revision, digestBefore });
  beginStage(draft, 0, "changed");
  return undefined;
}

function remarkRefusal({ plan, state }: Draft, by: string): Refusal | undefined {
  const refusal = notPending(state);
  if (refusal) return refusal;
  if (!state.seats.some(({ address }) => address === by)) return "notAsked";
  if (hasVoted(state, by)) return "alreadyDecided";
  if (plan.requester === undefined) return "noRequester";
  return (state.remarks?.length ?? 0) >= REMARKS_MAX ? "tooManyRemarks" : undefined;
}

const NOTES = {
  asked: "informationAsked",
  answered: "informationGiven",
  sentBack: "sentBack",
  changed: "changed",
} as const;

function remark(
  draft: Draft,
  what: keyof typeof NOTES,
  by: string,
  text: string,
  more: JsonObject = {},
): void {
  const remarks = [...(draft.state.remarks ?? []), { what, by, at: draft.at, text }];
  draft.state = { ...draft.state, remarks };
  note(draft, NOTES[what], by, { text, ...more });
}

function inform({ effects, plan }: Draft, what: "question" | "sentBack"): void {
  if (plan.requester !== undefined) effects.push({ kind: "inform", to: plan.requester, what });
}
