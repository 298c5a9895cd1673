import { visibleText } from "../../approvals/format-value.ts";
import { html } from "../../base/html.ts";
import type { SubscriptionRecord } from "../../store/records.ts";
import { renderDecisionForm } from "./decision-form.ts";
import { renderFields } from "./details.ts";
import { renderPage } from "./layout.ts";
import { renderMessagePage } from "./message-page.ts";
import type { Page, Piece, Reader } from "./reader.ts";

export type SubscriptionIntent = "confirm" | "unsubscribe";

export const SUBSCRIPTION_FIELD = "answer";

/** Asks before a subscription is confirmed or ended. */
export function renderSubscriptionPage(
  intent: SubscriptionIntent,
  subscription: SubscriptionRecord,
  problem?: Piece,
): Page {
  return renderPage((reader) => {
    const { subscription: words } = reader.words;
    const title = words[intent];
    return {
      title,
      body: html`<section class="card">
<h1>${title}</h1>
<p>${words[`${intent}Lead`]}</p>
${renderFields(fieldsOf(subscription, reader))}
<h2>${words.answer}</h2>
${renderDecisionForm(
  {
    question: words[`${intent}Question`],
    choices: [
      { id: "yes", label: words[`${intent}Yes`] },
      { id: "no", label: words[`${intent}No`] },
    ],
    problem: problem?.(reader),
    button: words.button,
    fieldName: SUBSCRIPTION_FIELD,
  },
  reader,
)}
</section>`,
    };
  });
}

/** What came of it, or what is so already. */
export function renderSubscriptionDonePage(
  outcome: "confirmed" | "unsubscribed" | "unchanged",
  subscription: SubscriptionRecord,
): Page {
  return renderMessagePage((reader) => ({
    title: reader.words.subscription[outcome],
    tone: outcome === "unchanged" ? "plain" : "good",
    lead: reader.words.subscription[`${outcome}Lead`],
    more: renderFields(fieldsOf(subscription, reader)),
  }));
}

export function renderSubscriptionProblemPage(intent: SubscriptionIntent): Page {
  return renderMessagePage(({ words }) => ({
    title: words.subscription.useless,
    tone: "warn",
    lead: words.subscription[`${intent}Problem`],
  }));
}

function fieldsOf({ endpoint, topicName }: SubscriptionRecord, { words }: Reader) {
  return [
    { label: words.subscription.topic, value: topicName },
    { label: words.subscription.sentTo, value: visibleText(endpoint) },
  ];
}
