// What a person meets who follows a link to a hosted REST API with a task token in it: the classic
// e-mail with two URLs. AWS's API Gateway would decide on the spot; here the link only opens the question.

import { formatInstant, formatText, visibleText } from "../../approvals/format-value.ts";
import type { HostedAction } from "../../aws/api-gateway/hosted-answer.ts";
import { unreachable } from "../../base/assert.ts";
import { type Html, html } from "../../base/html.ts";
import type { TokenInspection } from "../../engine/engine.ts";
import { renderDecisionForm } from "./decision-form.ts";
import { renderFields } from "./details.ts";
import { renderPage } from "./layout.ts";
import { type Message, renderMessagePage } from "./message-page.ts";

/** Hidden in the form, so that its submissions are told from API clients' requests. */
export const CONFIRM_FORM_FIELD = "countersign-confirm-form";
export const CONFIRM_FIELD = "countersign-confirm";

type KnownTask = TokenInspection & { readonly kind: "open" | "closed" };

export function renderConfirmPage(
  action: HostedAction,
  task: TokenInspection & { readonly kind: "open" },
  problem?: string,
): Html {
  return renderPage({
    title: "Confirm your answer",
    body: html`<section class="card">
<p class="kicker">A workflow waits for your answer</p>
<h1>${visibleText(task.subject ?? task.stateName)}</h1>
<p>The link you followed answers it. Nothing has been recorded yet.</p>
<h2>The link says</h2>
${renderAction(action)}
<h2>Where this comes from</h2>
${renderFields(provenanceOf(task))}
<h2>Confirm</h2>
${renderDecisionForm({
  question: "Shall this answer be recorded?",
  choices: [
    { id: "yes", label: "Yes, record this" },
    { id: "no", label: "No, I only looked" },
  ],
  problem,
  button: "Continue",
  fieldName: CONFIRM_FIELD,
  hidden: { [CONFIRM_FORM_FIELD]: "1" },
})}
</section>`,
  });
}

/** After "No, I only looked". */
export function renderUntouchedPage(): Html {
  return renderMessagePage({
    title: "Nothing was recorded",
    tone: "plain",
    lead: "The workflow still waits. The links in your mail keep working.",
  });
}

export function renderDonePage(action: HostedAction, task: KnownTask): Html {
  return renderMessagePage({
    title: "Your answer is recorded",
    tone: "good",
    lead: "The workflow goes on with it. You can close this page.",
    more: html`${renderAction(action)}
<h2>Where this comes from</h2>
${renderFields(provenanceOf(task))}`,
  });
}

/** Explains why a link does nothing. */
export function renderExplainPage(task: TokenInspection): Html {
  const more = "execution" in task && renderFields(provenanceOf(task));
  return renderMessagePage({ ...messageOf(task), ...(more ? { more } : {}) });
}

function messageOf(task: TokenInspection): Message {
  switch (task.kind) {
    case "invalid":
      return {
        title: "This link does not work",
        tone: "warn",
        lead:
          "It carries no valid task token. If it was broken over several lines, copy all of it; " +
          "if it is from another system, ask there.",
      };
    case "unknown":
      return {
        title: "This request is gone",
        tone: "warn",
        lead: "The workflow that asked no longer exists on this server.",
      };
    case "open":
      return {
        title: "This request is still open",
        tone: "plain",
        lead: "The workflow waits for an answer, and this link did not give one.",
      };
    case "closed":
      return closedMessage(task);
    default:
      return unreachable(task);
  }
}

function closedMessage({ closedAt, closing }: KnownTask): Message {
  const at = closedAt === null ? "" : ` on ${formatInstant(closedAt)}`;
  switch (closing?.reason) {
    case "timedOut":
      return {
        title: "This request has expired",
        tone: "warn",
        lead: `Nobody answered in time. The workflow went on by itself${at}.`,
      };
    case "succeeded":
    case "failed":
      return {
        title: "This was already answered",
        tone: "plain",
        lead: `An answer was recorded${at}, ${viaText(closing.via)}${byText(closing.by)}. Following this link again changes nothing.`,
      };
    default:
      return {
        title: "An answer is no longer needed",
        tone: "warn",
        lead: `The workflow ended or went on without it${at}.`,
      };
  }
}

function viaText(via: string): string {
  if (via === "link") return "by a link in the mail";
  return via === "api" ? "through the API" : `by ${via}`;
}

function byText(by: string | null): string {
  return by === null ? "" : ` by ${visibleText(by)}`;
}

function renderAction({ error, name, output, parameters }: HostedAction): Html {
  const words = Object.entries(parameters).map(([label, value]) => ({
    label: visibleText(label),
    value: formatText(value),
  }));
  const verb = { label: "Effect", value: EFFECTS[name] };
  return html`${renderFields([...words, verb])}
${output !== undefined && html`<details><summary>What the workflow gets</summary><pre>${visibleText(output)}</pre></details>`}
${error !== undefined && html`<p>Error: <code>${visibleText(error)}</code></p>`}`;
}

const EFFECTS: Readonly<Record<HostedAction["name"], string>> = {
  SendTaskSuccess: "The workflow goes on with this answer",
  SendTaskFailure: "This step of the workflow fails",
  SendTaskHeartbeat: "The workflow keeps waiting",
};

function provenanceOf(task: KnownTask) {
  const { execution, stateName } = task;
  return [
    { label: "Workflow", value: execution.stateMachineName },
    { label: "Execution", value: execution.name },
    { label: "Step", value: visibleText(stateName) },
    { label: "Started by", value: visibleText(execution.startedBy) },
    { label: "Asked", value: formatInstant(task.createdAt) },
  ];
}
