// The HTML form of an approval's mail. Mail programs drop style sheets and much of layout: everything is
// nested tables with inline styles, readable at any width and in plain black on white.

import { type Html, html, markupOf, trustedHtml } from "../base/html.ts";
import type { DetailBlock, Field } from "./describe-details.ts";
import type { MailModel } from "./mail-model.ts";

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const LABEL = `${FONT};font-size:14px;line-height:20px;color:#5a6472;padding:4px 16px 4px 0;text-align:left;vertical-align:top;font-weight:normal`;
const VALUE = `${FONT};word-break:break-word;font-size:14px;line-height:20px;color:#1a2029;padding:4px 0;text-align:left;vertical-align:top`;
const HEAD = `${FONT};font-size:12px;line-height:16px;color:#5a6472;padding:8px 8px 6px 0;border-bottom:1px solid #c9d0d9;vertical-align:bottom`;
const CELL = `${FONT};font-size:14px;line-height:20px;color:#1a2029;padding:8px 8px 8px 0;border-bottom:1px solid #e6e9ed;vertical-align:top`;
const TITLE = `${FONT};font-size:15px;line-height:20px;color:#1a2029;font-weight:600;margin:24px 0 4px`;
const TEXT = `${FONT};font-size:15px;line-height:22px;color:#1a2029;margin:0 0 16px`;
const SMALL = `${FONT};font-size:13px;line-height:19px;color:#5a6472;margin:12px 0 0`;
const BUTTON = `${FONT};display:inline-block;font-size:16px;line-height:20px;font-weight:600;text-decoration:none;padding:12px 24px;border-radius:8px`;
/** Told apart by their fill, not by a colour that argues for one. */
const BUTTON_COLOURS = "color:#ffffff;background-color:#0b5cad;border:1px solid #0b5cad";
const OTHER_BUTTON_COLOURS = "color:#0b5cad;background-color:#ffffff;border:1px solid #0b5cad";

/**
 * On a phone a table's rows become lists. Programs that drop this scroll the table sideways.
 */
const NARROW = `@media only screen and (max-width:520px){
.rows,.rows tbody,.rows tr,.rows td{display:block!important;width:auto!important}
.rows .head{display:none!important}
.rows tr{padding:8px 0!important;border-bottom:1px solid #e6e9ed!important}
.rows td{text-align:left!important;white-space:normal!important;border:0!important;padding:1px 0!important}
.rows .label{display:inline!important;color:#5a6472!important}}`;

/** Dates and amounts stay in one line. */
const UNBROKEN_CHARACTERS_MAX = 14;

export function renderMailHtml(model: MailModel): string {
  const page = html`${trustedHtml("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${model.title}</title>
<style>${trustedHtml(NARROW)}</style>
</head>
<body style="margin:0;padding:0;background-color:#f4f5f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="table-layout:fixed;background-color:#f4f5f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="table-layout:fixed;max-width:600px;background-color:#ffffff;border:1px solid #e0e4e9;border-radius:12px">
<tr><td style="padding:28px 24px">
<p style="${SMALL};margin:0 0 8px">${model.occasion}</p>
<h1 style="${FONT};font-size:22px;line-height:28px;color:#1a2029;margin:0 0 16px">${model.title}</h1>
${model.summary !== undefined && html`<p style="${TEXT};white-space:pre-line">${model.summary}</p>`}
${model.code !== undefined && html`<p style="${TEXT}">Your code, which the page asks for: <strong style="font-family:monospace;font-size:18px;letter-spacing:2px">${model.code}</strong></p>`}
${renderActions(model)}
${model.details.map(renderBlock)}
<h2 style="${TITLE}">Where this comes from</h2>
${renderFields(model.provenance)}
<p style="${SMALL}">You get this mail because the workflow names you as the approver of this request. The links are yours alone: whoever has them can decide in your name.</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
  return markupOf(page);
}

function renderActions({ actions }: MailModel): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0"><tr>
${actions.map(
  ({ label, url }, index) => html`<td style="padding:0 12px 8px 0">
<a href="${url}" style="${BUTTON};${index === 0 ? BUTTON_COLOURS : OTHER_BUTTON_COLOURS}">${label}</a>
</td>
`,
)}</tr></table>
<p style="${SMALL};margin-top:4px">Nothing is decided until you choose on the page that opens.</p>`;
}

function renderBlock(block: DetailBlock): Html {
  const title = html`<h2 style="${TITLE}">${block.title ?? "Details"}</h2>`;
  return html`${title}
${block.kind === "fields" ? renderFields(block.fields) : renderTable(block)}
`;
}

function renderFields(fields: readonly Field[]): Html {
  return html`<table cellpadding="0" cellspacing="0">
${fields.map(
  ({ label, value }) => html`<tr>
<th scope="row" style="${LABEL}">${label}</th>
<td style="${VALUE};white-space:pre-line">${value}</td>
</tr>
`,
)}</table>`;
}

function renderTable({ columns, rows }: DetailBlock & { readonly kind: "table" }): Html {
  const alignment = (index: number) => `text-align:${columns[index]?.isNumeric ? "right" : "left"}`;
  const wrapping = (cell: string) =>
    cell.length <= UNBROKEN_CHARACTERS_MAX ? "white-space:nowrap" : "white-space:pre-line";
  const heading = (index: number) => html`${columns[index]?.label}: `;
  return html`<div style="overflow-x:auto"><table class="rows" width="100%" cellpadding="0" cellspacing="0">
<tr class="head">
${columns.map(({ label }, index) => html`<th scope="col" style="${HEAD};${alignment(index)}">${label}</th>\n`)}</tr>
${rows.map(
  (row) => html`<tr>
${row.map((cell, index) => html`<td style="${CELL};${alignment(index)};${wrapping(cell)}"><span class="label" style="display:none">${heading(index)}</span>${cell}</td>\n`)}</tr>
`,
)}</table></div>`;
}
