// What has happened to a request so far, as far as it matters to whoever is to decide: what others have
// decided and said.

import type { Instant } from "../../base/instant.ts";
import { visibleText } from "../format-value.ts";
import type { ApprovalState, Remark, Vote } from "../policy/approval-state.ts";
import type { Reader } from "../reader.ts";
import type { ApprovalDocument } from "../stored-approval.ts";

const ENTRIES_MAX = 20;

/** A line each, oldest first; of many the latest. */
export function describeStory(
  { request }: ApprovalDocument,
  { votes, remarks = [] }: ApprovalState,
  reader: Reader,
): readonly string[] {
  const { formats } = reader;
  const labels = new Map(request.choices.map(({ id, label }) => [id, visibleText(label)]));
  const entries: (readonly [at: Instant, text: string])[] = [
    ...votes.map((vote) => [vote.at, voteText(vote, labels, reader)] as const),
    ...remarks.map((remark) => [remark.at, remarkText(remark, reader)] as const),
  ];
  return entries
    .toSorted(([left], [right]) => left - right)
    .slice(-ENTRIES_MAX)
    .map(([at, text]) => `${formats.instant(at)}: ${text}`);
}

function voteText(
  { by, choice, comment, isOverride }: Vote,
  labels: ReadonlyMap<string, string>,
  { words, say }: Reader,
): string {
  const { soFar } = words;
  const template = isOverride ? soFar.overridden : soFar.voted;
  const text = say(template, { by: visibleText(by), choice: labels.get(choice) ?? choice });
  return comment === "" ? text : `${text}\n${say(soFar.comment, { text: visibleText(comment) })}`;
}

function remarkText({ what, by, text }: Remark, { words, say }: Reader): string {
  return say(words.soFar[what], { by: visibleText(by), text: visibleText(text) });
}
