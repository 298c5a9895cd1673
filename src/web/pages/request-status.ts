// How far a request has come, without a word about who has not answered yet.

import { openQuestionsIn } from "../../approvals/open-questions-in.ts";
import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Fragment, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { describeChoice } from "./describe-decision.ts";
import { renderFields } from "./details.ts";
import { isolate, type Reader, say } from "./reader.ts";

/** Of a pending one: its state, its stage, how many have answered, and until when it is open. */
export function renderStatus(approval: ApprovalRecord, reader: Reader): Fragment {
  const { formats, mail, words } = reader;
  const { inbox, standing } = words;
  const { expiresAt } = documentOf(approval).provenance;
  const openUntil = expiresAt === undefined ? mail.words.untilDecided : formats.instant(expiresAt);
  return renderFields([
    { label: inbox.state, value: describeState(approval, reader) },
    ...stageFields(approval, reader),
    { label: standing.answers, value: describeAnswers(approval, reader) },
    { label: mail.words.labels.openUntil, value: openUntil },
  ]);
}

/** In a word, or with what was chosen. */
export function describeState(approval: ApprovalRecord, reader: Reader): Fragment {
  const { formats, words } = reader;
  const { held, status } = stateOf(approval);
  const { standing, statuses } = words;
  if (approval.status !== "pending") {
    const choice = describeChoice(approval, reader);
    const state = statuses[approval.status];
    return choice === undefined ? state : html`${state}: ${isolate(choice)}`;
  }
  if (status === "sentBack") return standing.sentBack;
  return held ? say(standing.held, { at: formats.instant(held.until) }) : statuses.pending;
}

/** How many of those who are asked at present, and how many it takes where that is fewer. */
export function describeAnswers(approval: ApprovalRecord, { words }: Reader): Fragment {
  const { answersAlike, answersFirst, answersOf } = words.standing;
  const { seats, stage, votes } = stateOf(approval);
  const { need = "all" } = documentOf(approval).plan.stages[stage] ?? {};
  const count = seats.length;
  const values = { given: votes.filter((vote) => vote.stage === stage).length, count };
  if (need === "all" || need === count || count === 1) return say(answersOf, values);
  if (need === "any" || need === 1) return say(answersFirst, values);
  return say(answersAlike, { ...values, need });
}

function stageFields(approval: ApprovalRecord, { words }: Reader) {
  const { stages } = documentOf(approval).plan;
  const { stage } = stateOf(approval);
  if (stages.length === 1) return [];
  const place = { number: stage + 1, count: stages.length, stage: stages[stage]?.name };
  return [{ label: words.standing.stage, value: say(words.standing.stageOf, place) }];
}

/** What holds a decision up: somebody waits for an answer, or it was sent back. */
export function renderUnsettled(approval: ApprovalRecord, { words }: Reader): Fragment {
  const waiting = [...new Set(openQuestionsIn(approval).map(({ by }) => by))];
  const lines = [
    ...waiting.map((by) => say(words.standing.unanswered, { by })),
    ...(stateOf(approval).status === "sentBack" ? [isolate(words.answers.sentBack)] : []),
  ];
  return (
    lines.length > 0 &&
    html`<div class="notice warn">${lines.map((line) => html`<p>${line}</p>`)}</div>`
  );
}
