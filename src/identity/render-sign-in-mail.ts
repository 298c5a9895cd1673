import { html, markupOf, trustedHtml } from "../base/html.ts";
import type { MailContent } from "../notifications/mail.ts";

export function renderSignInMail(link: string, minutes: number): Omit<MailContent, "messageId"> {
  const lead = "Somebody, most likely you, wants to sign in to Countersign with this address.";
  const rule = `The link works once, for ${minutes} minutes, and only in the browser that asked for it.`;
  const otherwise = "If it was not you, do nothing: the link is of no use in another browser.";
  const page = html`${trustedHtml("<!doctype html>")}
<html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head>
<body style="font-family:sans-serif;font-size:15px;line-height:22px;color:#1a2029">
<h1 style="font-size:20px">Sign in</h1><p>${lead}</p>
<p><a href="${link}">Sign in to Countersign</a></p>
<p>${rule}</p><p>${otherwise}</p></body></html>`;
  return {
    subject: "Sign in to Countersign",
    text: `${lead}\n\n${link}\n\n${rule}\n${otherwise}\n`,
    html: markupOf(page),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}
