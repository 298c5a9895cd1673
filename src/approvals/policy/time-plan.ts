// When things happen by themselves.

import type { Instant } from "../../base/instant.ts";
import type { ApprovalState, Seat } from "./approval-state.ts";
import type { ApprovalPlan } from "./plan.ts";
import { addDuration, afterQuietHours, nextClockTime, nextWorkingMoment } from "./working-time.ts";

/** When a seat is reminded next; nothing where it has been reminded often enough. */
export function nextReminderAt(
  plan: ApprovalPlan,
  seat: Pick<Seat, "timeZone" | "askedAt" | "reminders">,
  from: Instant,
): Instant | undefined {
  const { reminders, calendar } = plan;
  if (!reminders || seat.reminders >= reminders.atMost) return undefined;
  if (reminders.at) {
    const { clock, days } = reminders.at;
    return polite(
      plan,
      nextClockTime(from, clock, { timeZone: seat.timeZone, ...(days && { days }) }),
      seat,
    );
  }
  const pause = seat.reminders === 0 ? reminders.after : (reminders.every ?? undefined);
  return pause && polite(plan, addDuration(from, pause, calendar), seat);
}

/** Moves a moment to when a person may be disturbed. */
function polite(
  { calendar, quietHours }: ApprovalPlan,
  at: Instant,
  { timeZone }: Pick<Seat, "timeZone">,
): Instant {
  let moment = at;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const working = calendar ? nextWorkingMoment(moment, calendar) : moment;
    moment = quietHours ? afterQuietHours(working, quietHours, timeZone) : working;
    if (moment === working) break;
  }
  return moment;
}

/** The end of quiet hours may be after work, and that again before quiet hours; with some, always. */
const TRIES_MAX = 10;

/** When the next step of the escalation is due in this stage. */
export function nextEscalationAt(plan: ApprovalPlan, state: ApprovalState): Instant | undefined {
  const step = plan.escalation[state.escalated];
  if (!step) return undefined;
  const at = addDuration(state.stageOpenedAt, step.after, plan.calendar);
  return plan.calendar ? nextWorkingMoment(at, plan.calendar) : at;
}

/** The earliest of all that is still to come. */
export function nextDueAt(plan: ApprovalPlan, state: ApprovalState): Instant | undefined {
  if (state.status === "closed") return undefined;
  if (state.held) return state.held.until;
  if (state.status === "sentBack") return state.expiresAt;
  const reminders = state.seats.map(({ nextReminderAt: at }) => at);
  const times = [state.expiresAt, nextEscalationAt(plan, state), ...reminders];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
