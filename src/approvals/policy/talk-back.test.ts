// Questions, answers, sending back and changes, by the rules alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { advanceApproval } from "./advance-approval.ts";
import type { ApprovalEvent } from "./approval-event.ts";
import type { ApprovalState } from "./approval-state.ts";
import type { ApprovalPlan, Approver } from "./plan.ts";

const DAY = 86_400_000;
const person = (name: string): Approver => ({ address: `${name}@example.com`, timeZone: "UTC" });
const [ANN, BOB, EVA] = ["ann@example.com", "bob@example.com", "eva@example.com"] as const;

const PLAN: ApprovalPlan = {
  requester: EVA,
  choices: [
    { id: "approve", meaning: "goesOn", isCommentRequired: false },
    { id: "decline", meaning: "ends", isCommentRequired: false },
  ],
  stages: [{ name: "All", approvers: [person("ann"), person("bob")], need: "all" }],
  reminders: { after: { ms: DAY, workingDays: 0 }, atMost: 3 },
  escalation: [],
  expiry: { after: { ms: 10 * DAY, workingDays: 0 }, outcome: "fail" },
  calendar: undefined,
  quietHours: undefined,
  confirmation: "click",
  undoMs: 0,
};

type Happening = ApprovalEvent extends infer Event
  ? Event extends { readonly at: number }
    ? Omit<Event, "at">
    : never
  : never;

function open(plan = PLAN) {
  let state: ApprovalState | undefined;
  const advance = (happening: Happening, at = 0, by = plan) => {
    const result = advanceApproval(by, state, { at, ...happening } as ApprovalEvent);
    if (result.kind === "taken") state = result.after;
    return result;
  };
  advance({ kind: "opened" });
  return {
    advance,
    refusal: (happening: Happening, at = 0) => {
      const result = advance(happening, at);
      return result.kind === "refused" ? result.why : undefined;
    },
    get state(): ApprovalState {
      assert.ok(state);
      return state;
    },
  };
}

const ask = (by: string): Happening => ({ kind: "informationAsked", by, question: "Why?" });
const answer: Happening = { kind: "informationGiven", by: EVA, answer: "Because" };
const vote = (by: string, more: object = {}) =>
  ({
    ...{ kind: "decided", by, choice: "approve", comment: "", channel: "link" },
    ...more,
  }) as Happening;
const amended: Happening = {
  ...{ kind: "amended", by: EVA, reason: "Less" },
  ...{ digestBefore: "a", seen: "a" },
};

test("only who has asked is spared reminders, and only until the answer", () => {
  const request = open();
  request.advance(ask(ANN));
  const later = request.advance({ kind: "timePassed" }, DAY);
  assert.deepEqual(
    later.kind === "taken" && later.effects.map((effect) => "seat" in effect && effect.seat),
    [BOB],
  );
  const answered = request.advance(answer, 2 * DAY);
  assert.deepEqual(answered.kind === "taken" && answered.effects, [
    { kind: "ask", seat: ANN, why: "answered", nth: 0 },
  ]);
  assert.equal(request.state.seats[0]?.nextReminderAt, 3 * DAY);
});

test("who is not asked, has decided, or asks about nobody's request, asks nothing", () => {
  const request = open();
  assert.equal(request.refusal(ask("cid@example.com")), "notAsked");
  request.advance(vote(ANN));
  assert.equal(request.refusal(ask(ANN)), "alreadyDecided");
  assert.equal(request.refusal(answer), "nothingAsked");
  assert.equal(open({ ...PLAN, requester: undefined }).refusal(ask(ANN)), "noRequester");
});

test("what was sent back waits without reminders, nobody decides it, and its end still comes", () => {
  const request = open();
  const back: Happening = { kind: "sentBack", by: ANN, reason: "Too much" };
  const sent = request.advance(back);
  assert.deepEqual(sent.kind === "taken" && sent.effects, [
    { kind: "inform", to: EVA, what: "sentBack" },
  ]);
  assert.equal(request.state.dueAt, 10 * DAY);
  for (const refused of [vote(BOB), back, ask(BOB), { kind: "nudged", by: "ops" } as const]) {
    assert.equal(request.refusal(refused, DAY), "sentBack");
  }
  const passed = request.advance({ kind: "timePassed" }, 2 * DAY);
  assert.deepEqual(passed.kind === "taken" && passed.effects, []);
  request.advance({ kind: "timePassed" }, 10 * DAY);
  assert.equal(request.state.outcome?.kind, "expired");
});

test("a change asks everybody anew, keeps the votes of before and counts none of them", () => {
  const request = open();
  request.advance(vote(ANN));
  assert.equal(request.refusal({ ...amended, seen: "b" } as Happening), "changed");
  const changed = request.advance(amended, DAY);
  assert.deepEqual(
    changed.kind === "taken" && changed.effects.map((effect) => "why" in effect && effect.why),
    ["changed", "changed"],
  );
  assert.deepEqual(
    [request.state.revision, request.state.votes.length, request.state.voided?.[0]?.by],
    [2, 0, ANN],
  );
  request.advance(vote(BOB), DAY);
  assert.equal(request.state.status, "pending");
  request.advance(vote(ANN), DAY);
  assert.equal(request.state.outcome?.kind, "decided");
});

test("a decision on what was not what there is counts nothing", () => {
  const request = open();
  assert.equal(request.refusal(vote(ANN, { digest: "a", seen: "b" })), "changed");
  assert.equal(request.refusal(vote(ANN, { digest: "a", seen: "a" })), undefined);
  assert.equal(request.state.votes[0]?.digest, "a");
});

test("where several decide together, nobody changes what they decide on", () => {
  const changes = { amount: { proposed: 2, decided: 1 } };
  assert.equal(open().refusal(vote(ANN, { changes })), "notEditable");
  const [stage] = PLAN.stages;
  const alone = open({ ...PLAN, stages: [{ ...stage, need: "any" }] });
  assert.equal(alone.refusal(vote(ANN, { changes, choice: "decline" })), "notEditable");
  assert.equal(alone.refusal(vote(ANN, { changes })), undefined);
});

test("questions come to an end", () => {
  const request = open();
  for (let round = 0; round < 25; round++) {
    assert.equal(request.refusal(ask(ANN)), undefined);
    assert.equal(request.refusal(answer), undefined);
  }
  assert.equal(request.refusal(ask(ANN)), "tooManyRemarks");
});
