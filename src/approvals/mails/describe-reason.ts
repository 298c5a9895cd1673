import type { ApprovalRequest } from "../document.ts";
import { visibleText } from "../format-value.ts";
import type { ApprovalState } from "../policy/approval-state.ts";
import type { Reader } from "../reader.ts";
import type { ApprovalDocument } from "../stored-approval.ts";

/** Why somebody is asked, and what their decision is worth: a sentence each. */
export function describeReason(
  { request, plan, provenance }: ApprovalDocument,
  { seats, stage }: Pick<ApprovalState, "seats" | "stage">,
  address: string,
  { words, formats, say }: Reader,
): readonly string[] {
  const planned = plan.stages[stage];
  const inPlaceOf = seats.find((seat) => seat.address === address)?.inPlaceOf;
  const groups = groupsOf(request, planned?.name, inPlaceOf ?? address);
  const { need = "any", name = "" } = planned ?? {};
  const place = { number: stage + 1, count: plan.stages.length, stage: visibleText(name) };
  const named = groups.length > 0 ? say(words.why.group, { group: groups.join(", ") }) : undefined;
  const seat = inPlaceOf && say(words.why.inPlaceOf, { person: inPlaceOf });
  const at = provenance.expiresAt ?? undefined;
  return [
    seat ?? named ?? words.why.named,
    seats.length > 1 ? needText(need, seats.length, { words, say }) : undefined,
    plan.stages.length > 1 ? say(words.why.stage, place) : undefined,
    at === undefined
      ? undefined
      : expiryText({ request, plan }, formats.instant(at), { words, say }),
  ].filter((text) => text !== undefined);
}

/** The groups through which somebody is asked, where they are not named themselves. */
function groupsOf(
  { stages }: ApprovalRequest,
  stage: string | undefined,
  address: string,
): readonly string[] {
  const references = stages.find(({ name }) => name === stage)?.approvers ?? [];
  if (references.some((reference) => reference.toLowerCase() === address)) return [];
  return references.flatMap((reference) =>
    reference.startsWith("group:") ? reference.slice("group:".length) : [],
  );
}

function needText(
  need: "any" | "all" | number,
  count: number,
  { words, say }: Pick<Reader, "words" | "say">,
): string {
  if (need === "any" || need === 1) return words.need.any;
  return need === "all" ? say(words.need.all, { count }) : say(words.need.some, { need, count });
}

function expiryText(
  { request, plan }: Pick<ApprovalDocument, "request" | "plan">,
  at: string,
  { words, say }: Pick<Reader, "words" | "say">,
): string {
  const outcome = plan.expiry?.outcome ?? "fail";
  const meaning = outcome === "approve" ? "goesOn" : "ends";
  const id = plan.choices.find((choice) => choice.meaning === meaning)?.id;
  const label = request.choices.find((choice) => choice.id === id)?.label;
  return outcome === "fail" || label === undefined
    ? say(words.expiry.ends, { at })
    : say(words.expiry.countsAs, { at, choice: visibleText(label) });
}
