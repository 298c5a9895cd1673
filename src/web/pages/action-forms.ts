// What an operator can do with a request beside deciding it.

import { visibleText } from "../../approvals/format-value.ts";
import { openQuestionsIn } from "../../approvals/open-questions-in.ts";
import { openSeatsOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";

/** What was sent, and had a problem. */
export interface SentAction {
  readonly action: string;
  readonly problem: string;
}

export function renderActionForms(
  approval: ApprovalRecord,
  hidden: Readonly<Record<string, string>>,
  sent?: SentAction,
): Html {
  const state = stateOf(approval);
  const people = openSeatsOf(state).map(({ address }) => address);
  const questions = openQuestionsIn(approval);
  const form = (action: string, button: string, fields?: Html): Html =>
    html`<form class="action" method="post" autocomplete="off">
${sent?.action === action && html`<div class="notice bad" role="alert"><p>${sent.problem}</p></div>`}
${renderHidden({ ...hidden, do: action })}
<div class="filters">${fields}<button class="plain" type="submit">${button}</button></div>
</form>
`;
  return html`<h2>Or else</h2>
${
  questions.length > 0 &&
  html`${questions.map(({ by, text }) => html`<p>${by} has asked: ${visibleText(text)}</p>`)}
${form(
  "answer",
  "Answer",
  html`<label>In place of whoever has asked for this <input type="text" name="answer" maxlength="4000" required></label>
`,
)}`
}
${form("remind", "Remind now")}
${form(
  "reassign",
  "Hand on",
  html`<label>From <select name="from">${people.map(
    (address) => html`<option value="${address}">${address}</option>`,
  )}</select></label>
<label>To <input type="text" name="to" inputmode="email" required></label>
<label>Reason <input type="text" name="reason" maxlength="1000"></label>
`,
)}
${form(
  "addApprover",
  "Ask as well",
  html`<label>Somebody else <input type="text" name="approver" inputmode="email" required></label>
`,
)}
${form(
  "cancel",
  "Cancel the request",
  html`<label>Reason <input type="text" name="reason" maxlength="1000" required></label>
`,
)}`;
}

export function renderHidden(fields: Readonly<Record<string, string>>): Fragment {
  return Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
}
