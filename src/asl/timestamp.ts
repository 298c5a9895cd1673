// RFC 3339 timestamps as Amazon States Language wants them: an upper-case T, and Z or an offset.
// https://www.rfc-editor.org/rfc/rfc3339

import type { Instant } from "../base/instant.ts";

const SHAPE =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;
const OFFSET_MINUTES_MAX = 18 * 60;

/** `undefined` for any other form and for days and hours that do not exist. */
export function parseTimestamp(text: string): Instant | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const part = (index: number) => Number(match[index] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  const offsetMinutes = part(9) * 60 + part(10);
  const isReal =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    part(10) <= 59 &&
    offsetMinutes <= OFFSET_MINUTES_MAX;
  if (!isReal) return undefined;
  const local = daysSinceEpoch(year, month, day) * 1440 + hour * 60 + minute;
  const minutes = match[8] === "-" ? local + offsetMinutes : local - offsetMinutes;
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  return (minutes * 60 + second) * 1000 + milliseconds;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days from 1970-01-01 in the Gregorian calendar. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last of its year.
  const marchYear = month > 2 ? year : year - 1;
  const leaps =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return marchYear * 365 + leaps + dayOfYear - 719_468;
}
