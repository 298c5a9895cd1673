import { type Fragment, type Html, html } from "../../base/html.ts";
import { renderPage } from "./layout.ts";

export interface Message {
  readonly title: string;
  readonly tone: "good" | "bad" | "warn" | "plain";
  /** What happened, in a sentence. */
  readonly lead: Fragment;
  readonly more?: Fragment;
}

/** A page that says one thing: what happened, or why nothing did. */
export function renderMessagePage({ title, tone, lead, more }: Message): Html {
  return renderPage({
    title,
    body: html`<section class="card">
<h1>${title}</h1>
<div class="notice ${tone}"><p>${lead}</p></div>
${more}
</section>`,
  });
}
