import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { type FormState, renderRequest } from "./approval-page.ts";
import { renderInsteadLink } from "./approver-forms.ts";
import { describeDecision, titleOf } from "./describe-decision.ts";
import { renderPage } from "./layout.ts";
import { renderPaging } from "./paging.ts";
import { isolate, type Page, type Piece, type Reader, say } from "./reader.ts";
import { renderSignOut } from "./sign-in-page.ts";

export interface InboxModel {
  readonly address: string;
  readonly formToken: string;
  /** Whether there are pages of operators for them. */
  readonly hasRole: boolean;
  readonly waiting: readonly ApprovalRecord[];
  readonly isFirst: boolean;
  readonly next: string | undefined;
  /** The latest decision first. */
  readonly decided: readonly ApprovalRecord[];
  readonly isFirstDecided: boolean;
  readonly nextDecided: string | undefined;
}

export function renderInboxPage(model: InboxModel): Page {
  const {
    address,
    decided,
    formToken,
    hasRole,
    isFirst,
    isFirstDecided,
    next,
    nextDecided,
    waiting,
  } = model;
  return renderPage((reader) => {
    const { frame, inbox } = reader.words;
    const paging = { path: "inbox", query: {}, isFirst, next, label: frame.pages };
    const decidedPaging = {
      ...{ path: "inbox", query: {}, isFirst: isFirstDecided, next: nextDecided },
      parameter: "decidedAfter",
      label: `${frame.pages}: ${inbox.decided}`,
    };
    return {
      title: inbox.title,
      body: html`<section class="card">
<p class="kicker">${isolate(address)}</p>
<h1>${inbox.waiting}</h1>
${waiting.length === 0 ? html`<p class="quiet">${inbox.nothingWaits}</p>` : renderList(waiting, reader)}
${renderPaging({ ...paging, words: [inbox.oldest, inbox.newer] })}
</section>
<section class="card">
<h2>${inbox.decided}</h2>
${decided.length === 0 ? html`<p class="quiet">${inbox.nothingYet}</p>` : renderList(decided, reader)}
${renderPaging({ ...decidedPaging, words: [inbox.newest, inbox.older] })}
</section>
${hasRole && html`<p><a href="executions">${inbox.operators}</a></p>`}
<p><a href="settings/delegation">${reader.words.delegation.title}</a></p>
${renderSignOut("", formToken, reader)}`,
    };
  });
}

function renderList(approvals: readonly ApprovalRecord[], reader: Reader): Html {
  const { inbox, statuses } = reader.words;
  return html`<table class="stack">
<thead><tr><th scope="col">${inbox.what}</th><th scope="col">${inbox.state}</th><th scope="col">${inbox.asked}</th></tr></thead>
<tbody>
${approvals.map(
  (approval) => html`<tr>
<td class="title" data-label="${inbox.what}"><a href="inbox/${approval.id}">${isolate(titleOf(approval, reader))}</a></td>
<td data-label="${inbox.state}">${statuses[approval.status]}</td>
<td data-label="${inbox.asked}">${reader.formats.instant(approval.createdAt)}</td>
</tr>
`,
)}</tbody>
</table>`;
}

/** One request, as somebody who is or was asked sees it; with the form while it waits for them. */
export function renderInboxItemPage(
  approval: ApprovalRecord,
  { form, more, said }: { readonly form?: FormState; readonly more?: Piece; readonly said?: Piece },
): Page {
  return renderPage((reader) => {
    const { decide, inbox } = reader.words;
    const title = titleOf(approval, reader);
    return {
      title,
      body: html`<section class="card">
${said && html`<div class="notice"><p>${said(reader)}</p></div>`}
${
  form
    ? html`<p class="kicker">${decide.kicker}</p>
${renderRequest(approval, form, reader)}
${renderInsteadLink(approval.id)(reader)}`
    : html`<h1>${isolate(title)}</h1>
<p>${standing(approval, reader)}</p>
${more?.(reader)}`
}
<p class="small"><a href="../inbox">${inbox.title}</a></p>
</section>`,
    };
  });
}

function standing(approval: ApprovalRecord, reader: Reader): Fragment {
  const { inbox } = reader.words;
  switch (approval.status) {
    case "pending":
      return say(inbox.withPeople, { people: approval.approver });
    case "decided":
      return describeDecision(approval, reader);
    case "expired":
      return inbox.expired;
    case "cancelled":
      return inbox.cancelled;
  }
}
