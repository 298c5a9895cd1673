// A request as its reader sees it: what is asked, where it comes from, and what was said and decided so far.

import { effectiveDetails } from "../../approvals/changed-values.ts";
import { describeDetails } from "../../approvals/describe-details.ts";
import { describeProvenance } from "../../approvals/describe-provenance.ts";
import type { ApprovalRequest } from "../../approvals/document.ts";
import { visibleText } from "../../approvals/format-value.ts";
import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { translateRequest } from "../../approvals/translate-request.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { renderDetails, renderFields } from "./details.ts";
import { renderFilledInLines } from "./filled-in-lines.ts";
import { isolate, type Reader, say } from "./reader.ts";
import { isWhole, type Story } from "./timeline.ts";

/**
 * What the story tells is not told here as well.
 * @param standing how it stands, and so until when it is open; comes behind what is asked
 */
export function renderRequestText(
  approval: ApprovalRecord,
  story: Story,
  reader: Reader,
  standing?: Fragment,
): Html {
  const { formats, mail, words } = reader;
  const document = documentOf(approval);
  const request = translateRequest(document.request, reader.language);
  const { details: untitled, askedAt, openUntil, source } = mail.words.labels;
  const { yes, no } = mail.words;
  const approvers = story.toldTo === "operators" ? approval.approver : undefined;
  return html`<h1>${isolate(request.title)}</h1>
${request.summary !== undefined && html`<p class="lead" dir="auto">${visibleText(request.summary)}</p>`}
${standing}
${renderDetails(
  describeDetails(effectiveDetails(request, stateOf(approval)), {
    ...{ formats, yes, no, details: untitled },
  }),
  untitled,
)}
${renderAttachments(request.attachments, words.request.attachments)}
<h2>${source}</h2>
${renderFields([
  ...describeProvenance(document, approvers, mail).filter(
    ({ label }) => standing === undefined || label !== openUntil,
  ),
  { label: askedAt, value: formats.instant(approval.createdAt) },
])}
${!isWhole(story) && [renderRemarks(approval, reader), renderVotes(approval, request, reader)]}`;
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
function renderRemarks(approval: ApprovalRecord, { formats, words }: Reader): Fragment {
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

function describeVote({ choices }: ApprovalRequest, vote: Vote, reader: Reader): Html {
  const { decide, request } = reader.words;
  const choice = choices.find(({ id }) => id === vote.choice)?.label ?? vote.choice;
  const at = reader.formats.instant(vote.at);
  const isStandIn = vote.inPlaceOf !== undefined;
  const who = say(isStandIn ? request.voteInPlaceOf : request.vote, {
    ...{ choice, by: vote.by, at, person: vote.inPlaceOf },
  });
  return html`<strong>${who}</strong>
${vote.comment !== "" && html`<p>${say(decide.quoted, { text: vote.comment })}</p>`}
${renderFilledInLines(vote, reader)}`;
}
