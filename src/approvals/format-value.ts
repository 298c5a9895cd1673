// How values are written for people: in mails, on pages, the same everywhere.

import type { Instant } from "../base/instant.ts";
import { type Formats, formatsFor } from "../wording/formats.ts";

const ENGLISH = formatsFor({});

/** `25 Sep 2024, 14:30 UTC` */
export function formatInstant(instant: Instant): string {
  return ENGLISH.instant(instant);
}

/** Text that holds an ISO 8601 date or instant, as people write it; other text as it is. */
export function formatText(text: string, formats: Formats = ENGLISH): string {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const date = isDate || isInstant ? new Date(text) : undefined;
  if (!date || Number.isNaN(date.getTime())) return visibleText(text);
  // A day that the month does not have would silently become another one.
  if (isDate && date.toISOString().slice(0, 10) !== text) return visibleText(text);
  return isDate ? formats.day(text) : formats.instant(date.getTime());
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
