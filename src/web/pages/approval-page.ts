import { effectiveDetails } from "../../approvals/changed-values.ts";
import { describeDetails } from "../../approvals/describe-details.ts";
import { describeProvenance } from "../../approvals/describe-provenance.ts";
import { digestOf } from "../../approvals/digest.ts";
import type { ApprovalRequest } from "../../approvals/document.ts";
import { formatInstant, formatLabel, visibleText } from "../../approvals/format-value.ts";
import { isDecidedByOne } from "../../approvals/is-decided-by-one.ts";
import type { FilledInProblems } from "../../approvals/read-filled-in.ts";
import { decisionOf, documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { unreachable } from "../../base/assert.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import { isJsonObject } from "../../base/json.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { renderDecisionForm } from "./decision-form.ts";
import { renderDetails, renderFields } from "./details.ts";
import { CHANGE_PREFIX, DIGEST_FIELD, renderFormFields, VALUE_PREFIX } from "./form-fields.ts";
import { renderPage } from "./layout.ts";
import { type Message, renderMessagePage } from "./message-page.ts";

/** What the form held when it was sent, and what was wrong with it. */
export interface FormState {
  readonly followedChoice?: string | undefined;
  readonly problem?: string | undefined;
  readonly chosen?: string | undefined;
  readonly comment?: string | undefined;
  /** Fields that the form sends along. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** What is wrong with single fields. */
  readonly problems?: FilledInProblems;
  /** Reads what was sent before; without it the fields hold what is proposed. */
  readonly fieldOf?: (name: string) => string | null;
  /** Operators, who come by another way, need no code. */
  readonly isByLink?: boolean;
}

/** The page on which the approver decides a pending approval. */
export function renderDecisionPage(
  approval: ApprovalRecord,
  form: FormState,
  more?: Fragment,
  said?: Fragment,
): Html {
  return renderPage({
    title: visibleText(approval.title),
    body: html`<section class="card">
${said !== undefined && html`<div class="notice warn" role="alert"><p>${said}</p></div>`}
<p class="kicker">Your decision is needed</p>
${
  documentOf(approval).plan.confirmation === "signedIn"
    ? renderRequestText(approval)
    : renderRequest(approval, { ...form, isByLink: true })
}
${more}
</section>`,
  });
}

/** The request with its form, for a page of any frame. */
export function renderRequest(approval: ApprovalRecord, form: FormState): Html {
  const { request, plan } = documentOf(approval);
  const needy = request.choices.filter(({ id }) => request.commentRequiredOn.includes(id));
  const commentHint =
    needy.length === 0
      ? "optional"
      : `needed for “${needy.map(({ label }) => label).join("” and “")}”`;
  return html`${renderRequestText(approval)}
<h2>Decide</h2>
${renderDecisionForm({
  ...form,
  hidden: { ...form.hidden, [DIGEST_FIELD]: digestOf(approval) },
  fields: renderFilledIn(approval, form),
  question: "Choose one. Nothing has been decided yet.",
  choices: request.choices,
  commentLabel: `Comment (${commentHint})`,
  asksForCode: form.isByLink === true && plan.confirmation === "challenge",
  button: "Record my decision",
  fieldName: "choice",
})}`;
}

/** What is asked, where it comes from, and what was said and decided so far. */
export function renderRequestText(approval: ApprovalRecord): Html {
  const document = documentOf(approval);
  const { request } = document;
  return html`<h1>${visibleText(request.title)}</h1>
${request.summary !== undefined && html`<p class="lead">${visibleText(request.summary)}</p>`}
${renderDetails(describeDetails(effectiveDetails(request, stateOf(approval))))}
${renderAttachments(request.attachments)}
<h2>Where this comes from</h2>
${renderFields([
  ...describeProvenance(document, approval.approver),
  { label: "Asked", value: formatInstant(approval.createdAt) },
])}
${renderRemarks(approval)}
${renderVotes(approval)}`;
}

/** What is to be filled in, and what can be decided otherwise than proposed. */
function renderFilledIn(approval: ApprovalRecord, { fieldOf, problems }: FormState): Fragment {
  const { request } = documentOf(approval);
  const state = stateOf(approval);
  const details = effectiveDetails(request, state);
  const isEditable = request.editable && isDecidedByOne(approval);
  return [
    request.form &&
      renderFormFields({
        ...{ schema: request.form, prefix: VALUE_PREFIX, fieldOf },
        problems: problems?.values,
      }),
    request.editable &&
      isEditable &&
      renderFormFields({
        ...{ schema: { title: "Approve with changes", ...request.editable }, fieldOf },
        ...{ prefix: CHANGE_PREFIX, problems: problems?.changes },
        proposed: isJsonObject(details) ? details : {},
      }),
  ];
}

/** They lead elsewhere, so each says where to. */
function renderAttachments(attachments: ApprovalRequest["attachments"] = []): Fragment {
  if (attachments.length === 0) return undefined;
  return html`<h2>Attachments</h2>
<ul>${attachments.map(
    ({ title, url }) =>
      html`<li><a href="${url}" rel="noopener noreferrer external">${visibleText(title)}</a> (${new URL(url).host})</li>\n`,
  )}</ul>`;
}

const SAID_AS = {
  asked: "asks",
  answered: "answers",
  sentBack: "sent it back",
  changed: "changed the request",
} as const;

/** Questions, answers and changes, in order. */
export function renderRemarks(approval: ApprovalRecord): Fragment {
  const { remarks = [] } = stateOf(approval);
  if (remarks.length === 0) return undefined;
  return html`<h2>Questions and changes</h2>
${renderFields(
  remarks.map(({ at, by, text, what }) => ({
    label: visibleText(`${by} ${SAID_AS[what]}`),
    value: visibleText(text === "" ? formatInstant(at) : `${text} (${formatInstant(at)})`),
  })),
)}`;
}

/** Who has decided what so far, where that is more than one person's business. */
function renderVotes(approval: ApprovalRecord): Fragment {
  const { request, plan } = documentOf(approval);
  const { votes } = stateOf(approval);
  if (votes.length === 0 || (votes.length === 1 && approval.status !== "pending")) return undefined;
  return html`<h2>So far</h2>
${renderFields(
  votes.map((vote) => ({
    label: visibleText(plan.stages[vote.stage]?.name ?? ""),
    value: describeVote(request, vote),
  })),
)}`;
}

type Vote = ReturnType<typeof stateOf>["votes"][number];

function describeVote({ choices }: ApprovalRequest, vote: Vote): string {
  const label = choices.find(({ id }) => id === vote.choice)?.label ?? vote.choice;
  const inPlaceOf = vote.inPlaceOf === undefined ? "" : ` in place of ${vote.inPlaceOf}`;
  const comment = vote.comment === "" ? "" : ` “${vote.comment}”`;
  const filledIn = Object.entries(vote.values ?? {}).map(
    ([name, value]) => `\n${formatLabel(name)}: ${String(value)}`,
  );
  const changes = Object.entries(vote.changes ?? {}).map(
    ([name, { decided, proposed }]) =>
      `\n${formatLabel(name)}: ${String(decided)} instead of ${String(proposed)}`,
  );
  const what = `${label}: ${vote.by}${inPlaceOf}, ${formatInstant(vote.at)}${comment}`;
  return visibleText([what, ...filledIn, ...changes].join(""));
}

/** What a person has to do with a pending request. */
export function standingOf(
  approval: ApprovalRecord,
  address: string,
): "asked" | "counted" | "elsewhere" | "The request was sent back to be changed." {
  const { seats, stage, status, votes } = stateOf(approval);
  if (votes.some((vote) => vote.stage === stage && vote.by === address)) return "counted";
  if (status === "sentBack") return "The request was sent back to be changed.";
  const isAsked = seats.some((seat) => seat.address === address) && status === "pending";
  return isAsked ? "asked" : "elsewhere";
}

/** A pending request, for whoever has decided already or is not asked. */
export function renderPendingPage(
  approval: ApprovalRecord,
  standing: "counted" | "elsewhere" | (string & {}),
  more?: Fragment,
): Html {
  const others = visibleText(approval.approver);
  return renderMessagePage({
    ...(standing === "counted"
      ? {
          title: "Your decision is recorded",
          tone: "good",
          lead: html`It counts. The request is not over yet: it is with ${others}.`,
        }
      : {
          title: "There is nothing for you to decide",
          tone: "plain",
          lead: html`${standing === "elsewhere" ? "Somebody else is asked now." : standing} The request is with ${others}.`,
        }),
    more: html`${more}
<details><summary>The request</summary>${renderRequestText(approval)}</details>`,
  });
}

/** Says what has become of an approval, to whoever just decided it or comes later. */
export function renderOutcomePage(
  approval: ApprovalRecord,
  arrival: "recordedNow" | "sameAgain" | "otherChoice" | "visit",
): Html {
  return renderMessagePage({
    ...messageOf(approval, arrival),
    more: html`<p class="quiet">You can close this page.</p>
<details><summary>The request</summary>${renderRequestText(approval)}</details>`,
  });
}

function messageOf(
  approval: ApprovalRecord,
  arrival: "recordedNow" | "sameAgain" | "otherChoice" | "visit",
): Message {
  const title = visibleText(approval.title);
  switch (approval.status) {
    case "expired":
      return {
        title: "This request has expired",
        tone: "warn",
        lead: html`Nobody decided “${title}” in time. It ended by itself on ${when(approval)}, and a decision is no longer possible.`,
      };
    case "cancelled":
      return {
        title: "This request was cancelled",
        tone: "warn",
        lead: html`The workflow that asked about “${title}” ended or went on without an answer on ${when(approval)}. A decision is no longer needed.`,
      };
    case "decided":
    case "pending":
      return decidedMessage(approval, arrival);
    default:
      return unreachable(approval.status);
  }
}

function decidedMessage(
  approval: ApprovalRecord,
  arrival: "recordedNow" | "sameAgain" | "otherChoice" | "visit",
): Message {
  const lead = html`“${visibleText(approval.title)}”: ${describeDecision(approval)}`;
  switch (arrival) {
    case "recordedNow":
      return { title: "Your decision is recorded", tone: "good", lead };
    case "sameAgain":
      return { title: "Already recorded", tone: "good", lead };
    case "otherChoice":
      return {
        title: "This was already decided otherwise",
        tone: "warn",
        lead: html`${lead} What you chose just now changes nothing.`,
      };
    case "visit":
      return { title: "This is already decided", tone: "plain", lead };
    default:
      return unreachable(arrival);
  }
}

/** Who decided what, and when. */
export function describeDecision(approval: ApprovalRecord): Fragment {
  const decision = decisionOf(approval);
  if (!decision) return html`it is still open.`;
  const by = decision.by === null ? "somebody" : visibleText(decision.by);
  const what =
    decision.choice === null
      ? html`it was answered by ${by} with the task token itself`
      : html`<strong>${visibleText(decision.choice.label)}</strong> was chosen by ${by}`;
  const comment = decision.comment !== "" && html` Comment: “${visibleText(decision.comment)}”`;
  return html`${what} (${CHANNELS[decision.channel] ?? decision.channel}) on ${formatInstant(decision.at)}.${comment}`;
}

const CHANNELS: Readonly<Record<string, string>> = {
  expiry: "by the end of its time",
  link: "by the link in the mail",
  inbox: "after signing in",
  cli: "on the command line",
  page: "on the operators' page",
  api: "through the API",
};

function when({ closedAt, createdAt }: ApprovalRecord): string {
  return formatInstant(closedAt ?? createdAt);
}
