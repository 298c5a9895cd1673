// A step of a request while it is worked out.

import type { Instant } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ApprovalEffect, ApprovalEntry, AskReason, Refusal } from "./approval-event.ts";
import type { ApprovalState, Seat } from "./approval-state.ts";
import type { ApprovalPlan, Approver } from "./plan.ts";
import { nextReminderAt } from "./time-plan.ts";

export interface Draft {
  readonly plan: ApprovalPlan;
  readonly at: Instant;
  state: ApprovalState;
  readonly entries: ApprovalEntry[];
  readonly effects: ApprovalEffect[];
}

export function beginStage(draft: Draft, stage: number, why: AskReason = "asked"): void {
  const { plan, at } = draft;
  draft.state = { ...draft.state, stage, stageOpenedAt: at, seats: [], escalated: 0 };
  for (const approver of plan.stages[stage]?.approvers ?? []) seat(draft, approver, why);
}

/** Gives a person a seat in the stage and asks them. */
export function seat(draft: Draft, approver: Approver, why: AskReason): void {
  const fresh = { ...approver, askedAt: draft.at, reminders: 0 };
  const remindAt = nextReminderAt(draft.plan, fresh, draft.at);
  const seated: Seat = remindAt === undefined ? fresh : { ...fresh, nextReminderAt: remindAt };
  draft.state = { ...draft.state, seats: [...draft.state.seats, seated] };
  draft.effects.push({ kind: "ask", seat: approver.address, why, nth: 0 });
}

export function notPending({ status }: ApprovalState): Refusal | undefined {
  return status === "held" || status === "sentBack" ? status : undefined;
}

/** No more reminders: for one person, or for everybody. */
export function silence(address?: string): (each: Seat) => Seat {
  return (each) => {
    if (address !== undefined && each.address !== address) return each;
    const { nextReminderAt: _, ...silent } = each;
    return silent;
  };
}

export function hasVoted({ votes, stage }: ApprovalState, address: string): boolean {
  return votes.some((vote) => vote.stage === stage && vote.by === address);
}

export function note(draft: Draft, what: string, actor: string, details: JsonObject): void {
  draft.entries.push({ what, actor, details });
}
