// When people may be asked: working days and hours in a time zone, quiet hours, and what moves a moment
// outside of them to the next one inside. Summer time is the business of Temporal.

import type { Instant } from "../../base/instant.ts";
import type { Duration } from "./duration.ts";

/** As in ISO 8601, the first is day 1. */
export const WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const;

export interface WorkingCalendar {
  /** IANA name. */
  readonly timeZone: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  readonly from: ClockTime;
  readonly to: ClockTime;
  /** `2026-12-25`: no work on these. */
  readonly holidays: readonly string[];
}

/** Minutes since midnight. */
export type ClockTime = number;

export interface QuietHours {
  readonly from: ClockTime;
  /** Before `from` it is on the next day. */
  readonly to: ClockTime;
}

/** A year of days without work is a calendar that nobody can be asked in. */
const DAYS_MAX = 400;

/** The moment itself when people work then, the beginning of the next working time otherwise. */
export function nextWorkingMoment(at: Instant, calendar: WorkingCalendar): Instant {
  let moment = zoned(at, calendar.timeZone);
  for (let day = 0; day < DAYS_MAX; day++) {
    const begin = atClock(moment, calendar.from);
    const end = atClock(moment, calendar.to);
    if (isWorkingDay(moment, calendar)) {
      if (compare(moment, begin) < 0) return begin.epochMilliseconds;
      if (compare(moment, end) < 0) return moment.epochMilliseconds;
    }
    moment = atClock(moment.add({ days: 1 }), 0);
  }
  return at;
}

/** The moment itself outside of quiet hours, their end otherwise. */
export function afterQuietHours(at: Instant, quiet: QuietHours, timeZone: string): Instant {
  const moment = zoned(at, timeZone);
  const clock = moment.hour * 60 + moment.minute;
  const isOverMidnight = quiet.to <= quiet.from;
  const isQuiet = isOverMidnight
    ? clock >= quiet.from || clock < quiet.to
    : clock >= quiet.from && clock < quiet.to;
  if (!isQuiet) return at;
  const isNextDay = isOverMidnight && clock >= quiet.from;
  return atClock(isNextDay ? moment.add({ days: 1 }) : moment, quiet.to).epochMilliseconds;
}

/** Working days keep the time of day and skip the others; the rest is time that passes. */
export function addDuration(
  at: Instant,
  { ms, workingDays }: Duration,
  calendar: WorkingCalendar | undefined,
): Instant {
  if (workingDays === 0) return at + ms;
  const known = calendar ?? EVERY_WEEKDAY;
  let moment = zoned(at, known.timeZone);
  const daysMax = workingDays * 7 + DAYS_MAX;
  for (let left = workingDays, day = 0; left > 0 && day < daysMax; day++) {
    moment = moment.add({ days: 1 });
    if (isWorkingDay(moment, known)) left -= 1;
  }
  return moment.epochMilliseconds + ms;
}

/** The next time that a clock in the zone shows it, on one of the days where those are given. */
export function nextClockTime(
  after: Instant,
  clock: ClockTime,
  { timeZone, days }: { readonly timeZone: string; readonly days?: readonly number[] },
): Instant {
  const start = zoned(after, timeZone);
  for (let day = 0; day <= 7; day++) {
    const moment = atClock(start.add({ days: day }), clock);
    const isDay = days === undefined || days.includes(moment.dayOfWeek);
    if (isDay && moment.epochMilliseconds > after) return moment.epochMilliseconds;
  }
  return after + 7 * 86_400_000;
}

export function isTimeZone(name: string): boolean {
  try {
    zoned(0, name);
    return true;
  } catch {
    return false;
  }
}

const EVERY_WEEKDAY: WorkingCalendar = {
  timeZone: "UTC",
  days: [1, 2, 3, 4, 5],
  from: 0,
  to: 24 * 60,
  holidays: [],
};

function isWorkingDay(moment: Temporal.ZonedDateTime, { days, holidays }: WorkingCalendar) {
  return days.includes(moment.dayOfWeek) && !holidays.includes(moment.toPlainDate().toString());
}

function atClock(moment: Temporal.ZonedDateTime, clock: ClockTime): Temporal.ZonedDateTime {
  if (clock === 24 * 60) return moment.startOfDay().add({ days: 1 });
  const time = Temporal.PlainTime.from({ hour: Math.floor(clock / 60), minute: clock % 60 });
  return moment.withPlainTime(time);
}

function zoned(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}

function compare(left: Temporal.ZonedDateTime, right: Temporal.ZonedDateTime): number {
  return Temporal.ZonedDateTime.compare(left, right);
}
