import type { Language } from "./language.ts";
import { AR } from "./pages/ar.ts";
import { DE } from "./pages/de.ts";
import { EN, type PageText } from "./pages/en.ts";
import { ES } from "./pages/es.ts";
import { FR } from "./pages/fr.ts";
import { IT } from "./pages/it.ts";
import { JA } from "./pages/ja.ts";
import { NL } from "./pages/nl.ts";
import { PT } from "./pages/pt.ts";
import { ZH } from "./pages/zh.ts";

const TEXTS: Readonly<Record<Language, PageText>> = {
  ...{ en: EN, de: DE, fr: FR, es: ES, it: IT, pt: PT, nl: NL, ja: JA, zh: ZH, ar: AR },
};

export type PageWords = PageText;

/** What pages say in a language. Placeholders are for `fill`. */
export function pageWordsIn(language: Language): PageWords {
  return TEXTS[language];
}
