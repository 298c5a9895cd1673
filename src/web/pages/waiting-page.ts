import { formatDuration, formatInstant, visibleText } from "../../approvals/format-value.ts";
import { type Html, html } from "../../base/html.ts";
import type { Instant } from "../../base/instant.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import type { WaitingItem } from "../list-waiting.ts";
import { describeDecision, type FormState, renderRequest } from "./approval-page.ts";
import { renderFields } from "./details.ts";
import { renderOperatorPage } from "./layout.ts";
import { renderPaging } from "./paging.ts";

export interface WaitingModel {
  readonly items: readonly WaitingItem[];
  readonly isFirst: boolean;
  readonly next: string | undefined;
  readonly now: Instant;
}

export function renderWaitingPage({ isFirst, items, next, now }: WaitingModel): Html {
  return renderOperatorPage({
    title: "Waiting",
    section: "waiting",
    root: "",
    body: html`<section class="card">
<h1>Waiting for somebody</h1>
${
  items.length === 0
    ? html`<p class="quiet">Nothing waits.</p>`
    : html`<table class="stack">
<thead><tr><th scope="col">What</th><th scope="col">On whom</th><th scope="col">Workflow</th><th scope="col" class="number">For</th></tr></thead>
<tbody>
${items.map((item) => renderRow(item, now))}</tbody>
</table>`
}
${renderPaging({ path: "waiting", query: {}, isFirst, next, words: ["Oldest", "Newer"] })}
</section>`,
  });
}

function renderRow({ approval, execution, task }: WaitingItem, now: Instant): Html {
  return html`<tr>
<td data-label="What"><a href="waiting/${task.executionId}.${task.task}">${visibleText(approval?.title ?? task.subject ?? task.stateName)}</a></td>
<td data-label="On whom">${approval?.approver ?? "the topic’s subscribers"}</td>
<td data-label="Workflow">${task.stateMachineName} <span class="quiet">${execution?.name}</span></td>
<td data-label="For" class="number">${formatDuration(now - task.createdAt)}</td>
</tr>
`;
}

/** An approval as an operator sees it, who may decide in the approver's place. */
export function renderWaitingApprovalPage(approval: ApprovalRecord, form: FormState): Html {
  return renderOperatorPage({
    title: visibleText(approval.title),
    section: "waiting",
    root: "../",
    body: html`<section class="card">
${
  approval.status === "pending"
    ? html`<p class="kicker">Waiting for ${approval.approver}</p>
<div class="notice warn"><p>You are an operator: what you decide here is recorded under your name, in place of the approver’s.</p></div>
${renderRequest(approval, form)}`
    : html`<h1>${visibleText(approval.title)}</h1><div class="notice"><p>${outcomeText(approval)}</p></div>`
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
  return html`Decided: ${describeDecision(approval)}`;
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
