// Both forms of a mail. Gmail shows no more than 102 kB of one: what is longer loses rows at its end, and
// says so. A mail is an invitation to the page, which shows everything.

import type { MailContent } from "./mail.ts";
import type { MailPage, MailPart } from "./mail-page.ts";
import { renderMailHtml } from "./render-mail-html.ts";
import { renderMailText } from "./render-mail-text.ts";

const HTML_BYTES_MAX = 90_000;
const SUBJECT_CHARACTERS_MAX = 200;
const LIMITS = [
  { rows: 60, characters: 1_000 },
  { rows: 20, characters: 400 },
  { rows: 8, characters: 200 },
  { rows: 2, characters: 100 },
];

export interface MailWrapping {
  readonly subject: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Said where the mail does not hold everything. */
  readonly moreOnPage: string;
}

export function renderMailContent(
  page: MailPage,
  { subject, headers, moreOnPage }: MailWrapping,
): Omit<MailContent, "messageId"> {
  const { shown, html } = fit(page, moreOnPage);
  return {
    // Line breaks would begin another header.
    subject: shorten(subject.replace(/[\s\p{Cc}]+/gu, " ").trim(), SUBJECT_CHARACTERS_MAX),
    text: renderMailText(shown),
    html,
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      ...headers,
    },
  };
}

function fit(page: MailPage, moreOnPage: string): { shown: MailPage; html: string } {
  let shown = page;
  let html = renderMailHtml(shown);
  for (const limit of LIMITS) {
    if (Buffer.byteLength(html) <= HTML_BYTES_MAX) break;
    shown = cut(page, limit, moreOnPage);
    html = renderMailHtml(shown);
  }
  return { shown, html };
}

type Limit = (typeof LIMITS)[number];

function cut(page: MailPage, limit: Limit, moreOnPage: string): MailPage {
  const short = (text: string) => shorten(text, limit.characters);
  return {
    ...page,
    lead: page.lead.map(short),
    parts: [
      ...page.parts.slice(0, limit.rows).map((part) => cutPart(part, limit)),
      { kind: "list", items: [moreOnPage] },
    ],
  };
}

function cutPart(part: MailPart, { rows, characters }: Limit): MailPart {
  const short = (text: string) => shorten(text, characters);
  const columnsMax = 12;
  switch (part.kind) {
    case "fields": {
      const fields = part.fields.map(({ label, value }) => ({
        label: shorten(label, 60),
        value: short(value),
      }));
      return { ...part, fields: fields.slice(0, rows) };
    }
    case "table": {
      const columns = part.columns.slice(0, columnsMax);
      const kept = part.rows.slice(0, rows);
      return { ...part, columns, rows: kept.map((row) => row.slice(0, columnsMax).map(short)) };
    }
    case "list":
      return { ...part, items: part.items.slice(-rows).map(short) };
    case "items":
      return { ...part, items: part.items.slice(0, rows) };
  }
}

/** By whole characters, as a person counts them or nearly so. */
function shorten(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  return `${text.slice(0, charactersMax - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
