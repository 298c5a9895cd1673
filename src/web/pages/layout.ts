import { type Fragment, type Html, html, trustedHtml } from "../../base/html.ts";
import { directionOf, LANGUAGE_NAMES, LANGUAGES } from "../../wording/language.ts";
import { ENGLISH, type Page, type Reader } from "./reader.ts";
import { STYLE } from "./style.ts";

export interface PageFrame {
  readonly title: string;
  readonly body: Html;
}

export type OperatorSection = "executions" | "waiting" | "mailbox";

export interface OperatorFrame extends PageFrame {
  readonly section: OperatorSection;
  /**
   * The way from the page to the server's root: `""`, `"../"`, … Links are relative, so that pages work
   * below any path prefix of a proxy.
   */
  readonly root: string;
}

/** In a page's address: the language that it is wanted in. Also the name of the cookie that keeps it. */
export const LANGUAGE_FIELD = "countersign-language";

/** A page for approvers and subscribers: nothing on it but what they came for. */
export function renderPage(compose: (reader: Reader) => PageFrame): Page {
  return (reader) => plainFrame(compose(reader), reader, renderLanguageMenu(reader));
}

/** The same for operators who are not where they wanted to be. */
export function renderEnglishPage(page: PageFrame): Html {
  return plainFrame(page, ENGLISH, undefined);
}

function plainFrame({ title, body }: PageFrame, reader: Reader, footer: Fragment): Html {
  return frame(
    title,
    html`<header class="top"><span class="brand">Countersign</span></header>
<main>${body}</main>
${footer}`,
    reader,
  );
}

/** A form and no links: programs that follow every link of a page need not read it in ten languages. */
function renderLanguageMenu({ language, query, words }: Reader): Html {
  return html`<footer class="languages">
<form method="get">
${query.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="language">${words.frame.language}</label>
<select id="language" name="${LANGUAGE_FIELD}">${LANGUAGES.map(
    (each) =>
      html`<option value="${each}" lang="${each}" dir="${directionOf(each)}"${each === language && html` selected`}>${LANGUAGE_NAMES[each]}</option>`,
  )}</select>
<button class="plain quiet" type="submit">${words.frame.change}</button>
</form>
</footer>`;
}

/** A page for operators, with the ways to the others. */
export function renderOperatorPage({ title, body, section, root }: OperatorFrame): Html {
  const link = (to: OperatorSection, label: string) =>
    to === section
      ? html`<a href="${root}${to}" aria-current="page">${label}</a>`
      : html`<a href="${root}${to}">${label}</a>`;
  return frame(
    title,
    html`<div class="wide">
<header class="top">
<a class="brand" href="${root}executions">Countersign</a>
<nav aria-label="Sections">${link("executions", "Executions")}${link("waiting", "Waiting")}${link("mailbox", "Mailbox")}</nav>
</header>
<main>${body}</main>
</div>`,
    ENGLISH,
  );
}

function frame(title: string, body: Html, { language }: Reader): Html {
  return html`${trustedHtml("<!doctype html>")}
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title} · Countersign</title>
<style>${trustedHtml(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
