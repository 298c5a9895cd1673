// Mail that tells and asks nothing: it has no link, so there is nothing in it to decide by mistake.

import { html, markupOf, trustedHtml } from "../base/html.ts";
import type { MailContent } from "../notifications/mail.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { visibleText } from "./format-value.ts";
import { decisionOf } from "./stored-approval.ts";

export function renderNoticeMail(
  approval: ApprovalRecord,
  what: "escalated" | "closed",
): Omit<MailContent, "messageId"> {
  const title = visibleText(approval.title);
  const sentence =
    what === "closed"
      ? `${endOf(approval)} You do not have to do anything.`
      : `It has waited for ${approval.approver} for longer than planned.`;
  const page = html`${trustedHtml("<!doctype html>")}
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body style="font-family:sans-serif;font-size:15px;line-height:22px;color:#1a2029">
<h1 style="font-size:20px">${title}</h1><p>${sentence}</p></body></html>`;
  return {
    subject: `${what === "closed" ? "Done" : "Still waiting"}: ${title}`,
    text: `${title}\n\n${sentence}\n`,
    html: markupOf(page),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

function endOf(approval: ApprovalRecord): string {
  const decision = decisionOf(approval);
  if (approval.status === "expired") return "Nobody decided this request in time.";
  if (approval.status === "cancelled") return "This request was cancelled.";
  return `${decision?.by ?? "Somebody"} has decided this request: ${decision?.choice?.label ?? "answered"}.`;
}
