// Mail to whoever has asked, when those who decide want something of them. Its link leads to a page where they
// answer, change the request or take it back; it decides nothing.

import { html, markupOf, trustedHtml } from "../base/html.ts";
import type { MailContent } from "../notifications/mail.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { visibleText } from "./format-value.ts";
import { stateOf } from "./stored-approval.ts";

export function renderRequesterMail(
  approval: ApprovalRecord,
  what: "question" | "sentBack",
  link: string,
): Omit<MailContent, "messageId"> {
  const title = visibleText(approval.title);
  const last = stateOf(approval).remarks?.at(-1);
  const said = visibleText(last?.text ?? "");
  const by = visibleText(last?.by ?? "Somebody");
  const { button, lead, subject } =
    what === "question"
      ? { subject: "Question", lead: `${by} asks about your request:`, button: "Answer" }
      : {
          subject: "Sent back",
          lead: `${by} has sent your request back to be changed:`,
          button: "Change the request, or take it back",
        };
  const page = html`${trustedHtml("<!doctype html>")}
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body style="font-family:sans-serif;font-size:15px;line-height:22px;color:#1a2029">
<h1 style="font-size:20px">${title}</h1><p>${lead}</p>
<p style="white-space:pre-line">${said}</p>
<p><a href="${link}">${button}</a></p></body></html>`;
  return {
    subject: `${subject}: ${title}`,
    text: `${title}\n\n${lead}\n\n${said}\n\n${button}: ${link}\n`,
    html: markupOf(page),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}
