// The languages that people are asked in.

/** As BCP 47 tags (RFC 5646). The first is spoken where no other is known. */
export const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "ja", "zh", "ar"] as const;

export type Language = (typeof LANGUAGES)[number];

/** What a language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  it: "Italiano",
  pt: "Português",
  nl: "Nederlands",
  ja: "日本語",
  zh: "中文",
  ar: "العربية",
};

/** The writing direction, as HTML's `dir`. */
export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}

/** The language of a locale such as `de-AT`, or none when nothing here is written in it. */
export function languageOf(locale: string): Language | undefined {
  const language = locale.trim().toLowerCase().split(/[-_]/, 1)[0];
  return LANGUAGES.find((known) => known === language);
}

/**
 * The language that a browser likes best of those there are.
 * https://www.rfc-editor.org/rfc/rfc9110#field.accept-language
 */
export function acceptedLanguage(header: string | undefined): Language | undefined {
  return (header ?? "")
    .slice(0, 500)
    .split(",")
    .map(readRange)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ locale }) => languageOf(locale))
    .find((language) => language !== undefined);
}

function readRange(range: string): { readonly locale: string; readonly weight: number } {
  const [locale = "", ...parameters] = range.split(";");
  const weight = parameters.find((parameter) => parameter.trim().startsWith("q="));
  return { locale, weight: weight === undefined ? 1 : Number(weight.trim().slice(2)) || 0 };
}
