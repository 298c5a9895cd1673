// What a person meets who follows a link to a hosted REST API with a task token in it: the classic
// e-mail with two URLs. AWS's API Gateway would decide on the spot; here the link only opens the question.

import { formatText, visibleText } from "../../approvals/format-value.ts";
import type { HostedAction } from "../../aws/api-gateway/hosted-answer.ts";
import { unreachable } from "../../base/assert.ts";
import { type Html, html } from "../../base/html.ts";
import type { TokenInspection } from "../../engine/engine.ts";
import { renderDecisionForm } from "./decision-form.ts";
import { renderFields } from "./details.ts";
import { renderPage } from "./layout.ts";
import { type Message, renderMessagePage } from "./message-page.ts";
import { isolate, type Page, type Reader, say } from "./reader.ts";

/** Hidden in the form, so that its submissions are told from API clients' requests. */
export const CONFIRM_FORM_FIELD = "countersign-confirm-form";
export const CONFIRM_FIELD = "countersign-confirm";

type KnownTask = TokenInspection & { readonly kind: "open" | "closed" };

/** @param state whether the page comes back because nothing was chosen on it */
export function renderConfirmPage(
  action: HostedAction,
  task: TokenInspection & { readonly kind: "open" },
  state: "asked" | "nothingChosen",
): Page {
  return renderPage((reader) => {
    const { hosted } = reader.words;
    return {
      title: hosted.title,
      body: html`<section class="card">
<p class="kicker">${hosted.kicker}</p>
<h1>${isolate(task.subject ?? task.stateName)}</h1>
<p>${hosted.lead}</p>
<h2>${hosted.linkSays}</h2>
${renderAction(action, reader)}
${renderProvenance(task, reader)}
<h2>${hosted.heading}</h2>
${renderDecisionForm(
  {
    question: hosted.question,
    choices: [
      { id: "yes", label: hosted.yes },
      { id: "no", label: hosted.no },
    ],
    problem: state === "nothingChosen" ? hosted.nothingChosen : undefined,
    button: hosted.button,
    fieldName: CONFIRM_FIELD,
    hidden: { [CONFIRM_FORM_FIELD]: "1" },
  },
  reader,
)}
</section>`,
    };
  });
}

/** After "No, I only looked". */
export function renderUntouchedPage(): Page {
  return renderMessagePage(({ words }) => ({
    title: words.frame.notRecorded,
    tone: "plain",
    lead: words.hosted.untouched,
  }));
}

export function renderDonePage(action: HostedAction, task: KnownTask): Page {
  return renderMessagePage((reader) => ({
    title: reader.words.hosted.recorded,
    tone: "good",
    lead: reader.words.hosted.recordedLead,
    more: html`${renderAction(action, reader)}
${renderProvenance(task, reader)}`,
  }));
}

/** Explains why a link does nothing. */
export function renderExplainPage(task: TokenInspection): Page {
  return renderMessagePage((reader) => {
    const more = "execution" in task && renderProvenance(task, reader);
    return { ...messageOf(task, reader), ...(more ? { more } : {}) };
  });
}

function messageOf(task: TokenInspection, reader: Reader): Message {
  const { hosted } = reader.words;
  switch (task.kind) {
    case "invalid":
      return { title: hosted.invalid, tone: "warn", lead: hosted.invalidLead };
    case "unknown":
      return { title: hosted.gone, tone: "warn", lead: hosted.goneLead };
    case "open":
      return { title: hosted.open, tone: "plain", lead: hosted.openLead };
    case "closed":
      return closedMessage(task, reader);
    default:
      return unreachable(task);
  }
}

function closedMessage(task: KnownTask, { formats, words }: Reader): Message {
  const { hosted } = words;
  const at = formats.instant(task.closedAt ?? task.createdAt);
  switch (task.closing?.reason) {
    case "timedOut":
      return { title: hosted.expired, tone: "warn", lead: say(hosted.expiredLead, { at }) };
    case "succeeded":
    case "failed":
      return { title: hosted.answered, tone: "plain", lead: say(hosted.answeredLead, { at }) };
    default:
      return { title: hosted.notNeeded, tone: "warn", lead: say(hosted.notNeededLead, { at }) };
  }
}

function renderAction({ error, name, output, parameters }: HostedAction, reader: Reader): Html {
  const { hosted } = reader.words;
  const effects = {
    SendTaskSuccess: hosted.success,
    SendTaskFailure: hosted.failure,
    SendTaskHeartbeat: hosted.heartbeat,
  };
  const values = Object.entries(parameters).map(([label, value]) => ({
    label: visibleText(label),
    value: formatText(value, reader.formats),
  }));
  return html`${renderFields([...values, { label: hosted.effect, value: effects[name] }])}
${output !== undefined && html`<details><summary>${hosted.output}</summary><pre dir="ltr">${visibleText(output)}</pre></details>`}
${error !== undefined && html`<p>${hosted.error}: <code>${isolate(error)}</code></p>`}`;
}

function renderProvenance(task: KnownTask, { formats, mail, words }: Reader): Html {
  const { closing, createdAt, execution, stateName } = task;
  const { labels } = mail.words;
  const by = closing?.by ?? undefined;
  return html`<h2>${labels.source}</h2>
${renderFields([
  { label: labels.workflow, value: execution.stateMachineName },
  { label: labels.execution, value: execution.name },
  { label: labels.step, value: visibleText(stateName) },
  { label: labels.startedBy, value: visibleText(execution.startedBy) },
  { label: labels.askedAt, value: formats.instant(createdAt) },
  ...(by === undefined ? [] : [{ label: words.hosted.by, value: visibleText(by) }]),
])}`;
}
