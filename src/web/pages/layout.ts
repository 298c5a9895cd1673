import { type Html, html, trustedHtml } from "../../base/html.ts";
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

/** A page for approvers and subscribers: nothing on it but what they came for. */
export function renderPage({ title, body }: PageFrame): Html {
  return frame(
    title,
    html`<header class="top"><span class="brand">Countersign</span></header>
<main>${body}</main>`,
  );
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
  );
}

function frame(title: string, body: Html): Html {
  return html`${trustedHtml("<!doctype html>")}
<html lang="en">
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
