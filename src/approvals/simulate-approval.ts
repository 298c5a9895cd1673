// What a request will do, without asking anybody: its rules played from beginning to end.

import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import type { Directory } from "./directory.ts";
import { parseDocument } from "./document.ts";
import { planApproval } from "./plan-approval.ts";
import type { ApprovalEffect, ApprovalEvent, AskReason } from "./policy/approval-event.ts";
import type { Outcome } from "./policy/approval-state.ts";
import { parseDuration } from "./policy/duration.ts";
import { type Moment, playApproval } from "./policy/play-approval.ts";

export interface Simulation {
  /** What stands under `approval` in a message. */
  readonly approval: Json;
  readonly directory: Directory;
  readonly openedAt: Instant;
  readonly decisions: readonly SimulatedDecision[];
}

export interface SimulatedDecision {
  readonly by: string;
  readonly choice: string;
  /** A length of time since the request was made. */
  readonly after: string;
}

export type Simulated =
  | {
      readonly kind: "simulated";
      /** That of the request's calendar. */
      readonly timeZone: string;
      readonly lines: readonly SimulatedLine[];
      /** The same for programs. */
      readonly moments: readonly object[];
    }
  | { readonly kind: "problems"; readonly problems: readonly string[] };

export interface SimulatedLine {
  readonly at: Instant;
  readonly what: string;
}

export function simulateApproval(simulation: Simulation): Simulated {
  const { approval, directory, openedAt } = simulation;
  const parsed = parseDocument({ taskToken: "simulated", approval });
  if (parsed.kind === "problems") return parsed;
  const planned = planApproval(parsed.request, directory, false);
  if (planned.kind === "problems") return planned;
  const script = simulation.decisions.map((decision) => eventOf(decision, openedAt));
  const wrong = script.filter((each) => typeof each === "string");
  if (wrong.length > 0) return { kind: "problems", problems: wrong };
  const events = script.filter((each) => typeof each !== "string");
  const { moments } = playApproval(
    planned.plan,
    openedAt,
    events.toSorted((left, right) => left.at - right.at),
  );
  return {
    kind: "simulated",
    timeZone: planned.plan.calendar?.timeZone ?? directory.timeZone,
    lines: moments.flatMap((moment) => wordsFor(moment).map((what) => ({ at: moment.at, what }))),
    moments: moments.map(describeMoment),
  };
}

/** A sentence where it cannot be one. */
function eventOf(
  { by, choice, after }: SimulatedDecision,
  openedAt: Instant,
): ApprovalEvent | string {
  const duration = parseDuration(after);
  if (!duration || duration.workingDays > 0) return `"${after}" is no length of time such as 2d`;
  const at = openedAt + duration.ms;
  const comment = "As simulated";
  return { kind: "decided", at, by: by.toLowerCase(), choice, comment, channel: "simulation" };
}

function describeMoment({ at, event, entries, effects, refused }: Moment): object {
  const happened = refused === undefined ? { entries, effects } : { refused };
  return { at: new Date(at).toISOString(), event, ...happened };
}

function wordsFor({ effects, entries, refused }: Moment): readonly string[] {
  if (refused !== undefined) return [`a decision is refused: ${refused}`];
  const decisions = entries.flatMap(({ what, actor, details }) =>
    what === "decided" ? [`${actor} chooses ${String(details["choice"])}`] : [],
  );
  return [...decisions, ...effects.map(describeEffect)];
}

function describeEffect(effect: ApprovalEffect): string {
  switch (effect.kind) {
    case "ask":
      return `${effect.seat} ${ASKED[effect.why]}${effect.nth > 1 ? ` (${effect.nth})` : ""}`;
    case "tell": {
      const what = effect.what === "closed" ? "it is over" : "it still waits";
      return `${effect.to.join(", ")} told: ${what}`;
    }
    case "inform":
      return `${effect.to} is ${effect.what === "question" ? "asked something" : "to change it"}`;
    case "conclude":
      return `the workflow goes on: ${describeOutcome(effect.outcome)}`;
  }
}

const ASKED: Readonly<Record<AskReason, string>> = {
  asked: "is asked",
  reminded: "is reminded",
  escalated: "is asked, too: it was escalated",
  reassigned: "is asked in another's place",
  added: "is asked, too",
  changed: "is asked anew: the request was changed",
  answered: "gets an answer",
};

function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === "decided") return `${outcome.choice}, by ${outcome.by}`;
  if (outcome.kind === "cancelled") return `cancelled by ${outcome.by}`;
  return outcome.choice === undefined
    ? "it fails with ApprovalExpired"
    : `${outcome.choice}, because nobody decided in time`;
}
