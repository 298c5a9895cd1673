// Lengths of time as people write them in a request: `30d`, `36h`, `90m`, `2w`, `3wd` (working days), or
// ISO 8601 (`P3D`, `PT36H`).

export interface Duration {
  readonly ms: number;
  /** Beside `ms`: days on which people work, counted in a calendar. */
  readonly workingDays: number;
}

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const SHORT = /^(\d{1,6})(wd|[smhdw])$/;
const LONGEST_MS = 366 * UNITS_MS.d;

/** `undefined` for what is no such length, or longer than a year. */
export function parseDuration(text: string): Duration | undefined {
  const duration = parseShort(text) ?? parseIso(text);
  if (!duration || duration.ms > LONGEST_MS || duration.workingDays > 260) return undefined;
  return duration.ms > 0 || duration.workingDays > 0 ? duration : undefined;
}

function parseShort(text: string): Duration | undefined {
  const [, digits, unit] = SHORT.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  if (unit === "wd") return { ms: 0, workingDays: Number(digits) };
  return { ms: Number(digits) * UNITS_MS[unit as keyof typeof UNITS_MS], workingDays: 0 };
}

/** https://www.rfc-editor.org/rfc/rfc3339#appendix-A; months and years have no fixed length. */
function parseIso(text: string): Duration | undefined {
  try {
    const duration = Temporal.Duration.from(text);
    if (duration.years !== 0 || duration.months !== 0) return undefined;
    const withoutWeeks = duration.with({ weeks: 0 });
    const ms = duration.weeks * UNITS_MS.w + withoutWeeks.total("milliseconds");
    return { ms, workingDays: 0 };
  } catch {
    return undefined;
  }
}
