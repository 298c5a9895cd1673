// Who a page is written for. A page that people other than operators see is a function of its reader, so
// that what it says is worked out once it is known who reads it: routes name the page, `sendPage` the reader.

import { visibleText } from "../../approvals/format-value.ts";
import {
  createReader as createMailReader,
  type Reader as MailReader,
} from "../../approvals/reader.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import { type Formats, formatsFor, type ReaderSettings } from "../../wording/formats.ts";
import { type Language, languageOf } from "../../wording/language.ts";
import { type PageWords, pageWordsIn } from "../../wording/page-words.ts";
import type { Sentence } from "../../wording/sentence.ts";

export interface Reader {
  readonly language: Language;
  readonly words: PageWords;
  /** Mails and pages say some things alike. */
  readonly mail: MailReader;
  readonly formats: Formats;
  /** What stands in the page's address beside its path: changing the language keeps it. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

export type Page = (reader: Reader) => Html;

/** Part of a page. */
export type Piece = (reader: Reader) => Fragment;

/** @param settings the locale counts where it is one of that language */
export function createReader(
  language: Language,
  { locale, timeZone }: ReaderSettings = {},
  query: Reader["query"] = [],
): Reader {
  const isOwn = locale !== undefined && languageOf(locale) === language;
  const formats = formatsFor({ locale: isOwn ? locale : language, timeZone });
  return {
    language,
    words: pageWordsIn(language),
    mail: createMailReader(formats),
    formats,
    query,
  };
}

/** Operators' pages are in English. */
export const ENGLISH = createReader("en");

/**
 * A sentence with its values. Each is isolated: a name in another script leaves the order of the words
 * around it alone. https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-bdi-element
 */
export function say(template: string, values: Readonly<Record<string, Fragment>>): Html {
  return html`${template.split(/(\{\w+\})/).map((part): Fragment => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined || !Object.hasOwn(values, name)) return part;
    return isolate(values[name]);
  })}`;
}

/** What somebody is told, once it is known who reads it. */
export function saying(sentence: Sentence): Piece {
  return ({ words }) => saySentence(sentence, words);
}

function saySentence({ name, values = {} }: Sentence, words: PageWords): Html {
  const said = Object.entries(values).map(([key, value]): [string, Fragment] => [
    key,
    typeof value === "object" ? saySentence(value, words) : value,
  ]);
  return say(words.answers[name], Object.fromEntries(said));
}

/** Text that somebody has written, or an address. */
export function isolate(value: Fragment): Html {
  return html`<bdi>${typeof value === "string" ? visibleText(value) : value}</bdi>`;
}

/** Several, as the reader's language lists them. */
export function listed(
  items: readonly string[],
  { language }: Reader,
  type: "conjunction" | "disjunction" = "conjunction",
): string {
  return new Intl.ListFormat(language, { type }).format(items);
}
