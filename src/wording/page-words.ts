import type { Language } from "./language.ts";
import { EN, type PageText } from "./pages/en.ts";

const TEXTS: Readonly<Partial<Record<Language, PageText>>> = { en: EN };

export type PageWords = PageText;

/** What pages say in a language. Placeholders are for `fill`. */
export function pageWordsIn(language: Language): PageWords {
  return TEXTS[language] ?? EN;
}
