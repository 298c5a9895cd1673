import { formatInstant, visibleText } from "../../approvals/format-value.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import type { WaitingItem } from "../list-waiting.ts";
import { type FormState, renderRequest } from "./approval-page.ts";
import { describeDecision } from "./describe-decision.ts";
import { renderFields } from "./details.ts";
import { renderOperatorPage } from "./layout.ts";
import { renderFolded } from "./outcome-page.ts";
import { ENGLISH } from "./reader.ts";
import type { Story } from "./timeline.ts";
import { renderToldRequest } from "./told-request.ts";

/** An approval as an operator sees it, who may decide in the approver's place; without a form for viewers. */
export function renderWaitingApprovalPage(
  approval: ApprovalRecord,
  form: FormState | undefined,
  story: Story,
  more?: Fragment,
): Html {
  return renderOperatorPage({
    title: visibleText(approval.title),
    section: "waiting",
    root: "../",
    body: html`<section class="card">
${
  approval.status === "pending"
    ? html`<p class="kicker">Waiting for ${approval.approver}</p>
${
  form
    ? html`<div class="notice warn"><p>You are an operator: what you decide here is recorded under your name, in place of the approver’s.</p></div>
${renderRequest(approval, story, form, ENGLISH)}${more}`
    : renderToldRequest(approval, story, ENGLISH)
}`
    : html`<h1>${visibleText(approval.title)}</h1><div class="notice"><p>${outcomeText(approval)}</p></div>
${renderFolded(approval, story, ENGLISH)}`
}
<p class="small"><a href="../executions/${approval.executionId}">The execution</a></p>
</section>`,
  });
}

function outcomeText(approval: ApprovalRecord): ReturnType<typeof describeDecision> {
  const at = formatInstant(approval.closedAt ?? approval.createdAt);
  if (approval.status === "expired") return `Expired on ${at}: nobody decided in time.`;
  if (approval.status === "cancelled")
    return `Cancelled on ${at}: its workflow went on without it.`;
  return html`Decided: ${describeDecision(approval, ENGLISH)}`;
}

/** A task that waits for its token, without an approval. */
export function renderWaitingTaskPage({ execution, task }: WaitingItem): Html {
  const title = visibleText(task.subject ?? task.stateName);
  return renderOperatorPage({
    title,
    section: "waiting",
    root: "../",
    body: html`<section class="card">
<p class="kicker">${task.status === "closed" ? "Over" : "Waits for its task token"}</p>
<h1>${title}</h1>
<p>The message that carries the token went to the topic’s subscribers. Whoever holds the token, or a link with it, can answer; so can an operator, with <code>countersign approve</code> or <code>countersign decline</code> and the id below.</p>
${renderFields([
  { label: "ID", value: `${task.executionId}.${task.task}` },
  { label: "Workflow", value: task.stateMachineName },
  { label: "Execution", value: execution?.name ?? "" },
  { label: "Step", value: visibleText(task.stateName) },
  { label: "Waiting since", value: formatInstant(task.createdAt) },
  ...(task.closedAt === null ? [] : [{ label: "Over since", value: formatInstant(task.closedAt) }]),
])}
<p class="small"><a href="../executions/${task.executionId}">The execution</a></p>
</section>`,
  });
}
