import type { DigestTime } from "../directory.ts";
import { WEEKDAYS } from "../policy/working-time.ts";

const DAY_NAMES: readonly string[] = WEEKDAYS;

/** `daily 08:00`, or by days: `weekly MON 08:00`, `weekly MON,THU 08:00`. */
export function parseDigestTime(text: string): DigestTime | undefined {
  const match = /^(?:daily|weekly ([A-Z]{3}(?:,[A-Z]{3})*)) ([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!match) return undefined;
  const [, names, hours, minutes] = match;
  const clock = Number(hours) * 60 + Number(minutes);
  if (names === undefined) return { clock };
  const days = names.split(",").map((name) => DAY_NAMES.indexOf(name) + 1);
  return days.includes(0) ? undefined : { clock, days };
}
