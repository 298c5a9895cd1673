import { formatInstant, visibleText } from "../../approvals/format-value.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { HttpContent, MailContent } from "../../notifications/mail.ts";
import type { DeliveryRecord } from "../../store/records.ts";
import { renderFields } from "./details.ts";
import { renderOperatorPage } from "./layout.ts";
import { renderPaging } from "./paging.ts";
import { renderDeliveryStatus } from "./status-badge.ts";

export interface MailboxModel {
  readonly deliveries: readonly DeliveryRecord[];
  readonly status: DeliveryRecord["status"] | undefined;
  readonly isFirst: boolean;
  readonly next: string | undefined;
  /** Whether mail also leaves this server. */
  readonly hasMailTransport: boolean;
}

export const DELIVERY_STATUSES: readonly DeliveryRecord["status"][] = ["queued", "sent", "failed"];

export function renderMailboxPage(model: MailboxModel): Html {
  const { deliveries, hasMailTransport, isFirst, next, status } = model;
  return renderOperatorPage({
    title: "Mailbox",
    section: "mailbox",
    root: "",
    body: html`<section class="card">
<h1>Mailbox</h1>
<p class="quiet">${
      hasMailTransport
        ? "Every message this server has sent or is about to send."
        : "No mail server is set up: messages stay here instead of being sent."
    }</p>
<form class="filters" method="get" action="mailbox">
<label>Status <select name="status"><option value="">all</option>
${DELIVERY_STATUSES.map((value) =>
  value === status
    ? html`<option value="${value}" selected>${value}</option>`
    : html`<option value="${value}">${value}</option>`,
)}</select></label>
<button class="plain" type="submit">Show</button>
</form>
${deliveries.length === 0 ? html`<p class="quiet">No messages.</p>` : renderTable(deliveries)}
${renderPaging({ path: "mailbox", query: { status }, isFirst, next })}
</section>`,
  });
}

function renderTable(deliveries: readonly DeliveryRecord[]): Html {
  return html`<table class="stack">
<thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">Status</th><th scope="col">Created</th></tr></thead>
<tbody>
${deliveries.map(
  (delivery) => html`<tr>
<td class="title" data-label="Subject"><a href="mailbox/${delivery.id}">${subjectOf(delivery)}</a></td>
<td data-label="To">${visibleText(delivery.endpoint)}</td>
<td data-label="Status">${renderDeliveryStatus(delivery.status)}</td>
<td data-label="Created">${formatInstant(delivery.createdAt)}</td>
</tr>
`,
)}</tbody>
</table>`;
}

/** `headers` are those of the mail as it is sent, in order. */
export function renderDeliveryPage(
  delivery: DeliveryRecord,
  headers: readonly { readonly label: string; readonly value: string }[],
): Html {
  const subject = subjectOf(delivery);
  return renderOperatorPage({
    title: subject,
    section: "mailbox",
    root: "../",
    body: html`<section class="card">
<p class="kicker">Message to ${visibleText(delivery.endpoint)}</p>
<div class="head"><h1>${subject}</h1>${renderDeliveryStatus(delivery.status)}</div>
${delivery.lastError !== null && html`<div class="notice bad"><p>${visibleText(delivery.lastError)}</p></div>`}
${isMail(delivery) ? renderMailBody(delivery) : renderHttpBody(delivery)}
</section>
<section class="card">
<h1>Delivery</h1>
${renderFields([
  { label: "Kind", value: delivery.kind },
  { label: "Channel", value: delivery.channel },
  ...(delivery.topicName === null ? [] : [{ label: "Topic", value: delivery.topicName }]),
  { label: "Attempts", value: String(delivery.attempts) },
  { label: "Created", value: formatInstant(delivery.createdAt) },
  ...(delivery.settledAt === null
    ? []
    : [{ label: "Settled", value: formatInstant(delivery.settledAt) }]),
  ...(delivery.dueAt === null
    ? []
    : [{ label: "Next attempt", value: formatInstant(delivery.dueAt) }]),
])}
${
  headers.length > 0 &&
  html`<h2>Headers</h2>${renderFields(headers)}
<p class="small"><a href="${delivery.id}/raw">Download the message as it is sent</a></p>`
}
</section>`,
  });
}

export function isMail({ channel }: Pick<DeliveryRecord, "channel">): boolean {
  return channel === "email" || channel === "email-json";
}

export function mailOf({ content }: Pick<DeliveryRecord, "content">): MailContent {
  return JSON.parse(content) as MailContent;
}

function renderMailBody(delivery: DeliveryRecord): Html {
  const { html: markup, text } = mailOf(delivery);
  const plain = html`<pre>${renderLinks(text)}</pre>`;
  if (markup === undefined) return plain;
  return html`<iframe src="${delivery.id}/html" title="The message" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h2>As plain text</h2>
${plain}`;
}

function renderHttpBody({ content }: DeliveryRecord): Html {
  const { body, headers } = JSON.parse(content) as HttpContent;
  const fields = Object.entries(headers).map(([label, value]) => ({ label, value }));
  return html`<pre>${visibleText(body)}</pre><h2>Headers</h2>${renderFields(fields)}`;
}

/** Plain text whose web addresses can be followed. */
function renderLinks(text: string): Fragment {
  return visibleText(text)
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${part}" rel="noreferrer noopener">${part}</a>` : part,
    );
}

function subjectOf(delivery: DeliveryRecord): string {
  if (isMail(delivery)) return visibleText(mailOf(delivery).subject);
  return `${delivery.kind}${delivery.topicName === null ? "" : ` of ${delivery.topicName}`}`;
}
