import type { Instant } from "../base/instant.ts";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** `just now`, `3 minutes ago`. */
export function renderAge(at: Instant, now: Instant): string {
  const elapsedMs = now - at;
  const unit = UNITS.find(([, lengthMs]) => elapsedMs >= lengthMs);
  return unit === undefined ? "just now" : `${countOf(elapsedMs, unit)} ago`;
}

/** `3 minutes`; below one second in milliseconds. */
export function renderDuration(elapsedMs: number): string {
  const unit = UNITS.find(([, lengthMs]) => elapsedMs >= lengthMs);
  return unit === undefined ? `${Math.max(0, Math.round(elapsedMs))} ms` : countOf(elapsedMs, unit);
}

function countOf(elapsedMs: number, [name, lengthMs]: (typeof UNITS)[number]): string {
  const count = Math.floor(elapsedMs / lengthMs);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
