// The mail that asks. It names what is asked, by whom, through which workflow and until when; both of its
// buttons lead to the decision page, where nothing is chosen yet. It loads nothing from anywhere, so
// that reading it tells nobody.

import type { MailContent } from "../notifications/mail.ts";
import { describeDetails } from "./describe-details.ts";
import { describeProvenance } from "./describe-provenance.ts";
import { visibleText } from "./format-value.ts";
import type { MailModel } from "./mail-model.ts";
import { renderMailHtml } from "./render-mail-html.ts";
import { renderMailText } from "./render-mail-text.ts";
import type { ApprovalDocument } from "./stored-approval.ts";

/** `link` is the decision page's URL. */
export function renderApprovalMail(
  { request, provenance }: ApprovalDocument,
  link: string,
): Omit<MailContent, "messageId"> {
  const model: MailModel = {
    title: visibleText(request.title),
    summary: request.summary === undefined ? undefined : visibleText(request.summary),
    details: describeDetails(request.details),
    actions: request.choices.map(({ id, label }) => ({
      label: visibleText(label),
      url: `${link}?choice=${encodeURIComponent(id)}`,
    })),
    provenance: describeProvenance(request, provenance),
  };
  return {
    subject: model.title,
    text: renderMailText(model),
    html: renderMailHtml(model),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}
