// What an approver can do beside deciding. As with a decision nothing is filled in or ticked beforehand: a
// program that submits forms as they stand changes nothing.

import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { renderHidden } from "./action-forms.ts";
import { renderCode, renderHoneypot, renderProblem } from "./decision-form.ts";
import { titleOf } from "./describe-decision.ts";
import { renderPage } from "./layout.ts";
import { isolate, type Page, type Piece, type Reader, say } from "./reader.ts";

/** Which of the forms was sent; without it, it was the decision. */
export const ACTION_FIELD = "do";

/** What was sent and had a problem. */
interface SentAction {
  readonly action: string;
  readonly problem: Piece;
  readonly to?: string;
  readonly reason?: string;
  readonly text?: string;
}

/** The way from the decision page to the forms, which are on a page of their own. */
export function renderInsteadLink(linkId: string): Piece {
  return ({ words }) =>
    html`<p class="small"><a href="${linkId}/instead">${words.instead.link}</a></p>`;
}

/** For requests that a link is not enough for. */
export function renderInboxWay(url: string): Piece {
  return ({ words }) =>
    html`<div class="notice"><p>${words.instead.signInFirst} <a href="${url}">${words.instead.openInbox}</a></p></div>`;
}

/**
 * To ask, to send back, to hand on, or to put off.
 * @param id what stands before `/instead` in the page's address
 * @param hidden fields of the forms of whoever is signed in, and so needs no code
 */
export function renderInsteadPage(
  approval: ApprovalRecord,
  id: string,
  sent: SentAction | undefined,
  hidden?: Readonly<Record<string, string>>,
): Page {
  const { plan } = documentOf(approval);
  const asksForCode = plan.confirmation === "challenge" && !hidden;
  return renderPage((reader) => {
    const forms = { reader, asksForCode, sent, hidden };
    const { back, kicker } = reader.words.instead;
    const title = titleOf(approval, reader);
    return {
      title,
      body: html`<section class="card">
<p class="kicker">${kicker}</p>
<h1>${isolate(title)}</h1>
${plan.requester !== undefined && renderAskForms(plan.requester, forms)}
${renderHandOnForm(forms)}
${plan.reminders && renderSnoozeForm(forms)}
<p class="small"><a href="../${id}">${back}</a></p>
</section>`,
    };
  });
}

interface Forms {
  readonly reader: Reader;
  /** Whether the code in the mail has to be typed. */
  readonly asksForCode: boolean;
  readonly sent: SentAction | undefined;
  readonly hidden?: Readonly<Record<string, string>> | undefined;
}

function renderAskForms(requester: string, forms: Forms): Html {
  const { instead } = forms.reader.words;
  const form = (action: "ask" | "sendBack", label: string, button: string) =>
    renderForm(forms, {
      ...{ action, button },
      fields: (
        own,
      ) => html`<p class="quiet">${say(action === "ask" ? instead.askHint : instead.sendBackHint, { person: requester })}</p>
<label class="block" for="${action}-text">${label}</label>
<textarea id="${action}-text" name="text" rows="3" maxlength="4000" dir="auto" required>${own?.text ?? ""}</textarea>`,
    });
  return html`<h2>${instead.ask}</h2>
${form("ask", instead.question, instead.askButton)}
<h2>${instead.sendBack}</h2>
${form("sendBack", instead.whatToChange, instead.sendBack)}`;
}

function renderHandOnForm(forms: Forms): Html {
  const { address, handOn, handOnButton, handOnHint, reason } = forms.reader.words.instead;
  return html`<h2>${handOn}</h2>
${renderForm(forms, {
  action: "handOn",
  button: handOnButton,
  fields: (own) => html`<p class="quiet">${handOnHint}</p>
<label class="block" for="to">${address}</label>
<input id="to" name="to" type="text" inputmode="email" autocomplete="off" maxlength="254" dir="auto" required value="${own?.to ?? ""}">
<label class="block" for="reason">${reason}</label>
<input id="reason" name="reason" type="text" maxlength="1000" dir="auto" value="${own?.reason ?? ""}">`,
})}`;
}

function renderSnoozeForm(forms: Forms): Html {
  const { day, snooze, snoozeButton, snoozeFor, threeDays, week } = forms.reader.words.instead;
  const lengths = [
    ["1d", day],
    ["3d", threeDays],
    ["1w", week],
  ] as const;
  return html`<h2>${snooze}</h2>
${renderForm(forms, {
  action: "snooze",
  button: snoozeButton,
  fields: () => html`<fieldset class="choices"><legend>${snoozeFor}</legend>
${lengths.map(
  ([
    length,
    label,
  ]) => html`<label class="choice"><input type="radio" name="length" value="${length}" required><span>${label}</span></label>
`,
)}</fieldset>`,
})}`;
}

/** To take a decision back, for whoever has just made it. */
export function renderTakeBackForm(
  approval: ApprovalRecord,
  address: string,
  problem?: Piece,
  hidden?: Readonly<Record<string, string>>,
): Piece | undefined {
  const { held } = stateOf(approval);
  if (held?.by !== address) return undefined;
  const asksForCode = documentOf(approval).plan.confirmation === "challenge" && !hidden;
  const sent = problem && { action: "takeBack", problem };
  return (reader) => {
    const { countsFrom, mistake, sure, takeBackButton } = reader.words.instead;
    return html`<h2>${mistake}</h2>
<p>${say(countsFrom, { at: reader.formats.instant(held.until) })}</p>
${renderForm(
  { reader, asksForCode, sent, hidden },
  {
    action: "takeBack",
    button: takeBackButton,
    fields: () =>
      html`<label class="choice"><input type="checkbox" name="sure" value="yes" required><span>${sure}</span></label>`,
  },
)}`;
  };
}

function renderForm(
  { asksForCode, hidden, reader, sent }: Forms,
  form: {
    readonly action: string;
    /** What was sent by this very form comes back in it. */
    readonly fields: (own: SentAction | undefined) => Fragment;
    readonly button: string;
  },
): Html {
  const { button, action, fields } = form;
  const own = sent?.action === action ? sent : undefined;
  return html`<form class="action" method="post" autocomplete="off">
${renderProblem(own?.problem(reader))}
${renderHidden({ ...hidden, [ACTION_FIELD]: action })}
${fields(own)}
${asksForCode && renderCode(reader, `code-${action}`)}
${renderHoneypot(reader)}
<button class="plain" type="submit">${button}</button>
</form>`;
}
