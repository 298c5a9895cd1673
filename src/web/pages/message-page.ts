import { type Fragment, type Html, html } from "../../base/html.ts";
import { type PageFrame, renderEnglishPage, renderPage } from "./layout.ts";
import type { Page, Reader } from "./reader.ts";

export interface Message {
  readonly title: string;
  readonly tone: "good" | "bad" | "warn" | "plain";
  /** What happened, in a sentence. */
  readonly lead: Fragment;
  readonly more?: Fragment;
}

/** A page that says one thing: what happened, or why nothing did. Operators are told in English. */
export function renderMessagePage(message: Message): Html;
export function renderMessagePage(message: (reader: Reader) => Message): Page;
export function renderMessagePage(message: Message | ((reader: Reader) => Message)): Html | Page {
  return typeof message === "function"
    ? renderPage((reader) => compose(message(reader)))
    : renderEnglishPage(compose(message));
}

function compose({ title, tone, lead, more }: Message): PageFrame {
  return {
    title,
    body: html`<section class="card">
<h1>${title}</h1>
<div class="notice ${tone}"><p>${lead}</p></div>
${more}
</section>`,
  };
}
