// How dates, times and amounts are written for a reader. Amounts are never rounded, and instants always say
// their zone.

import type { Instant } from "../base/instant.ts";
import { onFirstUse } from "../base/on-first-use.ts";
import { type Language, languageOf } from "./language.ts";

export interface Formats {
  readonly language: Language;
  /** With its zone: `25 Sep 2024, 14:30 UTC`. */
  instant(at: Instant): string;
  /** @param day as `2024-09-25` */
  day(day: string): string;
  /** The amount as it is, with the currency's code. */
  money(amount: number, currency: string): string;
  /** Without groups of digits: it may be a year, or a number that something is known by. */
  number(value: number): string;
}

export interface ReaderSettings {
  /** BCP 47. @default "en" */
  readonly locale?: string | undefined;
  /** IANA name. @default "UTC" */
  readonly timeZone?: string | undefined;
}

const FORMATS_MAX = 500;
const known = new Map<string, Formats>();

/** A locale in whose language nothing is written here counts as English. */
export function formatsFor({ locale = "en", timeZone = "UTC" }: ReaderSettings): Formats {
  const language = languageOf(locale) ?? "en";
  const ownLocale = languageOf(locale) === undefined || locale === "en" ? "en-GB" : locale;
  const key = `${ownLocale} ${timeZone}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size >= FORMATS_MAX) known.clear();
  const formats = createFormats(language, ownLocale, timeZone);
  known.set(key, formats);
  return formats;
}

/** Formats of `Intl` are costly to make and are kept. */
function createFormats(language: Language, locale: string, timeZone: string): Formats {
  const date = { year: "numeric", month: "short", day: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;
  const instants = onFirstUse(
    () => new Intl.DateTimeFormat(locale, { ...date, ...time, timeZone }),
  );
  const days = onFirstUse(() => new Intl.DateTimeFormat(locale, { ...date, timeZone: "UTC" }));
  const numbers = onFirstUse(
    () => new Intl.NumberFormat(locale, { maximumFractionDigits: 20, useGrouping: false }),
  );
  const amounts = new Map<string, Intl.NumberFormat>();
  // September alone would have four letters.
  const shorten = (text: string) => (locale === "en-GB" ? text.replace("Sept", "Sep") : text);
  return {
    language,
    instant: (at) => shorten(instants().format(at)),
    day: (day) => shorten(days().format(new Date(`${day}T00:00:00Z`))),
    number: (value) => (isFine(value) ? String(value) : numbers().format(value)),
    money(amount, currency) {
      const format = amounts.get(currency) ?? amountFormat(locale, currency);
      amounts.set(currency, format);
      return `${isFine(amount) ? String(amount) : format.format(amount)} ${currency}`;
    },
  };
}

/** Finer than a format can show. */
function isFine(value: number): boolean {
  return value !== 0 && Math.abs(value) < 1e-3;
}

function amountFormat(locale: string, currency: string): Intl.NumberFormat {
  const { minimumFractionDigits = 2 } = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
  }).resolvedOptions();
  return new Intl.NumberFormat(locale, { minimumFractionDigits, maximumFractionDigits: 20 });
}
