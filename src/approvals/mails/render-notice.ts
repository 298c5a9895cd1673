// Mail that tells and asks for no decision: there is nothing in it to decide by mistake.

import type { MailContent } from "../../notifications/mail.ts";
import type { MailAction, MailPage } from "../../notifications/mail-page.ts";
import { renderMailContent } from "../../notifications/render-mail.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { visibleText } from "../format-value.ts";
import type { Vote } from "../policy/approval-state.ts";
import type { Reader } from "../reader.ts";
import { decisionOf, documentOf, openSeatsOf, stateOf } from "../stored-approval.ts";
import { translateRequest } from "../translate-request.ts";
import { subjectOf } from "./render-mail.ts";

type Content = Omit<MailContent, "messageId">;

/** It is over, or waits for others for longer than planned. */
export function renderNoticeMail(
  approval: ApprovalRecord,
  what: "escalated" | "closed",
  reader: Reader,
): Content {
  const { words } = reader;
  return what === "closed"
    ? render(approval, reader, {
        occasion: words.occasions.closed,
        lead: [...endOf(approval, reader), words.notice.nothingToDo],
      })
    : render(approval, reader, {
        occasion: words.occasions.stillWaiting,
        lead: [waitingText(approval, reader)],
      });
}

/** To whoever has asked, when those who decide want something of them. */
export function renderRequesterMail(
  approval: ApprovalRecord,
  what: "question" | "sentBack",
  link: string,
  reader: Reader,
): Content {
  const { words, say } = reader;
  const last = stateOf(approval).remarks?.at(-1);
  const said = { by: visibleText(last?.by ?? ""), text: visibleText(last?.text ?? "") };
  return render(approval, reader, {
    occasion: words.occasions[what],
    lead: [say(words.notice[what], said)],
    actions: [{ label: words.notice.open, url: link }],
  });
}

export interface ReceiptRoute {
  /** Where it can be taken back, as long as it can. */
  readonly takeBack?: { readonly link: string; readonly until: number } | undefined;
  /** Whether an answer to the mail reaches somebody. */
  readonly hasReplyTo: boolean;
}

/** Tells an approver what was decided with their link: whoever it was that has used it. */
export function renderReceiptMail(
  approval: ApprovalRecord,
  vote: Vote,
  { takeBack, hasReplyTo }: ReceiptRoute,
  reader: Reader,
): Content {
  const { words, say, formats } = reader;
  const { receipt, soFar } = words;
  const label = labelOf(approval, vote.choice, reader) ?? vote.choice;
  const recorded = { choice: visibleText(label), at: formats.instant(vote.at) };
  const lead = [
    say(receipt.recorded, recorded),
    ...(vote.comment === "" ? [] : [say(soFar.comment, { text: visibleText(vote.comment) })]),
  ];
  const undo = takeBack && say(receipt.takeBack, { at: formats.instant(takeBack.until) });
  const then = [undo, hasReplyTo ? receipt.reply : receipt.tell].filter((text) => text);
  return render(approval, reader, {
    occasion: words.occasions.recorded,
    lead: [...lead, `${receipt.notYou} ${then.join(" ")}`],
    ...(takeBack && { actions: [{ label: receipt.takeBackButton, url: takeBack.link }] }),
  });
}

function render(
  approval: ApprovalRecord,
  reader: Reader,
  notice: {
    readonly occasion: string;
    readonly lead: readonly string[];
    readonly actions?: readonly MailAction[];
  },
): Content {
  const { title } = translateRequest(documentOf(approval).request, reader.language);
  const page: MailPage = {
    language: reader.language,
    preheader: [notice.occasion, ...notice.lead].join(" · ").slice(0, 200),
    title: visibleText(title),
    actions: [],
    ...notice,
    parts: [],
    footer: [],
  };
  const subject = subjectOf(title, reader);
  return renderMailContent(page, { subject, moreOnPage: reader.words.moreOnPage });
}

/** What a choice is called in the reader's language. */
function labelOf(approval: ApprovalRecord, id: string, { language }: Reader): string | undefined {
  const { choices } = translateRequest(documentOf(approval).request, language);
  return choices.find((choice) => choice.id === id)?.label;
}

function endOf(approval: ApprovalRecord, reader: Reader): readonly string[] {
  const { words, say } = reader;
  const { notice, soFar } = words;
  const decision = decisionOf(approval);
  const comment = visibleText(decision?.comment ?? "");
  const chosen = decision?.choice;
  const choice = chosen
    ? visibleText(labelOf(approval, chosen.id, reader) ?? chosen.label)
    : undefined;
  if (approval.status === "expired") {
    return [choice === undefined ? notice.expired : say(notice.expiredAs, { choice })];
  }
  if (approval.status === "cancelled") {
    return [notice.cancelled, ...(comment === "" ? [] : [say(notice.reason, { text: comment })])];
  }
  if (choice === undefined || decision?.by == null) return [notice.answeredByToken];
  const sentence = say(notice.decided, { by: visibleText(decision.by), choice });
  return [sentence, ...(comment === "" ? [] : [say(soFar.comment, { text: comment })])];
}

function waitingText(approval: ApprovalRecord, { words, formats, say }: Reader): string {
  const state = stateOf(approval);
  const people = openSeatsOf(state)
    .map(({ address }) => address)
    .join(", ");
  return say(words.notice.stillWaiting, { people, at: formats.instant(state.stageOpenedAt) });
}
