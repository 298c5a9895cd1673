// What an approver can do beside deciding. As with a decision nothing is filled in or ticked beforehand: a
// program that submits forms as they stand changes nothing.

import { formatInstant, visibleText } from "../../approvals/format-value.ts";
import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { HONEYPOT_FIELD } from "./decision-form.ts";
import { renderPage } from "./layout.ts";

/** Which of the forms was sent; without it, it was the decision. */
export const DEED_FIELD = "do";

/** What was sent and had a problem. */
interface SentDeed {
  readonly deed: string;
  readonly problem: string;
  readonly to?: string;
  readonly reason?: string;
  readonly text?: string;
}

const SNOOZES = [
  ["1d", "One day"],
  ["3d", "Three days"],
  ["1w", "One week"],
] as const;

/** The way from the decision page to the forms, which are on a page of their own. */
export function renderInsteadLink(linkId: string): Html {
  return html`<p class="small"><a href="${linkId}/instead">Ask something, send it back, hand it to somebody else, or be reminded later</a></p>`;
}

/** For requests that a link is not enough for. */
export function renderInboxWay(url: string): Html {
  return html`<div class="notice"><p>To decide this request you have to be signed in: <a href="${url}">open it in your inbox</a>.</p></div>`;
}

/** To hand the request on, or to put it off. */
export function renderInsteadPage(
  approval: ApprovalRecord,
  linkId: string,
  sent: SentDeed | undefined,
): Html {
  const { plan } = documentOf(approval);
  const code = plan.confirmation === "challenge";
  const problem = (deed: string) => (sent?.deed === deed ? sent.problem : undefined);
  return renderPage({
    title: visibleText(approval.title),
    body: html`<section class="card">
<p class="kicker">Instead of a decision</p>
<h1>${visibleText(approval.title)}</h1>
${plan.requester !== undefined && renderAskForms(plan.requester, { code, sent })}
<h2>Hand it to somebody else</h2>
${renderForm({
  deed: "handOn",
  problem: problem("handOn"),
  code,
  button: "Hand it on",
  fields: html`<p class="quiet">They are asked in your place, and you are not any more.</p>
<label class="block" for="to">Their e-mail address</label>
<input id="to" name="to" type="text" inputmode="email" autocomplete="off" maxlength="254" required value="${sent?.to ?? ""}">
<label class="block" for="reason">Reason (optional)</label>
<input id="reason" name="reason" type="text" maxlength="1000" value="${sent?.reason ?? ""}">`,
})}
${plan.reminders && html`<h2>Be reminded later</h2>${renderSnoozeForm(code, problem("snooze"))}`}
<p class="small"><a href="../${linkId}">Back to the request</a></p>
</section>`,
  });
}

function renderAskForms(
  requester: string,
  { code, sent }: { readonly code: boolean; readonly sent: SentDeed | undefined },
): Html {
  const form = (deed: string, button: string, hint: string) => {
    const own = sent?.deed === deed ? sent : undefined;
    return renderForm({
      ...{ deed, button, code, problem: own?.problem },
      fields: html`<p class="quiet">${hint}</p>
<label class="block" for="${deed}-text">${deed === "ask" ? "Your question" : "What has to change"}</label>
<textarea id="${deed}-text" name="text" rows="3" maxlength="4000" required>${own?.text ?? ""}</textarea>`,
    });
  };
  return html`<h2>Ask something</h2>
${form("ask", "Ask", `${requester} gets your question by mail. You get the answer, and no reminders before.`)}
<h2>Send it back</h2>
${form("sendBack", "Send it back", `${requester} changes the request or takes it back. Nobody can decide until then.`)}`;
}

function renderSnoozeForm(code: boolean, problem: string | undefined): Html {
  return renderForm({
    deed: "snooze",
    problem,
    code,
    button: "Do not remind me before then",
    fields: html`<fieldset class="choices"><legend>No reminders for</legend>
${SNOOZES.map(
  ([
    length,
    label,
  ]) => html`<label class="choice"><input type="radio" name="length" value="${length}" required><span>${label}</span></label>
`,
)}</fieldset>`,
  });
}

/** To take a decision back, for whoever has just made it. */
export function renderTakeBackForm(
  approval: ApprovalRecord,
  address: string,
  problem?: string,
): Fragment {
  const { held } = stateOf(approval);
  if (held?.by !== address) return undefined;
  const code = documentOf(approval).plan.confirmation === "challenge";
  return html`<h2>Was that a mistake?</h2>
<p>Your decision counts from ${formatInstant(held.until)}. Until then you can take it back.</p>
${renderForm({
  deed: "takeBack",
  problem,
  code,
  button: "Take my decision back",
  fields: html`<label class="choice"><input type="checkbox" name="sure" value="yes" required><span>Yes, take it back</span></label>`,
})}`;
}

function renderForm(form: {
  readonly deed: string;
  readonly problem: string | undefined;
  readonly fields: Html;
  /** Whether the code in the mail has to be typed. */
  readonly code: boolean;
  readonly button: string;
}): Html {
  const { button, code, deed, fields, problem } = form;
  return html`<form class="deed" method="post" autocomplete="off">
${problem !== undefined && html`<div class="notice bad" role="alert"><p>${problem}</p></div>`}
<input type="hidden" name="${DEED_FIELD}" value="${deed}">
${fields}
${
  code &&
  html`<label class="block" for="code-${deed}">The code in the mail</label>
<input id="code-${deed}" name="code" type="text" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="20" required>`
}
<p class="away" aria-hidden="true"><label>Leave this empty <input type="text" name="${HONEYPOT_FIELD}" tabindex="-1" autocomplete="off"></label></p>
<button class="plain" type="submit">${button}</button>
</form>`;
}
