import type { FieldProblems } from "../../approvals/form.ts";
import { visibleText } from "../../approvals/format-value.ts";
import { openQuestionsIn } from "../../approvals/open-questions-in.ts";
import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Html, html } from "../../base/html.ts";
import { isJsonObject } from "../../base/json.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { renderRequestText } from "./approval-page.ts";
import { HONEYPOT_FIELD } from "./decision-form.ts";
import { CHANGE_PREFIX, renderFormFields } from "./form-fields.ts";
import { renderPage } from "./layout.ts";

/** What was sent and had a problem. */
interface SentRequest {
  readonly name: string;
  readonly problem: string;
  readonly problems: FieldProblems | undefined;
  readonly fieldOf: (name: string) => string | null;
}

/** A pending request, for whoever has asked. */
export function renderRequesterPage(approval: ApprovalRecord, sent: SentRequest | undefined): Html {
  const { status } = stateOf(approval);
  const choices = [
    ...(openQuestionsIn(approval).length > 0 ? [["answer", "Answer the question"]] : []),
    ...(status === "held" ? [] : [["resubmit", resubmitLabel(approval)]]),
    ["withdraw", "Take the request back: it ends without a decision"],
  ];
  return renderPage({
    title: visibleText(approval.title),
    body: html`<section class="card">
<p class="kicker">${status === "sentBack" ? "Your request was sent back" : "Your request"}</p>
${renderRequestText(approval)}
<h2>What do you want to do?</h2>
<form id="decide" method="post" action="#decide" autocomplete="off">
${sent && html`<div class="notice bad" role="alert"><p>${sent.problem}</p></div>`}
<fieldset class="choices"><legend>Choose one</legend>
${choices.map(
  ([
    value,
    label,
  ]) => html`<label class="choice"><input type="radio" name="do" value="${value}" required${sent?.name === value && html` checked`}><span>${label}</span></label>
`,
)}</fieldset>
${renderEditable(approval, sent)}
<label class="block" for="text">Your answer, or what you want to say</label>
<textarea id="text" name="text" rows="4" maxlength="4000">${sent?.fieldOf("text") ?? ""}</textarea>
<p class="away" aria-hidden="true"><label>Leave this empty <input type="text" name="${HONEYPOT_FIELD}" tabindex="-1" autocomplete="off"></label></p>
<button class="full" type="submit">Send</button>
</form>
</section>`,
  });
}

function resubmitLabel(approval: ApprovalRecord): string {
  return documentOf(approval).request.editable
    ? "Change it as below, and ask everybody anew"
    : "Ask everybody anew";
}

function renderEditable(approval: ApprovalRecord, sent: SentRequest | undefined) {
  const { details, editable } = documentOf(approval).request;
  if (!editable) return undefined;
  return renderFormFields({
    ...{ schema: { title: "What you can change", ...editable }, prefix: CHANGE_PREFIX },
    ...{ problems: sent?.problems, fieldOf: sent?.fieldOf },
    proposed: isJsonObject(details) ? details : {},
  });
}
