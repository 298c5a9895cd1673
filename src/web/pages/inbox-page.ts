import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { type FormState, renderRequest } from "./approval-page.ts";
import { renderInsteadLink } from "./approver-forms.ts";
import { titleOf } from "./describe-decision.ts";
import { renderPage } from "./layout.ts";
import { renderPaging } from "./paging.ts";
import { isolate, type Page, type Piece, type Reader } from "./reader.ts";
import { describeAnswers, describeState } from "./request-status.ts";
import { renderSignOut } from "./sign-in-page.ts";
import type { Story } from "./timeline.ts";
import { renderStandingRequest } from "./told-request.ts";

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
  /** What they have asked themselves, the latest first. */
  readonly requested: readonly ApprovalRecord[];
  readonly isFirstRequested: boolean;
  readonly nextRequested: string | undefined;
}

export function renderInboxPage(model: InboxModel): Page {
  const {
    address,
    decided,
    formToken,
    hasRole,
    isFirst,
    isFirstDecided,
    isFirstRequested,
    next,
    nextDecided,
    requested,
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
${(requested.length > 0 || !isFirstRequested) && renderRequested(model, reader)}
${hasRole && html`<p><a href="executions">${inbox.operators}</a></p>`}
<p><a href="settings/delegation">${reader.words.delegation.title}</a></p>
${renderSignOut("", formToken, reader)}`,
    };
  });
}

/** Only for those who ask: most people never do. */
function renderRequested(
  { isFirstRequested, nextRequested, requested }: InboxModel,
  reader: Reader,
): Html {
  const { frame, inbox, standing } = reader.words;
  const paging = {
    ...{ path: "inbox", query: {}, isFirst: isFirstRequested, next: nextRequested },
    parameter: "requestedAfter",
    label: `${frame.pages}: ${inbox.requested}`,
  };
  return html`<section class="card">
<h2>${inbox.requested}</h2>
<table class="stack">
<thead><tr><th scope="col">${inbox.what}</th><th scope="col">${inbox.state}</th><th scope="col">${standing.answers}</th><th scope="col">${inbox.asked}</th></tr></thead>
<tbody>
${requested.map(
  (approval) => html`<tr>
<td class="title" data-label="${inbox.what}"><a href="inbox/${approval.id}">${isolate(titleOf(approval, reader))}</a></td>
<td data-label="${inbox.state}"><span>${describeState(approval, reader)}</span></td>
<td data-label="${standing.answers}"><span>${describeProgress(approval, reader)}</span></td>
<td data-label="${inbox.asked}">${reader.formats.instant(approval.createdAt)}</td>
</tr>
`,
)}</tbody>
</table>
${renderPaging({ ...paging, words: [inbox.newest, inbox.older] })}
</section>`;
}

/** The stage that it waits for, and how many of its people have answered. */
function describeProgress(approval: ApprovalRecord, reader: Reader): Fragment {
  if (approval.status !== "pending") return "–";
  const { stages } = documentOf(approval).plan;
  const stage = stages.length > 1 && stages[stateOf(approval).stage]?.name;
  const answers = describeAnswers(approval, reader);
  return stage === false ? answers : html`${isolate(stage)}: ${answers}`;
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

/** One request, as somebody who has to do with it sees it. */
export function renderInboxItemPage(
  approval: ApprovalRecord,
  story: Story,
  item: {
    /** While it waits for them. */
    readonly form?: FormState;
    /** Whether they have asked. */
    readonly isOwn?: boolean;
    readonly more?: Piece;
    readonly said?: Piece;
  },
): Page {
  const { form, isOwn, more, said } = item;
  return renderPage((reader) => {
    const { decide, inbox, requester } = reader.words;
    return {
      title: titleOf(approval, reader),
      body: html`<section class="card">
${said && html`<div class="notice"><p>${said(reader)}</p></div>`}
${
  form
    ? html`<p class="kicker">${decide.kicker}</p>
${renderRequest(approval, story, form, reader)}
${renderInsteadLink(approval.id)(reader)}`
    : html`${isOwn && html`<p class="kicker">${requester.kicker}</p>`}
${renderStandingRequest(approval, story, reader, more?.(reader))}`
}
<p class="small"><a href="../inbox">${inbox.title}</a></p>
</section>`,
    };
  });
}
