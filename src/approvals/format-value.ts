// How values are written for people: in mails, on pages, the same everywhere. Amounts are never rounded
// and instants always say their zone.

import type { Instant } from "../base/instant.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `25 Sep 2024, 14:30 UTC` */
export function formatInstant(instant: Instant): string {
  const date = new Date(instant);
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return `${formatDay(date)}, ${time} UTC`;
}

/** `750.50 USD`; a fraction finer than the currency's own is shown as it is. */
export function formatMoney(amount: number, currency: string): string {
  return `${moneyFormat(currency).format(amount)} ${currency}`;
}

/** Text that holds an ISO 8601 date or instant, as people write it; other text as it is. */
export function formatText(text: string): string {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const date = isDate || isInstant ? new Date(text) : undefined;
  if (!date || Number.isNaN(date.getTime())) return visibleText(text);
  // A day that the month does not have would silently become another one.
  if (isDate && date.toISOString().slice(0, 10) !== text) return visibleText(text);
  return isDate ? formatDay(date) : formatInstant(date.getTime());
}

/**
 * Replaces what would let text look like other text: control characters, and the marks that reverse
 * the direction of writing. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function visibleText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/gu, "\ufffd");
}

/** `employeeId` becomes `Employee ID`. */
export function formatLabel(key: string): string {
  const words = visibleText(key)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[_\-.\s]+/g, " ")
    .trim();
  const text = words
    .split(" ")
    .map((word) => (isAcronym(word) ? word.toUpperCase() : word.toLowerCase()))
    .join(" ");
  return text === "" ? key : text.charAt(0).toUpperCase() + text.slice(1);
}

/** How long something is, roughly: `3 days`, `1 hour`, `less than a minute`. */
export function formatDuration(milliseconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
  ];
  const unit = units.find(([, size]) => milliseconds >= size);
  if (!unit) return "less than a minute";
  const count = Math.floor(milliseconds / unit[1]);
  return `${count} ${unit[0]}${count === 1 ? "" : "s"}`;
}

function isAcronym(word: string): boolean {
  return /^(id|url|vat|iban|po)$/i.test(word) || /^[A-Z]{2,}$/.test(word);
}

function formatDay(date: Date): string {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string): Intl.NumberFormat {
  const known = moneyFormats.get(currency);
  if (known) return known;
  const { minimumFractionDigits } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  const format = new Intl.NumberFormat("en", { minimumFractionDigits, maximumFractionDigits: 20 });
  // Bounded: there are 26³ codes at most, of which payloads use a few.
  moneyFormats.set(currency, format);
  return format;
}
