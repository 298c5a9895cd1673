import type { Language } from "./language.ts";
import { AR } from "./mail/ar.ts";
import { DE } from "./mail/de.ts";
import { EN } from "./mail/en.ts";
import { ES } from "./mail/es.ts";
import { FR } from "./mail/fr.ts";
import { IT } from "./mail/it.ts";
import { JA } from "./mail/ja.ts";
import type { MailText } from "./mail/mail-text.ts";
import { NL } from "./mail/nl.ts";
import { PT } from "./mail/pt.ts";
import { ZH } from "./mail/zh.ts";

const TEXTS: Readonly<Record<Language, MailText>> = {
  ...{ en: EN, de: DE, fr: FR, es: ES, it: IT, pt: PT, nl: NL, ja: JA, zh: ZH, ar: AR },
};

export type MailWords = MailText;

/** What mails say in a language. Placeholders are for `fill`. */
export function mailWordsIn(language: Language): MailWords {
  return TEXTS[language];
}
