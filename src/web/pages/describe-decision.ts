// What has come of a request, in words.

import { type Decision, decisionOf, documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { translateRequest } from "../../approvals/translate-request.ts";
import { type Fragment, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { type Reader, say } from "./reader.ts";

/** Who decided what, and when. */
export function describeDecision(approval: ApprovalRecord, reader: Reader): Fragment {
  const { outcome } = reader.words;
  const decision = decisionOf(approval);
  return decision ? describe(approval, decision, reader) : outcome.stillOpen;
}

/** What somebody has chosen in a request that is still open. */
export function describeOwnVote(
  approval: ApprovalRecord,
  address: string,
  reader: Reader,
): Fragment {
  const vote = stateOf(approval).votes.findLast(({ by }) => by === address);
  if (!vote) return reader.words.outcome.stillOpen;
  const { choices } = documentOf(approval).request;
  const choice = choices.find(({ id }) => id === vote.choice) ?? null;
  return describe(approval, { ...vote, choice }, reader);
}

function describe(
  approval: ApprovalRecord,
  { at, by, channel, choice, comment }: Decision,
  reader: Reader,
): Fragment {
  const { channels, outcome } = reader.words;
  const label = choice && choiceLabel(approval, choice, reader);
  const what = say(label === null ? outcome.byToken : outcome.chosen, {
    choice: label === null ? "" : html`<strong>${label}</strong>`,
    by: by ?? outcome.somebody,
    channel: isChannel(channel, channels) ? channels[channel] : channel,
    at: reader.formats.instant(at),
  });
  return html`${what}${comment !== "" && html` ${say(outcome.comment, { text: comment })}`}`;
}

/** Who has taken a request back, and why; nothing where its workflow has ended it. */
export function describeCancellation(
  approval: ApprovalRecord,
  { formats, words }: Reader,
): Fragment | undefined {
  const decision = decisionOf(approval);
  if (!decision) return undefined;
  const { outcome, timeline } = words;
  const { at, comment } = decision;
  const what = say(timeline.cancelled, { by: decision.by ?? outcome.somebody });
  return html`${what} (${formats.instant(at)}).${comment !== "" && html` ${say(outcome.comment, { text: comment })}`}`;
}

/** What has become of a request that is over. */
export function describeEnd(approval: ApprovalRecord, reader: Reader): Fragment {
  const { inbox } = reader.words;
  if (approval.status === "expired") return inbox.expired;
  return approval.status === "cancelled" ? inbox.cancelled : describeDecision(approval, reader);
}

/** What was chosen, where something was. */
export function describeChoice(approval: ApprovalRecord, reader: Reader): string | undefined {
  const choice = decisionOf(approval)?.choice;
  return choice ? choiceLabel(approval, choice, reader) : undefined;
}

function isChannel<Channels extends object>(
  name: string,
  channels: Channels,
): name is string & keyof Channels {
  return Object.hasOwn(channels, name);
}

function choiceLabel(
  approval: ApprovalRecord,
  { id, label }: { readonly id: string; readonly label: string },
  { language }: Reader,
): string {
  const { choices } = translateRequest(documentOf(approval).request, language);
  return choices.find((choice) => choice.id === id)?.label ?? label;
}

/** How a request is called for this reader. */
export function titleOf(approval: ApprovalRecord, { language }: Reader): string {
  return translateRequest(documentOf(approval).request, language).title;
}
