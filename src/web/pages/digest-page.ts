import { visibleText } from "../../approvals/format-value.ts";
import { html } from "../../base/html.ts";
import { fill } from "../../wording/fill.ts";
import { directionOf } from "../../wording/language.ts";
import { mailWordsIn } from "../../wording/mail-words.ts";
import { renderDecisionForm } from "./decision-form.ts";
import { renderPage } from "./layout.ts";
import { renderMessagePage } from "./message-page.ts";
import type { Page } from "./reader.ts";

export const DIGEST_FIELD = "answer";

/**
 * Asks before the mails are stopped.
 * @param isIncomplete the form was sent without an answer
 */
export function renderDigestPage(address: string, isIncomplete = false): Page {
  return renderPage((reader) => {
    const { subscription } = reader.words;
    const { digest, no, yes } = mailWordsIn(reader.language);
    const direction = directionOf(reader.language);
    return {
      title: digest.stop,
      body: html`<section class="card">
<h1>${digest.stop}</h1>
<p>${fill(digest.reason, { address: visibleText(address) }, direction)}</p>
${renderDecisionForm(
  {
    problem: isIncomplete ? subscription.nothingChosen : undefined,
    question: digest.stop,
    choices: [
      { id: "yes", label: yes },
      { id: "no", label: no },
    ],
    button: subscription.button,
    fieldName: DIGEST_FIELD,
  },
  reader,
)}
</section>`,
    };
  });
}

/** For whoever has chosen to go on getting them. */
export function renderDigestKeptPage(): Page {
  return renderMessagePage(({ words: { subscription } }) => ({
    title: subscription.unchanged,
    tone: "plain",
    lead: subscription.unchangedLead,
  }));
}

export function renderDigestStoppedPage(address: string): Page {
  return renderMessagePage(({ language }) => ({
    title: mailWordsIn(language).occasions.closed,
    tone: "good",
    lead: mailWordsIn(language).digest.stopped,
    more: html`<p><bdi>${visibleText(address)}</bdi></p>`,
  }));
}

export function renderDigestProblemPage(): Page {
  return renderMessagePage(({ words }) => ({
    title: words.subscription.useless,
    tone: "warn",
    lead: words.subscription.unsubscribeProblem,
  }));
}
