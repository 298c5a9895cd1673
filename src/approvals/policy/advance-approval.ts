// The rules of a request, like `execution/advance.ts` those of a workflow: (plan, state, event) to (state,
// entries, effects). No I/O, no clock; the same inputs give the same answer. Whatever a person does comes
// through here, whether by link, page, interface or command line, and so does what time does.

import type { Instant } from "../../base/instant.ts";
import type { ApprovalEffect, ApprovalEntry, ApprovalEvent, Refusal } from "./approval-event.ts";
import type { ApprovalState, Outcome, Seat, Vote } from "./approval-state.ts";
import { findStageChoice, isDecidedByOne, meaningOf } from "./count-votes.ts";
import { beginStage, type Draft, hasVoted, note, notPending, seat, silence } from "./draft.ts";
import { type ApprovalPlan, type Approver, isRequesters } from "./plan.ts";
import { amend, askForInformation, giveInformation, sendBack } from "./talk-back.ts";
import { nextDueAt, nextEscalationAt, nextReminderAt } from "./time-plan.ts";
import { addDuration } from "./working-time.ts";

export type ApprovalTransition =
  | {
      readonly kind: "taken";
      readonly after: ApprovalState;
      readonly entries: readonly ApprovalEntry[];
      readonly effects: readonly ApprovalEffect[];
    }
  /** Nothing has changed. */
  | { readonly kind: "refused"; readonly why: Refusal };

/** Who acts where nobody does. Addresses have an `@` and can never be one of these. */
const TIME = "countersign:time";
export const WORKFLOW = "countersign:workflow";

/** As many may be asked at once. */
const SEATS_MAX = 100;

/** @param before absent for the event `opened` alone */
export function advanceApproval(
  plan: ApprovalPlan,
  before: ApprovalState | undefined,
  event: ApprovalEvent,
): ApprovalTransition {
  const draft: Draft = {
    plan,
    at: event.at,
    state: before ?? emptyState(plan, event.at),
    entries: [],
    effects: [],
  };
  const refusal = before || event.kind === "opened" ? take(draft, event) : "closed";
  if (refusal) return { kind: "refused", why: refusal };
  const { dueAt: _, ...state } = draft.state;
  const dueAt = nextDueAt(plan, state);
  const after = dueAt === undefined ? state : { ...state, dueAt };
  return { kind: "taken", after, entries: draft.entries, effects: draft.effects };
}

function emptyState(plan: ApprovalPlan, at: Instant): ApprovalState {
  const { expiry } = plan;
  return {
    status: "pending",
    openedAt: at,
    stage: 0,
    stageOpenedAt: at,
    seats: [],
    votes: [],
    escalated: 0,
    ...(expiry && { expiresAt: addDuration(at, expiry.after, plan.calendar) }),
  };
}

function take(draft: Draft, event: ApprovalEvent): Refusal | undefined {
  if (event.kind !== "timePassed") releaseHeld(draft);
  if (draft.state.status === "closed") return "closed";
  if (event.kind !== "timePassed" && isPastExpiry(draft)) return "closed";
  switch (event.kind) {
    case "opened":
      return open(draft);
    case "decided":
      return decide(draft, event);
    case "overridden":
      return override(draft, event);
    case "undone":
      return undo(draft, event.by);
    case "reassigned":
      return reassign(draft, event);
    case "approverAdded":
      return add(draft, event.approver, event.by);
    case "snoozed":
      return snooze(draft, event.by, event.until);
    case "nudged":
      return nudge(draft, event.by);
    case "informationAsked":
      return askForInformation(draft, event.by, event.question);
    case "informationGiven":
      return giveInformation(draft, event.by, event.answer);
    case "sentBack":
      return sendBack(draft, event.by, event.reason);
    case "amended":
      return amend(draft, event);
    case "timePassed":
      return passTime(draft);
    case "cancelled":
      return cancel(draft, event);
  }
}

/** Nothing counts from then on, even where the clock has not come to end it yet. */
function isPastExpiry({ at, state }: Draft): boolean {
  return !state.held && state.expiresAt !== undefined && at >= state.expiresAt;
}

function open(draft: Draft): Refusal | undefined {
  if (draft.state.seats.length > 0) return "alreadyAsked";
  note(draft, "opened", WORKFLOW, {});
  beginStage(draft, 0);
  return undefined;
}

function decide(
  draft: Draft,
  event: Extract<ApprovalEvent, { readonly kind: "decided" }>,
): Refusal | undefined {
  const { plan, state } = draft;
  const { at, by, choice, comment, channel, proof } = event;
  const refusal = notPending(state) ?? refusalOf(plan, state, event);
  if (refusal) return refusal;
  const inPlaceOf = state.seats.find(({ address }) => address === by)?.inPlaceOf;
  const vote: Vote = {
    ...{ stage: state.stage, by, choice, at, comment, channel },
    ...(inPlaceOf !== undefined && { inPlaceOf }),
    ...(proof !== undefined && { proof }),
    ...decidedOn(event),
  };
  draft.state = { ...state, votes: [...state.votes, vote], seats: state.seats.map(silence(by)) };
  const known = proof !== undefined && { proof };
  note(draft, "decided", by, {
    ...{ choice, comment, channel, ...known, ...decidedOn(event) },
    ...(inPlaceOf !== undefined && { inPlaceOf }),
  });
  settleStage(draft);
  return undefined;
}

/** The part of a vote that says what was decided on, and what was filled in. */
function decidedOn({
  values,
  changes,
  digest,
}: Extract<ApprovalEvent, { readonly kind: "decided" | "overridden" }>) {
  return {
    ...(values && { values }),
    ...(changes && { changes }),
    ...(digest !== undefined && { digest }),
  };
}

/** The one place that says who may decide what. */
function refusalOf(
  plan: ApprovalPlan,
  state: ApprovalState,
  event: Extract<ApprovalEvent, { readonly kind: "decided" }>,
): Refusal | undefined {
  const { seats, votes, stage } = state;
  const { by, choice, changes } = event;
  const own = seats.find(({ address }) => address === by);
  if (by === plan.requester || (own && isRequesters(plan, own))) return "ownRequest";
  if (!own) return "notAsked";
  if (votes.some((vote) => vote.stage === stage && vote.by === by)) return "alreadyDecided";
  const refusal = choiceRefusal(plan, event);
  if (refusal || !changes) return refusal;
  const isOneAnswer = isDecidedByOne(plan, state) && meaningOf(plan, { choice }) === "goesOn";
  return isOneAnswer ? undefined : "notEditable";
}

function override(
  draft: Draft,
  event: Extract<ApprovalEvent, { kind: "overridden" }>,
): Refusal | undefined {
  const { plan, state } = draft;
  const { at, by, choice, comment, channel, proof } = event;
  if (by === plan.requester) return "ownRequest";
  const refusal = choiceRefusal(plan, event);
  if (refusal) return refusal;
  const { stage } = state;
  const known = { ...(proof !== undefined && { proof }), ...decidedOn(event) };
  const vote: Vote = { stage, by, choice, at, comment, channel, ...known, isOverride: true };
  draft.state = { ...state, votes: [...state.votes, vote] };
  note(draft, "overridden", by, { choice, comment, channel, ...known });
  close(draft, { kind: "decided", choice, by }, by);
  return undefined;
}

function choiceRefusal(
  plan: ApprovalPlan,
  {
    choice,
    comment,
    digest,
    seen,
  }: Extract<ApprovalEvent, { readonly kind: "decided" | "overridden" }>,
): Refusal | undefined {
  if (seen !== undefined && seen !== digest) return "changed";
  const planned = plan.choices.find(({ id }) => id === choice);
  if (!planned) return "unknownChoice";
  return planned.isCommentRequired && comment.trim() === "" ? "commentRequired" : undefined;
}

/** Holds what the stage has decided, as long as it may be taken back, or acts on it. */
function settleStage(draft: Draft): void {
  const { plan, state, at } = draft;
  const decided = findStageChoice(plan, state);
  if (!decided) return;
  if (plan.undoMs === 0) {
    actOn(draft, decided);
    return;
  }
  const { choice, by } = decided;
  draft.state = { ...state, status: "held", held: { until: at + plan.undoMs, choice, by } };
}

function actOn(draft: Draft, { choice, by }: Pick<Vote, "choice" | "by">): void {
  const { plan } = draft;
  const next = draft.state.stage + 1;
  if (meaningOf(plan, { choice }) === "goesOn" && next < plan.stages.length) {
    beginStage(draft, next);
    note(draft, "stageBegan", WORKFLOW, { stage: plan.stages[next]?.name ?? "" });
  } else {
    close(draft, { kind: "decided", choice, by }, by);
  }
}

function undo(draft: Draft, by: string): Refusal | undefined {
  const { held, ...state } = draft.state;
  if (!held || held.by !== by || draft.at >= held.until) return "nothingHeld";
  const votes = state.votes.filter((vote) => vote.stage !== state.stage || vote.by !== by);
  const seats = state.seats.map((each) => (each.address === by ? reawaken(draft, each) : each));
  draft.state = { ...state, status: "pending", votes, seats };
  note(draft, "undone", by, {});
  return undefined;
}

function reassign(
  draft: Draft,
  { from, to, by, reason }: Extract<ApprovalEvent, { readonly kind: "reassigned" }>,
): Refusal | undefined {
  const { plan, state } = draft;
  const refusal = notPending(state);
  if (refusal) return refusal;
  if (!state.seats.some(({ address }) => address === from)) return "notAsked";
  if (hasVoted(state, from)) return "alreadyDecided";
  if (isRequesters(plan, to)) return "ownRequest";
  if (state.seats.some(({ address }) => address === to.address)) return "alreadyAsked";
  draft.state = { ...state, seats: state.seats.filter(({ address }) => address !== from) };
  seat(draft, { ...to, inPlaceOf: from }, "reassigned");
  note(draft, "reassigned", by, { from, to: to.address, reason });
  return undefined;
}

function add(draft: Draft, approver: Approver, by: string): Refusal | undefined {
  const { plan, state } = draft;
  const refusal = notPending(state);
  if (refusal) return refusal;
  if (isRequesters(plan, approver)) return "ownRequest";
  if (state.seats.length >= SEATS_MAX) return "tooManyAsked";
  if (state.seats.some(({ address }) => address === approver.address)) return "alreadyAsked";
  seat(draft, approver, "added");
  note(draft, "approverAdded", by, { approver: approver.address });
  return undefined;
}

function snooze(draft: Draft, by: string, until: Instant): Refusal | undefined {
  const { state } = draft;
  if (!state.seats.some(({ address }) => address === by)) return "notAsked";
  const seats = state.seats.map((each) =>
    each.address === by && each.nextReminderAt !== undefined
      ? { ...each, nextReminderAt: Math.max(each.nextReminderAt, until) }
      : each,
  );
  draft.state = { ...state, seats };
  note(draft, "snoozed", by, { until });
  return undefined;
}

/** Reminds whoever has not decided at once; what is planned stays as it is. */
function nudge(draft: Draft, by: string): Refusal | undefined {
  const { state } = draft;
  const refusal = notPending(state);
  if (refusal) return refusal;
  const waiting = state.seats.filter(({ address }) => !hasVoted(state, address));
  for (const { address, reminders } of waiting) {
    draft.effects.push({ kind: "ask", seat: address, why: "reminded", nth: reminders + 1 });
  }
  note(draft, "nudged", by, { to: waiting.map(({ address }) => address) });
  return undefined;
}

function cancel(
  draft: Draft,
  { by, reason }: Extract<ApprovalEvent, { readonly kind: "cancelled" }>,
): undefined {
  close(draft, { kind: "cancelled", by, ...(reason !== undefined && { reason }) }, by);
}

/** What is due happens, the end first: nobody is reminded of what has expired. */
function passTime(draft: Draft): Refusal | undefined {
  const { plan, at, state } = draft;
  if (state.held) {
    releaseHeld(draft);
    return undefined;
  }
  if (state.expiresAt !== undefined && at >= state.expiresAt) {
    expire(draft);
    return undefined;
  }
  if (state.status === "sentBack") return undefined;
  for (let due = nextEscalationAt(plan, draft.state); due !== undefined && due <= at; ) {
    escalate(draft);
    due = nextEscalationAt(plan, draft.state);
  }
  askWhoIsLeft(draft);
  draft.state = { ...draft.state, seats: draft.state.seats.map((each) => remind(draft, each)) };
  return undefined;
}

/** What can no longer be taken back counts, also where the clock has not come to it yet. */
function releaseHeld(draft: Draft): void {
  const { held, ...state } = draft.state;
  if (!held || draft.at < held.until) return;
  draft.state = { ...state, status: "pending" };
  actOn(draft, held);
}

/** After a long pause one step may replace whom the step before has brought: they need not hear of it. */
function askWhoIsLeft({ effects, state }: Draft): void {
  const isAsked = (address: string) => state.seats.some((seat) => seat.address === address);
  const left = effects.filter((effect) => effect.kind !== "ask" || isAsked(effect.seat));
  effects.splice(0, effects.length, ...left);
}

function expire(draft: Draft): void {
  const outcome = draft.plan.expiry?.outcome ?? "fail";
  const meaning = outcome === "approve" ? "goesOn" : "ends";
  const choice = draft.plan.choices.find((each) => each.meaning === meaning)?.id;
  const named = outcome === "fail" || choice === undefined ? {} : { choice };
  close(draft, { kind: "expired", ...named }, TIME);
}

function escalate(draft: Draft): void {
  const { plan, state } = draft;
  const step = plan.escalation[state.escalated];
  if (!step) return;
  const unanswered = state.seats.filter(({ address }) => !hasVoted(state, address));
  const to = step.to.filter((each) => !isRequesters(plan, each));
  // Where those who replace them have all answered, nobody would be left to decide.
  const isReplaced = step.mode === "replace" && to.some(({ address }) => !hasVoted(state, address));
  const kept = isReplaced ? state.seats.filter((each) => !unanswered.includes(each)) : state.seats;
  draft.state = { ...state, escalated: state.escalated + 1, seats: kept };
  if (step.mode !== "tell") {
    const absent = to.filter(({ address }) => !kept.some((each) => each.address === address));
    for (const approver of absent) seat(draft, approver, "escalated");
  } else {
    draft.effects.push({ kind: "tell", to: to.map(({ address }) => address), what: "escalated" });
  }
  const addresses = to.map(({ address }) => address);
  note(draft, "escalated", TIME, { mode: step.mode, to: addresses });
}

function remind(draft: Draft, each: Seat): Seat {
  const { nextReminderAt: dueAt, ...bare } = each;
  if (dueAt === undefined || dueAt > draft.at) return each;
  const reminded = { ...bare, reminders: each.reminders + 1 };
  const nth = reminded.reminders;
  draft.effects.push({ kind: "ask", seat: each.address, why: "reminded", nth });
  note(draft, "reminded", TIME, { approver: each.address, nth });
  const next = nextReminderAt(draft.plan, reminded, draft.at);
  return next === undefined ? reminded : { ...reminded, nextReminderAt: next };
}

function close(draft: Draft, outcome: Outcome, actor: string): void {
  const { state } = draft;
  const { held: _, ...rest } = state;
  const others = state.seats.map(({ address }) => address).filter((address) => address !== actor);
  draft.state = { ...rest, status: "closed", outcome, seats: state.seats.map(silence()) };
  note(draft, outcome.kind === "decided" ? "closed" : outcome.kind, actor, { ...outcome });
  if (others.length > 0) draft.effects.push({ kind: "tell", to: others, what: "closed" });
  draft.effects.push({ kind: "conclude", outcome });
}

/** Counts on from where the reminders had come. */
function reawaken({ plan, at }: Draft, each: Seat): Seat {
  const next = nextReminderAt(plan, each, at);
  return next === undefined ? each : { ...each, nextReminderAt: next };
}
