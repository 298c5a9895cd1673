import { visibleText } from "../../approvals/format-value.ts";
import { type Html, html } from "../../base/html.ts";
import type { SubscriptionRecord } from "../../store/records.ts";
import { renderDecisionForm } from "./decision-form.ts";
import { renderFields } from "./details.ts";
import { renderPage } from "./layout.ts";
import { renderMessagePage } from "./message-page.ts";

export type SubscriptionIntent = "confirm" | "unsubscribe";

export const SUBSCRIPTION_FIELD = "answer";

/** Asks before a subscription is confirmed or ended. */
export function renderSubscriptionPage(
  intent: SubscriptionIntent,
  subscription: SubscriptionRecord,
  problem?: string,
): Html {
  const words = WORDS[intent];
  return renderPage({
    title: words.title,
    body: html`<section class="card">
<h1>${words.title}</h1>
<p>${words.lead}</p>
${renderFields(fieldsOf(subscription))}
<h2>Your answer</h2>
${renderDecisionForm({
  question: words.question,
  choices: [
    { id: "yes", label: words.yes },
    { id: "no", label: words.no },
  ],
  problem,
  button: "Continue",
  fieldName: SUBSCRIPTION_FIELD,
})}
</section>`,
  });
}

/** What came of it, or what is so already. */
export function renderSubscriptionDonePage(
  outcome: "confirmed" | "unsubscribed" | "unchanged",
  subscription: SubscriptionRecord,
): Html {
  const message = {
    confirmed: {
      title: "Subscription confirmed",
      tone: "good",
      lead: "Messages of this topic are now sent to you.",
    },
    unsubscribed: {
      title: "You are unsubscribed",
      tone: "good",
      lead: "Messages of this topic are no longer sent to you.",
    },
    unchanged: {
      title: "Nothing was changed",
      tone: "plain",
      lead: "The link in your mail keeps working.",
    },
  } as const;
  return renderMessagePage({ ...message[outcome], more: renderFields(fieldsOf(subscription)) });
}

export function renderSubscriptionProblemPage(intent: SubscriptionIntent): Html {
  return renderMessagePage({
    title: "This link does not work any more",
    tone: "warn",
    lead:
      intent === "confirm"
        ? "It is not complete, was replaced by a newer one, or is older than two days. Ask whoever subscribed you to do it again."
        : "This subscription does not exist (any more), or can only be ended by its owner. If messages still arrive, ask the sender.",
  });
}

const WORDS = {
  confirm: {
    title: "Confirm your subscription",
    lead: "Somebody asked for the messages of this topic to be sent to you. If it was not you, you need do nothing.",
    question: "Do you want them?",
    yes: "Yes, subscribe me",
    no: "No",
  },
  unsubscribe: {
    title: "Unsubscribe",
    lead: "Messages of this topic are sent to you. Requests for your decision may be among them.",
    question: "Do you want no more of them?",
    yes: "Yes, unsubscribe me",
    no: "No, keep them coming",
  },
} as const;

function fieldsOf({ endpoint, topicName }: SubscriptionRecord) {
  return [
    { label: "Topic", value: topicName },
    { label: "Sent to", value: visibleText(endpoint) },
  ];
}
