// The timeline of a simulated request: when, after how long, what happens and to whom.

import type { ApprovalEffect, AskReason } from "../approvals/policy/approval-event.ts";
import type { Outcome } from "../approvals/policy/approval-state.ts";
import type { ApprovalPlan } from "../approvals/policy/plan.ts";
import type { Moment, PlayedApproval } from "../approvals/policy/play-approval.ts";
import { renderTable } from "./render-table.ts";
import { renderDuration } from "./render-time.ts";

export function renderSimulation(plan: ApprovalPlan, played: PlayedApproval): string {
  const [first] = played.moments;
  const timeZone = plan.calendar?.timeZone ?? "UTC";
  const rows = played.moments.flatMap((moment) =>
    linesOf(moment).map((what) => [
      clockOf(moment.at, timeZone),
      moment.at === first?.at ? "" : renderDuration(moment.at - (first?.at ?? 0)),
      what,
    ]),
  );
  return renderTable([`at (${timeZone})`, "after", "what"], rows);
}

/** The same for programs. */
export function describeMoments({ moments }: PlayedApproval): readonly object[] {
  return moments.map(({ at, event, entries, effects, refused }) => ({
    at: new Date(at).toISOString(),
    event,
    ...(refused === undefined ? { entries, effects } : { refused }),
  }));
}

function linesOf({ effects, entries, refused }: Moment): readonly string[] {
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
    case "tell":
      return `${effect.to.join(", ")} told: ${effect.what === "closed" ? "it is over" : "it still waits"}`;
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
};

function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === "decided") return `${outcome.choice}, by ${outcome.by}`;
  if (outcome.kind === "cancelled") return `cancelled by ${outcome.by}`;
  return outcome.choice === undefined
    ? "it fails with ApprovalExpired"
    : `${outcome.choice}, because nobody decided in time`;
}

/** `Mon 2026-01-05 09:00` */
function clockOf(at: number, timeZone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const weekday = moment.toLocaleString("en", { weekday: "short" });
  return `${weekday} ${moment.toPlainDate()} ${moment.toPlainTime().toString({ smallestUnit: "minute" })}`;
}
