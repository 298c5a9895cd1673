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

/** Asks before the mails are stopped. */
export function renderDigestPage(address: string): Page {
  return renderPage((reader) => {
    const { digest, no, yes } = mailWordsIn(reader.language);
    const direction = directionOf(reader.language);
    return {
      title: digest.stop,
      body: html`<section class="card">
<h1>${digest.stop}</h1>
<p>${fill(digest.reason, { address: visibleText(address) }, direction)}</p>
${renderDecisionForm(
  {
    question: digest.stop,
    choices: [
      { id: "yes", label: yes },
      { id: "no", label: no },
    ],
    button: reader.words.subscription.button,
    fieldName: DIGEST_FIELD,
  },
  reader,
)}
</section>`,
    };
  });
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
