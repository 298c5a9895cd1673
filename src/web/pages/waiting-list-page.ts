// What waits, for operators: narrowed by a form, and with a form below it for what is ticked.

import { formatDuration, formatInstant, visibleText } from "../../approvals/format-value.ts";
import { requestDigestOf } from "../../approvals/request-digest.ts";
import { documentOf, openSeatsOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { Instant } from "../../base/instant.ts";
import { BUILT_IN_PREFIX } from "../../store/store.ts";
import type { TaskResult } from "../act-on-task.ts";
import type { WaitingItem } from "../list-waiting.ts";
import { WAITING_KINDS } from "../waiting-filter.ts";
import { renderHidden } from "./action-forms.ts";
import { renderOperatorPage } from "./layout.ts";
import { renderPaging } from "./paging.ts";

export interface WaitingModel {
  readonly items: readonly WaitingItem[];
  /** What the list is narrowed by, as it was typed. */
  readonly query: Readonly<Record<string, string>>;
  readonly problem: string | undefined;
  readonly isFirst: boolean;
  readonly next: string | undefined;
  readonly now: Instant;
  /** Absent for whoever only looks. */
  readonly hidden: Readonly<Record<string, string>> | undefined;
}

export function renderWaitingPage(model: WaitingModel): Html {
  const { hidden, isFirst, items, next, now, problem, query } = model;
  const table = () => html`<table class="stack">
<thead><tr>${hidden && html`<th scope="col"><span class="away">Tick</span></th>`}<th scope="col">What</th><th scope="col">On whom</th><th scope="col">Workflow</th><th scope="col">Next</th><th scope="col" class="number">For</th></tr></thead>
<tbody>
${items.map((item) => renderRow(item, now, hidden !== undefined))}</tbody>
</table>`;
  return renderOperatorPage({
    title: "Waiting",
    section: "waiting",
    root: "",
    body: html`<section class="card">
<h1>Waiting for somebody</h1>
${problem !== undefined && html`<div class="notice bad" role="alert"><p>${problem}</p></div>`}
${renderFilter(query)}
${
  items.length === 0
    ? html`<p class="quiet">${Object.keys(query).length === 0 ? "Nothing waits." : "Nothing that waits matches."}</p>`
    : hidden
      ? html`<form class="action" method="post" action="waiting" autocomplete="off">${renderHidden(hidden)}${table()}${renderBulk(query["approver"] ?? "")}</form>`
      : table()
}
${renderPaging({ path: "waiting", query, isFirst, next, words: ["Oldest", "Newer"] })}
</section>`,
  });
}

function renderFilter(query: Readonly<Record<string, string>>): Html {
  const text = (name: string, label: string, hint = "") =>
    html`<label>${label} <input type="text" name="${name}" value="${query[name] ?? ""}" placeholder="${hint}"></label>
`;
  return html`<form class="filters" method="get" action="waiting">
${text("machine", "State machine")}${text("state", "Step")}${text("approver", "Approver", "ann@example.com")}${text("olderThan", "Longer than", "3d")}<label>Kind <select name="kind">
<option value="">all</option>
${WAITING_KINDS.map(
  (
    kind,
  ) => html`<option value="${kind}"${kind === query["kind"] && html` selected`}>${kind}</option>
`,
)}</select></label>
<button class="plain" type="submit">Show</button>
</form>`;
}

function renderRow({ approval, execution, task }: WaitingItem, now: Instant, ticks: boolean): Html {
  const id = `${task.executionId}.${task.task}`;
  const title = visibleText(approval?.title ?? task.subject ?? task.stateName);
  return html`<tr>
${ticks && html`<td class="tick" data-label="Tick"><input type="checkbox" name="id" value="${id}" aria-label="${title}">${approval && renderListed(id, approval)}</td>`}
<td class="title" data-label="What"><a href="waiting/${id}">${title}</a></td>
<td data-label="On whom"><span>${approval ? waitsFor(approval) : "the topic’s subscribers"}</span></td>
<td data-label="Workflow"><span>${describeWorkflow({ execution, task })}</span></td>
<td data-label="Next"><span>${approval && describeNext(approval)}</span></td>
<td data-label="For" class="number">${formatDuration(now - task.createdAt)}</td>
</tr>
`;
}

const LISTED_FIELD = "listed";

/** What a request was when it was listed: one that has changed is not decided with the others. */
function renderListed(id: string, approval: Approval): Html {
  return html`<input type="hidden" name="${LISTED_FIELD}" value="${id} ${requestDigestOf(approval)}">`;
}

/** By the ids of the rows. */
export function listedDigestsOf(form: URLSearchParams): Readonly<Record<string, string>> {
  const pairs = form.getAll(LISTED_FIELD).map((listed) => listed.split(" "));
  return Object.fromEntries(pairs.map(([id = "", digest = ""]) => [id, digest]));
}

/** Nobody has named what carries a request that was made without a workflow. */
function describeWorkflow({ execution, task }: Pick<WaitingItem, "execution" | "task">): Fragment {
  if (task.stateMachineName.startsWith(BUILT_IN_PREFIX))
    return html`<span class="quiet">none</span>`;
  return html`${task.stateMachineName} <span class="quiet">${execution?.name}</span>`;
}

type Approval = NonNullable<WaitingItem["approval"]>;

function waitsFor(approval: Approval): Html {
  const { plan } = documentOf(approval);
  const state = stateOf(approval);
  const open = openSeatsOf(state).map(({ address }) => address);
  const stage = plan.stages.length > 1 ? plan.stages[state.stage]?.name : undefined;
  return html`${open.length === 0 ? approval.approver : open.join(", ")}${stage !== undefined && html` <span class="quiet">${visibleText(stage)}</span>`}`;
}

/** What happens next by itself. */
function describeNext(approval: Approval): Fragment {
  const state = stateOf(approval);
  if (state.held) return html`counts from ${formatInstant(state.held.until)}`;
  const reminders = openSeatsOf(state).flatMap(({ nextReminderAt }) => nextReminderAt ?? []);
  const { expiresAt } = documentOf(approval).provenance;
  const lines = [
    reminders.length > 0 && html`reminder ${formatInstant(Math.min(...reminders))}`,
    expiresAt !== undefined && html`ends ${formatInstant(expiresAt)}`,
  ].filter((line) => line !== false);
  return lines.map((line, index) => html`${index > 0 && html`<br>`}${line}`);
}

/** @param approver whom the list is narrowed to */
function renderBulk(approver: string): Html {
  return html`<fieldset><legend>With what is ticked</legend>
<div class="filters">
<label>Do <select name="do" required>
<option value="">choose…</option>
<option value="remind">remind</option>
<option value="reassign">hand on</option>
<option value="decide">decide</option>
</select></label>
<label>Hand on from <input type="text" name="from" inputmode="email" value="${approver}" placeholder="where several are asked"></label>
<label>Hand on to <input type="text" name="to" inputmode="email" placeholder="ann@example.com"></label>
<label>Decide with choice <input type="text" name="choice" placeholder="approve"></label>
<label>Reason or comment <input type="text" name="reason" maxlength="1000"></label>
<button class="plain" type="submit">Do it</button>
</div></fieldset>`;
}

/** What became of what was ticked, one by one. */
export function renderBulkResultPage(
  results: readonly TaskResult[],
  titles: ReadonlyMap<string, string>,
): Html {
  const failed = results.filter(({ error }) => error).length;
  return renderOperatorPage({
    title: "Done with what was ticked",
    section: "waiting",
    root: "",
    body: html`<section class="card">
<h1>Done with what was ticked</h1>
<div class="notice ${failed === 0 ? "good" : "warn"}"><p>${results.length - failed} of ${results.length} done.</p></div>
<table class="stack">
<thead><tr><th scope="col">What</th><th scope="col">Result</th></tr></thead>
<tbody>
${results.map(
  ({ error, id, message }) => html`<tr>
<td data-label="What"><a href="waiting/${id}">${visibleText(titles.get(id) ?? id)}</a></td>
<td data-label="Result">${error ? html`<strong>Not done.</strong> ${error.message}` : message}</td>
</tr>
`,
)}</tbody>
</table>
<p class="small"><a href="waiting">What waits</a></p>
</section>`,
  });
}
