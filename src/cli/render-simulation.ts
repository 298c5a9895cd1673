// The timeline of a simulated request: when, after how long, and what.

import type { Simulated } from "../approvals/simulate-approval.ts";
import type { Instant } from "../base/instant.ts";
import { renderTable } from "./render-table.ts";
import { renderDuration } from "./render-time.ts";

export function renderSimulation(
  { lines, timeZone }: Extract<Simulated, { readonly kind: "simulated" }>,
  openedAt: Instant,
): string {
  const rows = lines.map(({ at, what }) => [
    clockOf(at, timeZone),
    at === openedAt ? "" : renderDuration(at - openedAt),
    what,
  ]);
  return renderTable([`at (${timeZone})`, "after", "what"], rows);
}

/** `Mon 2026-01-05 09:00` */
function clockOf(at: Instant, timeZone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const weekday = moment.toLocaleString("en", { weekday: "short" });
  const time = moment.toPlainTime().toString({ smallestUnit: "minute" });
  return `${weekday} ${moment.toPlainDate()} ${time}`;
}
