import { formatDuration, formatInstant } from "../../approvals/format-value.ts";
import { type Html, html } from "../../base/html.ts";
import type { Instant } from "../../base/instant.ts";
import type { ExecutionStatus } from "../../execution/state.ts";
import type { ExecutionSummary } from "../../store/records.ts";
import { renderOperatorPage } from "./layout.ts";
import { renderPaging } from "./paging.ts";
import { renderExecutionStatus } from "./status-badge.ts";

export interface ExecutionsModel {
  readonly executions: readonly ExecutionSummary[];
  readonly status: ExecutionStatus | undefined;
  readonly stateMachineName: string | undefined;
  readonly stateMachineNames: readonly string[];
  readonly isFirst: boolean;
  readonly next: string | undefined;
  readonly now: Instant;
}

export const EXECUTION_STATUSES: readonly ExecutionStatus[] = [
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "TIMED_OUT",
  "ABORTED",
];

export function renderExecutionsPage(model: ExecutionsModel): Html {
  const { executions, isFirst, next, stateMachineName, status } = model;
  return renderOperatorPage({
    title: "Executions",
    section: "executions",
    root: "",
    body: html`<section class="card">
<h1>Executions</h1>
${renderFilters(model)}
${
  executions.length === 0
    ? html`<p class="quiet">${status === undefined && stateMachineName === undefined ? "Nothing has been started yet." : "None match."}</p>`
    : renderTable(model)
}
${renderPaging({
  path: "executions",
  query: { status, machine: stateMachineName },
  isFirst,
  next,
})}
</section>`,
  });
}

function renderFilters({ stateMachineName, stateMachineNames, status }: ExecutionsModel): Html {
  return html`<form class="filters" method="get" action="executions">
<label>Status ${renderSelect("status", EXECUTION_STATUSES, status)}</label>
<label>State machine ${renderSelect("machine", stateMachineNames, stateMachineName)}</label>
<button class="plain" type="submit">Show</button>
</form>`;
}

function renderSelect(name: string, values: readonly string[], chosen: string | undefined): Html {
  return html`<select name="${name}">
<option value="">all</option>
${values.map((value) =>
  value === chosen
    ? html`<option value="${value}" selected>${value}</option>`
    : html`<option value="${value}">${value}</option>`,
)}</select>`;
}

function renderTable({ executions, now }: ExecutionsModel): Html {
  return html`<table class="stack">
<thead><tr><th scope="col">Execution</th><th scope="col">State machine</th><th scope="col">Status</th><th scope="col">Started</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>
${executions.map(
  (execution) => html`<tr>
<td class="title" data-label="Execution"><a href="executions/${execution.id}">${execution.name}</a></td>
<td data-label="State machine">${execution.stateMachineName}</td>
<td data-label="Status">${renderExecutionStatus(execution.status)}</td>
<td data-label="Started">${formatInstant(execution.startedAt)}</td>
<td data-label="Took" class="number">${tookText(execution, now)}</td>
</tr>
`,
)}</tbody>
</table>`;
}

export function tookText(
  { startedAt, stoppedAt }: Pick<ExecutionSummary, "startedAt" | "stoppedAt">,
  now: Instant,
): string {
  const milliseconds = (stoppedAt ?? now) - startedAt;
  if (stoppedAt === null) return `${formatDuration(milliseconds)} so far`;
  return milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 0)} s`
    : formatDuration(milliseconds);
}
