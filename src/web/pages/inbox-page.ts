import { formatInstant, visibleText } from "../../approvals/format-value.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { describeDecision, type FormState, renderRequest } from "./approval-page.ts";
import { renderPage } from "./layout.ts";
import { renderPaging } from "./paging.ts";
import { renderSignOut } from "./sign-in-page.ts";

export interface InboxModel {
  readonly address: string;
  readonly formToken: string;
  /** Whether there are pages of operators for them. */
  readonly hasRole: boolean;
  readonly waiting: readonly ApprovalRecord[];
  readonly isFirst: boolean;
  readonly next: string | undefined;
  /** Newest first. */
  readonly decided: readonly ApprovalRecord[];
}

export function renderInboxPage(model: InboxModel): Html {
  const { address, decided, formToken, hasRole, isFirst, next, waiting } = model;
  return renderPage({
    title: "Inbox",
    body: html`<section class="card">
<p class="kicker">${address}</p>
<h1>Waiting for you</h1>
${waiting.length === 0 ? html`<p class="quiet">Nothing waits for you.</p>` : renderList(waiting, "Asked")}
${renderPaging({ path: "inbox", query: {}, isFirst, next, words: ["Oldest", "Newer"] })}
</section>
<section class="card">
<h2>Decided by you lately</h2>
${decided.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : renderList(decided, "Asked")}
</section>
${hasRole && html`<p><a href="executions">Pages for operators</a></p>`}
${renderSignOut("", formToken)}`,
  });
}

function renderList(approvals: readonly ApprovalRecord[], when: string): Html {
  return html`<table class="stack">
<thead><tr><th scope="col">What</th><th scope="col">State</th><th scope="col">${when}</th></tr></thead>
<tbody>
${approvals.map(
  ({ createdAt, id, status, title }) => html`<tr>
<td data-label="What"><a href="inbox/${id}">${visibleText(title)}</a></td>
<td data-label="State">${status}</td>
<td data-label="${when}">${formatInstant(createdAt)}</td>
</tr>
`,
)}</tbody>
</table>`;
}

/** One request, as somebody who is or was asked sees it; with the form while it waits for them. */
export function renderInboxItemPage(
  approval: ApprovalRecord,
  { form, said }: { readonly form?: FormState; readonly said?: Fragment },
): Html {
  return renderPage({
    title: visibleText(approval.title),
    body: html`<section class="card">
${said !== undefined && html`<div class="notice"><p>${said}</p></div>`}
${
  form
    ? html`<p class="kicker">Your decision is needed</p>
${renderRequest(approval, form)}`
    : html`<h1>${visibleText(approval.title)}</h1>
<p>${standing(approval)}</p>`
}
<p class="small"><a href="../inbox">Inbox</a></p>
</section>`,
  });
}

function standing(approval: ApprovalRecord): Fragment {
  if (approval.status === "pending") return html`It is with ${approval.approver}.`;
  if (approval.status === "decided") return html`Decided: ${describeDecision(approval)}`;
  return approval.status === "expired" ? "It has expired." : "It was cancelled.";
}
