// Plays a request on a clock that jumps from one thing to the next: what people do is scripted, what time
// does comes by itself. It is the rules with nothing around them, so what it shows is what will happen.

import type { Instant } from "../../base/instant.ts";
import { advanceApproval } from "./advance-approval.ts";
import type { ApprovalEffect, ApprovalEntry, ApprovalEvent, Refusal } from "./approval-event.ts";
import type { ApprovalState } from "./approval-state.ts";
import type { ApprovalPlan } from "./plan.ts";

export interface Moment {
  readonly at: Instant;
  readonly event: ApprovalEvent["kind"];
  readonly entries: readonly ApprovalEntry[];
  readonly effects: readonly ApprovalEffect[];
  readonly refused?: Refusal;
}

export interface PlayedApproval {
  readonly moments: readonly Moment[];
  readonly state: ApprovalState | undefined;
}

/** Bounds a plan that would never end; none that passes the checks comes near it. */
const MOMENTS_MAX = 10_000;

/** @param script in order of time, without `opened` and `timePassed` */
export function playApproval(
  plan: ApprovalPlan,
  openedAt: Instant,
  script: readonly ApprovalEvent[] = [],
): PlayedApproval {
  const moments: Moment[] = [];
  const waiting = [...script];
  let state: ApprovalState | undefined;
  let event: ApprovalEvent | undefined = { kind: "opened", at: openedAt };
  while (event && moments.length < MOMENTS_MAX) {
    const transition = advanceApproval(plan, state, event);
    const { at, kind } = event;
    if (transition.kind === "refused") {
      moments.push({ at, event: kind, entries: [], effects: [], refused: transition.why });
    } else {
      const { entries, effects } = transition;
      state = transition.after;
      moments.push({ at, event: kind, entries, effects });
    }
    event = nextEvent(state, waiting, at);
  }
  return { moments, state };
}

/** Who acts in time has acted: people come before the clock. */
function nextEvent(
  state: ApprovalState | undefined,
  waiting: ApprovalEvent[],
  now: Instant,
): ApprovalEvent | undefined {
  const [next] = waiting;
  const dueAt = state?.dueAt;
  if (next && (dueAt === undefined || next.at <= dueAt)) return waiting.shift();
  // What was due while a decision could be taken back comes after it.
  return dueAt === undefined ? undefined : { kind: "timePassed", at: Math.max(dueAt, now) };
}
