import { parseDuration } from "./policy/duration.ts";

/** A length of time as people write it, such as `12h`, `3d` or `P3D`, in ms; working days need a calendar. */
export function parseLength(text: string): number | undefined {
  const duration = parseDuration(text);
  return duration?.workingDays === 0 ? duration.ms : undefined;
}
