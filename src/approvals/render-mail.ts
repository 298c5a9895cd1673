// The mail that asks. It names what is asked, by whom, through which workflow and until when; both of its
// buttons lead to the decision page, where nothing is chosen yet. It loads nothing from anywhere, so
// that reading it tells nobody.

import type { MailContent } from "../notifications/mail.ts";
import { describeDetails } from "./describe-details.ts";
import { describeProvenance } from "./describe-provenance.ts";
import { visibleText } from "./format-value.ts";
import type { MailModel } from "./mail-model.ts";
import type { ApprovalEffect, AskReason } from "./policy/approval-event.ts";
import { renderMailHtml } from "./render-mail-html.ts";
import { renderMailText } from "./render-mail-text.ts";
import type { ApprovalDocument } from "./stored-approval.ts";

const OCCASIONS: Readonly<Record<AskReason, string>> = {
  asked: "Your decision is needed",
  reminded: "Reminder: your decision is still needed",
  escalated: "Nobody has decided yet: your decision is needed",
  reassigned: "This was handed to you: your decision is needed",
  added: "You were added: your decision is needed",
  changed: "The request was changed: your decision is needed",
  answered: "Your question was answered: your decision is needed",
};

const SUBJECTS: Readonly<Record<AskReason, string>> = {
  asked: "",
  reminded: "Reminder: ",
  escalated: "Escalated: ",
  reassigned: "Handed to you: ",
  added: "",
  changed: "Changed: ",
  answered: "Answered: ",
};

export interface Door {
  /** The decision page's URL. */
  readonly link: string;
  /** What has to be typed there, where a challenge is asked for. */
  readonly code: string | undefined;
}

/**
 * @param ask whom the mail is for, and why it comes
 */
export function renderApprovalMail(
  document: ApprovalDocument,
  { link, code }: Door,
  ask: Extract<ApprovalEffect, { readonly kind: "ask" }>,
): Omit<MailContent, "messageId"> {
  const { request } = document;
  const model: MailModel = {
    title: visibleText(request.title),
    occasion: OCCASIONS[ask.why],
    summary: request.summary === undefined ? undefined : visibleText(request.summary),
    details: describeDetails(request.details),
    actions: request.choices.map(({ id, label }) => ({
      label: visibleText(label),
      url: `${link}?choice=${encodeURIComponent(id)}`,
    })),
    code,
    provenance: describeProvenance(document, ask.seat),
  };
  return {
    subject: `${SUBJECTS[ask.why]}${model.title}`,
    text: renderMailText(model),
    html: renderMailHtml(model),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}
