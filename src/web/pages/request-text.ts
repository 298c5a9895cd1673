// A request as its reader sees it: what is asked, where it comes from, and what was said and decided so far.

import { effectiveDetails } from "../../approvals/changed-values.ts";
import { describeDetails } from "../../approvals/describe-details.ts";
import { describeProvenance } from "../../approvals/describe-provenance.ts";
import type { ApprovalRequest } from "../../approvals/document.ts";
import { formatLabel, visibleText } from "../../approvals/format-value.ts";
import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { translateRequest } from "../../approvals/translate-request.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { renderDetails, renderFields } from "./details.ts";
import { isolate, type Reader, say } from "./reader.ts";

export function renderRequestText(approval: ApprovalRecord, reader: Reader): Html {
  const { formats, mail, words } = reader;
  const document = documentOf(approval);
  const request = translateRequest(document.request, reader.language);
  const { details: untitled, askedAt, source } = mail.words.labels;
  const { yes, no } = mail.words;
  return html`<h1>${isolate(request.title)}</h1>
${request.summary !== undefined && html`<p class="lead" dir="auto">${visibleText(request.summary)}</p>`}
${renderDetails(
  describeDetails(effectiveDetails(request, stateOf(approval)), {
    ...{ formats, yes, no, details: untitled },
  }),
  untitled,
)}
${renderAttachments(request.attachments, words.request.attachments)}
<h2>${source}</h2>
${renderFields([
  ...describeProvenance(document, approval.approver, mail),
  { label: askedAt, value: formats.instant(approval.createdAt) },
])}
${renderRemarks(approval, reader)}
${renderVotes(approval, request, reader)}`;
}

/** They lead elsewhere, so each says where to. */
function renderAttachments(
  attachments: ApprovalRequest["attachments"] = [],
  heading: string,
): Fragment {
  if (attachments.length === 0) return undefined;
  return html`<h2>${heading}</h2>
<ul>${attachments.map(
    ({ title, url }) =>
      html`<li><a href="${url}" rel="noopener noreferrer external">${isolate(title)}</a> (${isolate(new URL(url).host)})</li>\n`,
  )}</ul>`;
}

/** Questions, answers and changes, in order. */
export function renderRemarks(approval: ApprovalRecord, { formats, words }: Reader): Fragment {
  const { remarks = [] } = stateOf(approval);
  if (remarks.length === 0) return undefined;
  const { request } = words;
  const saidAs = {
    asked: request.asks,
    answered: request.answers,
    sentBack: request.sentBack,
    changed: request.changed,
  };
  return html`<h2>${request.remarks}</h2>
<ul class="story">${remarks.map(
    ({ at, by, text, what }) => html`<li><strong>${say(saidAs[what], { by })}</strong>
<span class="quiet">${formats.instant(at)}</span>
${text !== "" && html`<p dir="auto">${visibleText(text)}</p>`}</li>
`,
  )}</ul>`;
}

/** Who has decided what so far, where that is more than one person's business. */
function renderVotes(approval: ApprovalRecord, request: ApprovalRequest, reader: Reader): Fragment {
  const { plan } = documentOf(approval);
  const { votes } = stateOf(approval);
  if (votes.length === 0 || (votes.length === 1 && approval.status !== "pending")) return undefined;
  return html`<h2>${reader.words.request.soFar}</h2>
<ul class="story">${votes.map(
    (vote) => html`<li><span class="quiet">${isolate(plan.stages[vote.stage]?.name ?? "")}</span>
${describeVote(request, vote, reader)}</li>
`,
  )}</ul>`;
}

type Vote = ReturnType<typeof stateOf>["votes"][number];

function describeVote({ choices }: ApprovalRequest, vote: Vote, { formats, words }: Reader): Html {
  const { decide, request } = words;
  const choice = choices.find(({ id }) => id === vote.choice)?.label ?? vote.choice;
  const values = Object.entries(vote.values ?? {});
  const changes = Object.entries(vote.changes ?? {});
  const at = formats.instant(vote.at);
  const isStandIn = vote.inPlaceOf !== undefined;
  const who = say(isStandIn ? request.voteInPlaceOf : request.vote, {
    ...{ choice, by: vote.by, at, person: vote.inPlaceOf },
  });
  const comment = vote.comment === "" ? undefined : say(decide.quoted, { text: vote.comment });
  const lines = [
    ...(comment === undefined ? [] : [comment]),
    ...values.map(
      ([name, value]) => html`${isolate(formatLabel(name))}: ${isolate(String(value))}`,
    ),
    ...changes.map(([name, { decided, proposed }]) =>
      say(request.changedValue, {
        ...{ label: formatLabel(name), decided: String(decided), proposed: String(proposed) },
      }),
    ),
  ];
  return html`<strong>${who}</strong>${lines.map((line) => html`<p>${line}</p>`)}`;
}
