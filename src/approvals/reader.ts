// How somebody is written to: in their language, by their clock, in the forms of their country.

import { fill } from "../wording/fill.ts";
import { type Formats, formatsFor } from "../wording/formats.ts";
import { directionOf, type Language } from "../wording/language.ts";
import { type MailWords, mailWordsIn } from "../wording/mail-words.ts";
import type { Directory } from "./directory.ts";

export interface Reader {
  readonly language: Language;
  readonly words: MailWords;
  readonly formats: Formats;
  /** Puts values into one of the words. */
  say(template: string, values: Readonly<Record<string, string | number>>): string;
}

/** @param address in lower case */
export function readerOf(
  directory: Directory,
  address: string,
  fallbackTimeZone: string = directory.timeZone,
): Reader {
  const { locale, timeZone = fallbackTimeZone } = directory.findProfile?.(address) ?? {};
  return createReader(formatsFor({ locale, timeZone }));
}

/** For somebody of whom no more than that is known. */
export function createReader(formats: Formats): Reader {
  const { language } = formats;
  const direction = directionOf(language);
  return {
    language,
    formats,
    words: mailWordsIn(language),
    say: (template, values) => fill(template, values, direction),
  };
}

/** Where nobody is known. */
export const ENGLISH_READER: Reader = createReader(formatsFor({}));
