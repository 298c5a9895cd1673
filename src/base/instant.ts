/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Where the shell reads the time; the pure core gets its instants in events instead. */
export type Clock = () => Instant;

/**
 * ISO-8601 in UTC with trailing zeros of the fraction dropped (`…:13.19Z`, `…:13Z`), as the
 * context object of Step Functions shows instants.
 */
export function isoInstant(instant: Instant): string {
  if (instant !== last.instant) last = { instant, text: withoutZeros(new Date(instant)) };
  return last.text;
}

/** An execution and its first state begin at the same instant. */
let last = { instant: Number.NaN, text: "" };

function withoutZeros(date: Date): string {
  const text = date.toISOString();
  return text.endsWith("0Z") ? text.replace(/\.?0+Z$/, "Z") : text;
}
