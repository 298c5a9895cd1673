// The HTML form of a mail: nested tables with inline styles, which is what Outlook's engine understands,
// readable at any width. It loads nothing from anywhere, so that reading it tells nobody.

import { type Fragment, type Html, html, markupOf, trustedHtml } from "../base/html.ts";
import { directionOf } from "../wording/language.ts";
import type { MailAction, MailItem, MailPage, MailPart } from "./mail-page.ts";
import { BUTTONS, SHEET, STYLES } from "./mail-style.ts";

/** Dates and amounts stay in one line. */
const UNBROKEN_CHARACTERS_MAX = 14;

/** Keeps the beginning of the text out of what lists of mails show: it would follow the preheader. */
const FILLER = trustedHtml("&#8199;&#65279;&#847; ".repeat(60));

/** Outlook knows no largest width. */
const OUTLOOK_FRAME = trustedHtml(
  '<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0"><tr><td><![endif]-->',
);
const OUTLOOK_FRAME_END = trustedHtml("<!--[if mso]></td></tr></table><![endif]-->");
const TABLE = trustedHtml('role="presentation" cellpadding="0" cellspacing="0" border="0"');

type Side = "left" | "right";

export function renderMailHtml(page: MailPage): string {
  const direction = directionOf(page.language);
  const side: Side = direction === "rtl" ? "right" : "left";
  return markupOf(html`${trustedHtml("<!doctype html>")}
<html lang="${page.language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${page.title}</title>
<style>${trustedHtml(SHEET)}</style>
</head>
<body class="page" dir="${direction}" style="${STYLES.page}">
<div style="${STYLES.hidden}">${page.preheader}${FILLER}</div>
<table ${TABLE} width="100%" class="page" bgcolor="#f4f5f7" dir="${direction}">
<tr><td align="center" style="padding:24px 8px">${OUTLOOK_FRAME}
<table ${TABLE} width="100%" class="frame" bgcolor="#ffffff" style="${STYLES.frame}">
<tr><td class="pad" align="${side}" style="padding:28px 24px;text-align:${side}">
${renderContent(page, side)}
</td></tr>
</table>
${OUTLOOK_FRAME_END}</td></tr>
</table>
</body>
</html>
`);
}

function renderContent(page: MailPage, side: Side): Fragment {
  return [
    html`<p class="quiet" style="${STYLES.occasion}">${page.occasion}</p>
<h1 class="ink" dir="auto" style="${STYLES.heading};text-align:${side}">${page.title}</h1>
`,
    page.lead.map(
      (text) =>
        html`<p class="ink" dir="auto" style="${STYLES.text};text-align:${side}">${text}</p>\n`,
    ),
    page.code &&
      html`<p class="ink" style="${STYLES.text}">${page.code.label} <strong dir="ltr" style="${STYLES.code}">${page.code.code}</strong></p>
`,
    page.actions.length > 0 && renderActions(page.actions, side),
    page.afterActions !== undefined &&
      html`<p class="quiet" style="${STYLES.small}">${page.afterActions}</p>\n`,
    page.parts.map((part) => renderPart(part, side)),
    page.footer.length > 0 &&
      html`<p style="margin:0;font-size:16px;line-height:16px">&nbsp;</p>\n`,
    page.footer.map((text) => html`<p class="quiet" style="${STYLES.small}">${text}</p>\n`),
    (page.footerActions ?? []).map(
      ({ label, url }) =>
        html`<p style="margin:0 0 8px"><a class="link" href="${url}" style="${STYLES.link}">${label}</a></p>\n`,
    ),
  ];
}

/** The cell carries the colour and, for Outlook, which pads no links, the room around the words. */
function renderActions(actions: readonly MailAction[], side: Side): Html {
  const other = side === "left" ? "right" : "left";
  return html`<table ${TABLE} class="actions" style="margin:0 0 8px"><tr>
${actions.map(({ label, url }, index) => {
  const kind = index === 0 ? "first" : "other";
  const { background, ink } = BUTTONS[kind];
  return html`<td style="padding:0 0 10px;padding-${other}:12px"><table ${TABLE}><tr>
<td class="${kind}" align="center" bgcolor="${background}" style="border-radius:8px;mso-padding-alt:12px 24px"><a href="${url}" style="${STYLES.button};color:${ink};background-color:${background}">${label}</a></td>
</tr></table></td>
`;
})}</tr></table>
`;
}

function renderPart(part: MailPart, side: Side): Html {
  if (part.kind === "items") return html`${part.items.map((item) => renderItem(item, side))}`;
  const title =
    part.title !== undefined &&
    html`<h2 class="ink" style="${STYLES.subheading};text-align:${side}">${part.title}</h2>\n`;
  return html`${title}${renderBody(part, side)}`;
}

function renderBody(part: Exclude<MailPart, { readonly kind: "items" }>, side: Side): Html {
  if (part.kind === "fields") return renderFields(part, side);
  if (part.kind === "table") return renderTable(part, side);
  return html`${part.items.map((item) => html`<p class="ink" dir="auto" style="${STYLES.value};margin:0;text-align:${side}">${item}</p>\n`)}`;
}

function renderItem({ title, lines, action }: MailItem, side: Side): Html {
  return html`<div class="line" style="${STYLES.item}">
<p class="ink" dir="auto" style="${STYLES.subheading};margin:0 0 4px;text-align:${side}">${title}</p>
${lines.map((line) => html`<p class="quiet" style="${STYLES.small};margin:0 0 4px">${line}</p>\n`)}<p style="margin:0"><a class="link" href="${action.url}" style="${STYLES.link};font-size:15px;line-height:22px">${action.label}</a></p>
</div>
`;
}

function renderFields({ fields }: MailPart & { readonly kind: "fields" }, side: Side): Html {
  const other = side === "left" ? "right" : "left";
  return html`<table cellpadding="0" cellspacing="0" border="0">
${fields.map(
  ({ label, value }) => html`<tr>
<th class="quiet" scope="row" align="${side}" style="${STYLES.label};text-align:${side};padding-${other}:16px">${label}</th>
<td class="ink" dir="auto" align="${side}" style="${STYLES.value};text-align:${side}">${value}</td>
</tr>
`,
)}</table>
`;
}

function renderTable({ columns, rows }: MailPart & { readonly kind: "table" }, side: Side): Html {
  const other = side === "left" ? "right" : "left";
  const sideOf = (index: number) => (columns[index]?.isNumeric ? other : side);
  const wrapping = (cell: string) =>
    cell.length <= UNBROKEN_CHARACTERS_MAX ? "white-space:nowrap" : "white-space:pre-line";
  return html`<table class="rows" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr class="head">
${columns.map(({ label }, index) => html`<th class="quiet line" scope="col" align="${sideOf(index)}" style="${STYLES.head};text-align:${sideOf(index)}">${label}</th>\n`)}</tr>
${rows.map(
  (row) => html`<tr class="line" style="border-color:#c9d0d9">
${row.map((cell, index) => html`<td class="ink line" align="${sideOf(index)}" style="${STYLES.cell};text-align:${sideOf(index)};${wrapping(cell)}"><span class="label quiet" style="display:none;mso-hide:all">${columns[index]?.label}: </span><span dir="auto">${cell}</span></td>\n`)}</tr>
`,
)}</table>
`;
}
