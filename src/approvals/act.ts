// What people do with a request beside deciding it: hand it on, ask somebody else as well, remind, put
// off, take a held decision back, cancel. Whatever they come through, it is by this one function: who may
// do what is said here, and whether it can be done just then by the rules.

import type { Instant } from "../base/instant.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { type Sentence, type Told, tell, told } from "../wording/sentence.ts";
import { type Applied, type ApplyDeps, applyEvent } from "./apply-event.ts";
import { checkChallenge } from "./check-challenge.ts";
import type { FindDirectory } from "./directory-file.ts";
import { addressProblem, findPerson } from "./find-person.ts";
import { findApprovalByLink, findRequestByLink, isCurrent } from "./link.ts";
import type { ApprovalEvent, Refusal } from "./policy/approval-event.ts";
import { parseDuration } from "./policy/duration.ts";
import { addDuration } from "./policy/working-time.ts";
import { type DecisionChannel, documentOf, openSeatsOf, stateOf } from "./stored-approval.ts";

export interface ActDeps extends ApplyDeps {
  readonly store: ApplyDeps["store"] & Pick<Store, "findApprovalLink">;
  readonly findDirectory: FindDirectory;
}

export type Action =
  /** `from` can be left out where one person alone is asked, and by whoever hands on what is theirs. */
  | {
      readonly kind: "reassign";
      readonly from?: string | undefined;
      readonly to: string;
      readonly reason: string;
    }
  | { readonly kind: "addApprover"; readonly approver: string }
  /** No reminders for as long: a length of time as in a request. */
  | { readonly kind: "snooze"; readonly length: string }
  | { readonly kind: "takeBack" }
  | { readonly kind: "remind" }
  | { readonly kind: "cancel"; readonly reason: string }
  /** Of whoever has asked. */
  | { readonly kind: "ask"; readonly question: string }
  | { readonly kind: "answer"; readonly answer: string }
  /** To be changed by whoever has asked. */
  | { readonly kind: "sendBack"; readonly reason: string };

export type Actor =
  /** The approver whom the link was mailed to. `code`: what was typed for a challenge. */
  | { readonly channel: "link"; readonly linkId: string; readonly code?: string }
  /** Whoever has asked, by the link that was mailed to them. */
  | { readonly channel: "requester"; readonly linkId: string }
  /** An approver who is signed in, or whoever has asked, by their address. */
  | { readonly channel: "inbox"; readonly approvalId: string; readonly by: string }
  /** An operator, by the name their actions are recorded under. */
  | {
      readonly channel: Exclude<DecisionChannel, "link" | "inbox">;
      readonly approvalId: string;
      readonly by: string;
    };

/** The ways in which whoever has asked comes. */
export type RequesterActor = Extract<Actor, { readonly channel: "requester" | "inbox" }>;

export type ActOutcome =
  | ({ readonly kind: "done"; readonly approval: ApprovalRecord } & Told)
  /** Nothing has changed. `message` is for whoever tried. */
  | ({
      readonly kind: "invalid" | "notAllowed" | "refused";
      readonly approval: ApprovalRecord;
    } & Told)
  | { readonly kind: "notFound" };

/** What each may do: an approver with what is theirs, an operator with the whole request. */
const ALLOWED: Readonly<Record<Subject["role"], readonly Action["kind"][]>> = {
  approver: ["reassign", "snooze", "takeBack", "ask", "sendBack"],
  requester: ["answer", "cancel"],
  operator: ["reassign", "addApprover", "remind", "cancel", "answer"],
};

const REASON_CHARACTERS_MAX = 1_000;
const TEXT_CHARACTERS_MAX = 4_000;
const SNOOZE_DAYS_MAX = 30;

/** Whoever acts, as far as known, and on what. */
interface Subject {
  readonly approval: ApprovalRecord;
  readonly role: "approver" | "requester" | "operator";
  readonly by: string;
  /** Whether what the link was made for is still what is asked. */
  readonly isLinkCurrent: boolean;
}

type Making =
  | { readonly event: (at: Instant) => ApprovalEvent; readonly done: Sentence }
  | { readonly problem: Sentence };

export async function act(deps: ActDeps, actor: Actor, action: Action): Promise<ActOutcome> {
  const subject = await findSubject(deps.store, actor);
  if (!subject) return { kind: "notFound" };
  const { approval, role } = subject;
  if (!ALLOWED[role].includes(action.kind)) {
    return { kind: "notAllowed", approval, ...tell("notForYou") };
  }
  if (approval.status !== "pending") return refused(approval, "closed");
  if (!subject.isLinkCurrent) return refused(approval, "changed");
  const making = eventOf(deps, subject, action);
  if ("problem" in making) return { kind: "invalid", approval, ...told(making.problem) };
  const challenge =
    actor.channel === "link" ? await checkChallenge(deps, actor, approval) : undefined;
  if (challenge !== undefined) return { kind: "invalid", approval, ...told(challenge) };
  const applied = await applyEvent(deps, approval.id, making.event, actor.channel);
  return outcomeOf(applied, making.done);
}

async function findSubject(store: ActDeps["store"], actor: Actor): Promise<Subject | undefined> {
  if (actor.channel === "link") {
    const found = await findApprovalByLink(store, actor.linkId);
    if (!found) return undefined;
    const { approval, link } = found;
    return { approval, role: "approver", by: link.approver, isLinkCurrent: isCurrent(found) };
  }
  if (actor.channel === "requester") {
    const found = await findRequestByLink(store, actor.linkId);
    if (!found) return undefined;
    const { approval, link } = found;
    return { approval, role: "requester", by: link.approver, isLinkCurrent: isCurrent(found) };
  }
  const approval = await store.findApproval(actor.approvalId);
  if (!approval) return undefined;
  const own = { approval, by: actor.by, isLinkCurrent: true };
  if (actor.channel !== "inbox") return { ...own, role: "operator" };
  // Nobody learns of requests that are not theirs.
  if (isOf(approval, actor.by)) return { ...own, role: "approver" };
  return isRequester(approval, actor.by) ? { ...own, role: "requester" } : undefined;
}

/** Whether it is they who have asked. */
export function isRequester(approval: ApprovalRecord, address: string): boolean {
  return documentOf(approval).plan.requester === address;
}

function isOf(approval: ApprovalRecord, address: string): boolean {
  const { seats, votes } = stateOf(approval);
  return seats.some((seat) => seat.address === address) || votes.some(({ by }) => by === address);
}

function eventOf(deps: ActDeps, subject: Subject, action: Action): Making {
  const { approval, by } = subject;
  switch (action.kind) {
    case "reassign":
      return reassignment(deps, subject, action);
    case "addApprover": {
      const approver = findPerson(deps.findDirectory(), documentOf(approval).plan, action.approver);
      if (!approver) return { problem: addressProblem(action.approver) };
      const event = (at: Instant): ApprovalEvent => ({ kind: "approverAdded", at, approver, by });
      return { event, done: { name: "askedAsWell", values: { person: approver.address } } };
    }
    case "snooze":
      return postponement(subject, action.length);
    case "takeBack":
      return {
        event: (at) => ({ kind: "undone", at, by }),
        done: { name: "takenBack" },
      };
    case "remind":
      return { event: (at) => ({ kind: "nudged", at, by }), done: { name: "reminded" } };
    case "ask":
      return withText(action.question, "Question", (question) => ({
        event: (at) => ({ kind: "informationAsked", at, by, question }),
        done: { name: "asked" },
      }));
    case "answer":
      return withText(action.answer, "Answer", (answer) => ({
        event: (at) => ({ kind: "informationGiven", at, by, answer }),
        done: { name: "answerSent" },
      }));
    case "sendBack":
      return withText(action.reason, "Reason", (reason) => ({
        event: (at) => ({ kind: "sentBack", at, by, reason }),
        done: { name: "wasSentBack" },
      }));
    case "cancel": {
      const reason = action.reason.trim();
      const problem = reasonProblem(reason);
      if (problem !== undefined) return { problem };
      return {
        event: (at) => ({ kind: "cancelled", at, by, ...(reason !== "" && { reason }) }),
        done: { name: "isCancelled" },
      };
    }
  }
}

/** A text that is needed, without blanks around it. */
function withText(
  given: string,
  what: "Question" | "Answer" | "Reason",
  make: (text: string) => Making,
): Making {
  const text = given.replaceAll("\r\n", "\n").trim();
  if (text === "") return { problem: { name: `write${what}` } };
  if (text.length <= TEXT_CHARACTERS_MAX) return make(text);
  const name = `${what.toLowerCase() as Lowercase<typeof what>}TooLong` as const;
  return { problem: { name, values: { max: TEXT_CHARACTERS_MAX } } };
}

function reassignment(
  { findDirectory }: ActDeps,
  { approval, role, by }: Subject,
  action: Extract<Action, { readonly kind: "reassign" }>,
): Making {
  const from = role === "approver" ? by : (action.from?.trim().toLowerCase() ?? onlyOne(approval));
  if (from === undefined) return { problem: { name: "fromWhom" } };
  const to = findPerson(findDirectory(), documentOf(approval).plan, action.to);
  if (!to) return { problem: addressProblem(action.to) };
  const reason = action.reason.trim();
  const problem = reasonProblem(reason);
  if (problem !== undefined) return { problem };
  return {
    event: (at) => ({ kind: "reassigned", at, from, to, by, reason }),
    done: { name: "handedOn", values: { to: to.address, from } },
  };
}

function postponement({ approval, by }: Subject, length: string): Making {
  const duration = parseDuration(length);
  const days = duration && duration.ms / 86_400_000 + duration.workingDays;
  if (!duration || days === undefined || days > SNOOZE_DAYS_MAX) {
    return { problem: { name: "howLong", values: { days: SNOOZE_DAYS_MAX } } };
  }
  const { calendar } = documentOf(approval).plan;
  return {
    event: (at) => ({ kind: "snoozed", at, by, until: addDuration(at, duration, calendar) }),
    done: { name: "snoozed" },
  };
}

/** Whom a request waits for, where that is one person. */
function onlyOne(approval: ApprovalRecord): string | undefined {
  const seats = openSeatsOf(stateOf(approval));
  return seats.length === 1 ? seats[0]?.address : undefined;
}

function reasonProblem(reason: string): Sentence | undefined {
  if (reason.length <= REASON_CHARACTERS_MAX) return undefined;
  return { name: "reasonTooLong", values: { max: REASON_CHARACTERS_MAX } };
}

function outcomeOf(applied: Applied, done: Sentence): ActOutcome {
  if (applied.kind === "notFound") return applied;
  const { approval } = applied;
  return applied.kind === "refused"
    ? refused(approval, applied.why)
    : { kind: "done", approval, ...told(done) };
}

function refused(approval: ApprovalRecord, why: Refusal): ActOutcome {
  return { kind: "refused", approval, ...tell(why) };
}
