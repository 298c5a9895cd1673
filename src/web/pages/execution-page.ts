import { formatDuration, formatInstant, visibleText } from "../../approvals/format-value.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { Instant } from "../../base/instant.ts";
import type { HistoryEvent } from "../../execution/history-event.ts";
import type { Progress } from "../../execution/state.ts";
import type { ExecutionRecord } from "../../store/records.ts";
import type { WaitingItem } from "../list-waiting.ts";
import { renderFields } from "./details.ts";
import { tookText } from "./executions-page.ts";
import { renderOperatorPage } from "./layout.ts";
import { listPassedStates, type PassedState } from "./passed-states.ts";
import { renderExecutionStatus } from "./status-badge.ts";

export interface ExecutionModel {
  readonly execution: ExecutionRecord;
  readonly executionArn: string;
  /** From the first on. */
  readonly history: readonly HistoryEvent[];
  readonly lastEventId: number;
  /** Absent after a success. */
  readonly progress: Progress | undefined;
  readonly waiting: readonly WaitingItem[];
  readonly now: Instant;
}

const ROOT = "../";

export function renderExecutionPage(model: ExecutionModel): Html {
  const { execution, executionArn, now } = model;
  return renderOperatorPage({
    title: execution.name,
    section: "executions",
    root: ROOT,
    body: html`<section class="card">
<p class="kicker">Execution of ${execution.stateMachineName}</p>
<div class="head"><h1>${execution.name}</h1>${renderExecutionStatus(execution.status)}</div>
${renderFailure(execution)}
${renderWaiting(model)}
${renderFields([
  { label: "Started", value: `${formatInstant(execution.startedAt)} by ${execution.startedBy}` },
  ...(execution.stoppedAt === null
    ? []
    : [{ label: "Ended", value: formatInstant(execution.stoppedAt) }]),
  { label: "Took", value: tookText(execution, now) },
  { label: "ARN", value: executionArn },
])}
</section>
<section class="card">
<h1>States</h1>
${renderStates(model)}
</section>
<section class="card">
<h1>Input and output</h1>
<h2>Input</h2>
${renderJson(execution.input)}
${execution.output !== null && html`<h2>Output</h2>${renderJson(execution.output)}`}
</section>
<section class="card">
<h1>History</h1>
${renderHistory(model)}
</section>`,
  });
}

function renderFailure({ cause, error }: ExecutionRecord): Fragment {
  if (error === null && cause === null) return undefined;
  return html`<div class="notice bad"><p><strong>${visibleText(error ?? "Error")}</strong> ${visibleText(cause ?? "")}</p></div>`;
}

function renderWaiting({ execution, now, progress, waiting }: ExecutionModel): Fragment {
  if (execution.status !== "RUNNING") return undefined;
  if (waiting.length > 0) return waiting.map((item) => renderWaitingItem(item, now));
  const kind = progress?.pause ? "pause" : (progress?.frame?.waitingFor?.kind ?? "fork");
  return html`<div class="notice"><p>${WAITS[kind]}</p></div>`;
}

const WAITS = {
  timer: "It waits for a point in time.",
  retry: "It waits before trying again what failed.",
  pause: "It goes on in a moment.",
  task: "It waits for what it has called.",
  fork: "It waits for its branches.",
  mapRun: "It waits for its child executions.",
} as const;

function renderWaitingItem({ approval, task }: WaitingItem, now: Instant): Html {
  const age = formatDuration(now - task.createdAt);
  const id = `${task.executionId}.${task.task}`;
  return html`<div class="notice warn">
<p><strong>Waiting for ${age}${approval && html` for ${approval.approver}`}:</strong> ${visibleText(approval?.title ?? task.subject ?? task.stateName)}
<br><a href="${ROOT}waiting/${id}">${approval ? "Open the request" : "Open the task"}</a></p>
</div>`;
}

function renderStates({ execution, history, now }: ExecutionModel): Html {
  const states = listPassedStates(history);
  if (states.length === 0) return html`<p class="quiet">None yet.</p>`;
  return html`<ol class="steps">
${states.map(
  (
    state,
  ) => html`<li class="${stateClass(state, execution)}"><strong>${visibleText(state.name)}</strong> <span class="quiet small">${state.type}</span>
<br><span class="quiet small">${formatInstant(state.enteredAt)}${stayText(state, execution, now)}</span></li>
`,
)}</ol>`;
}

function stateClass({ exitedAt }: PassedState, { status }: ExecutionRecord): string {
  if (exitedAt !== undefined || status === "SUCCEEDED") return "passed";
  return status === "RUNNING" ? "open" : "failed";
}

function stayText(
  state: PassedState,
  { status, stoppedAt }: ExecutionRecord,
  now: Instant,
): string {
  const until = state.exitedAt ?? stoppedAt;
  if (until === null)
    return status === "RUNNING" ? `, here for ${formatDuration(now - state.enteredAt)}` : "";
  const stay = until - state.enteredAt;
  return stay < 60_000 ? "" : `, stayed ${formatDuration(stay)}`;
}

function renderHistory({ history, lastEventId }: ExecutionModel): Html {
  const missing = lastEventId - history.length;
  return html`<table class="stack">
<thead><tr><th scope="col" class="number">#</th><th scope="col">Event</th><th scope="col">At</th><th scope="col">Details</th></tr></thead>
<tbody>
${history.map(
  ({ at, details, id, type }) => html`<tr>
<td data-label="#" class="number">${id}</td>
<td data-label="Event">${type}</td>
<td data-label="At">${new Date(at).toISOString().replace("T", " ")}</td>
<td data-label="Details">${Object.keys(details).length > 0 && html`<details><summary>show</summary>${renderJson(JSON.stringify(details))}</details>`}</td>
</tr>
`,
)}</tbody>
</table>
${missing > 0 && html`<p class="quiet">${missing} more: GetExecutionHistory reads them all.</p>`}`;
}

/** JSON text, indented. */
function renderJson(text: string): Html {
  return html`<pre>${visibleText(JSON.stringify(JSON.parse(text), null, 2))}</pre>`;
}
