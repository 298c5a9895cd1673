import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApprovalRecord } from "../store/records.ts";
import { countEvent } from "./count-events.ts";
import { advanceApproval } from "./policy/advance-approval.ts";
import type { ApprovalEvent } from "./policy/approval-event.ts";
import type { ApprovalPlan } from "./policy/plan.ts";

/** A Monday, 09:00 UTC. */
const T0 = Date.UTC(2026, 0, 5, 9);
const DAY = 86_400_000;
const ANN = { address: "ann@example.com", timeZone: "UTC" };
const BOB = { address: "bob@example.com", timeZone: "UTC" };

function after(days: number) {
  return { ms: days * DAY, workingDays: 0 };
}

const PLAN: ApprovalPlan = {
  requester: undefined,
  choices: [
    { id: "yes", meaning: "goesOn", isCommentRequired: false },
    { id: "no", meaning: "ends", isCommentRequired: false },
  ],
  stages: [{ name: "Stage", approvers: [ANN], need: "any" }],
  reminders: { after: after(1), every: after(1), atMost: 2 },
  escalation: [{ after: after(3), mode: "add", to: [BOB] }],
  expiry: { after: after(5), outcome: "fail" },
  calendar: undefined,
  quietHours: undefined,
  confirmation: "click",
  undoMs: 0,
};

/** What is counted while time passes and these things happen. */
function count(...script: readonly ApprovalEvent[]): readonly (readonly unknown[])[] {
  const counted: unknown[][] = [];
  const metrics = {
    approvalEnded: (...given: unknown[]) => counted.push(["ended", ...given]),
    approvalEscalated: (...given: unknown[]) => counted.push(["escalated", ...given]),
    approvalRemindersSent: (...given: unknown[]) => counted.push(["reminded", ...given]),
    approvalVoted: (...given: unknown[]) => counted.push(["voted", ...given]),
  };
  const document = JSON.stringify({ plan: PLAN, provenance: { stateMachineName: "expenses" } });
  const approval = { document } as ApprovalRecord;
  const opened = advanceApproval(PLAN, undefined, { kind: "opened", at: T0 });
  assert.ok(opened.kind === "taken");
  let state = opened.after;
  const waiting = [...script];
  while (state.status !== "closed") {
    const [next] = waiting;
    const dueAt = state.dueAt ?? Number.POSITIVE_INFINITY;
    const isNext = next !== undefined && next.at <= dueAt;
    const event: ApprovalEvent = isNext ? next : { kind: "timePassed", at: dueAt };
    if (isNext) waiting.shift();
    const taken = advanceApproval(PLAN, state, event);
    assert.ok(taken.kind === "taken");
    const { effects } = taken;
    countEvent(metrics, { approval, event, effects, before: state, after: taken.after });
    state = taken.after;
  }
  return counted;
}

test("reminders, escalation and expiry are counted when they come", () => {
  assert.deepEqual(count(), [
    ["reminded", "expenses", 1],
    ["reminded", "expenses", 1],
    ["escalated", "expenses"],
    // Of whoever was asked as well.
    ["reminded", "expenses", 1],
    ["ended", { stateMachineName: "expenses", outcome: "expired" }],
  ]);
});

test("a vote is counted by its choice and channel, and the time it took", () => {
  const at = T0 + 60_000;
  for (const [choice, outcome] of [
    ["yes", "approved"],
    ["no", "declined"],
  ] as const) {
    const vote = { choice, channel: "link" };
    assert.deepEqual(count({ kind: "decided", at, by: ANN.address, comment: "", ...vote }), [
      ["voted", { stateMachineName: "expenses", ...vote }],
      ["ended", { stateMachineName: "expenses", outcome, decided: { ...vote, seconds: 60 } }],
    ]);
  }
});
