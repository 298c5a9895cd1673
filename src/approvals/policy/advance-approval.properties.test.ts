// Whatever people and the clock do to a request, and in whatever order.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ApprovalEvent } from "./approval-event.ts";
import type { ApprovalPlan, Approver } from "./plan.ts";
import { playApproval } from "./play-approval.ts";

const T0 = Date.UTC(2026, 0, 5, 9);
const HOUR = 3_600_000;

const people: Approver[] = ["a", "b", "c", "d"].map((name) => {
  return { address: `${name}@example.com`, timeZone: "Europe/Berlin" };
});
const person = fc.constantFrom(...people);
const duration = fc
  .integer({ min: 1, max: 400 })
  .map((hours) => ({ ms: hours * HOUR, workingDays: 0 }));

const stages = fc.array(
  fc.record({
    name: fc.constant("Stage"),
    approvers: fc.uniqueArray(person, {
      minLength: 1,
      maxLength: 3,
      selector: (each) => each.address,
    }),
    need: fc.constantFrom("any" as const, "all" as const, 1, 2),
  }),
  { minLength: 1, maxLength: 3 },
);

const plans: fc.Arbitrary<ApprovalPlan> = fc.record({
  requester: fc.option(
    person.map(({ address }) => address),
    { nil: undefined },
  ),
  choices: fc.constant([
    { id: "approve", meaning: "goesOn" as const, isCommentRequired: false },
    { id: "decline", meaning: "ends" as const, isCommentRequired: false },
  ]),
  stages: stages as unknown as fc.Arbitrary<ApprovalPlan["stages"]>,
  reminders: fc.option(
    fc.record({ after: duration, every: duration, atMost: fc.integer({ min: 1, max: 9 }) }),
    { nil: undefined },
  ),
  escalation: fc
    .array(
      fc.record({
        after: duration,
        to: fc.array(person, { minLength: 1, maxLength: 2 }),
        mode: fc.constantFrom("tell" as const, "add" as const, "replace" as const),
      }),
      { maxLength: 2 },
    )
    .map((steps) => steps.toSorted((left, right) => left.after.ms - right.after.ms)),
  expiry: fc.record({
    after: duration,
    outcome: fc.constantFrom("fail" as const, "decline" as const, "approve" as const),
  }),
  calendar: fc.constant(undefined),
  quietHours: fc.option(fc.constant({ from: 1200, to: 420 }), { nil: undefined }),
  confirmation: fc.constant("click" as const),
  undoMs: fc.constantFrom(0, 60_000),
});

const acts: fc.Arbitrary<ApprovalEvent> = fc
  .tuple(fc.nat(500 * HOUR), person, person, fc.constantFrom("approve", "decline"), fc.nat(13))
  .map(([ms, one, other, choice, what]): ApprovalEvent => {
    const at = T0 + ms;
    const by = one.address;
    if (what < 5) return { kind: "decided", at, by, choice, comment: "", channel: "page" };
    if (what === 5) return { kind: "undone", at, by };
    if (what === 6) return { kind: "reassigned", at, from: by, to: other, by, reason: "" };
    if (what === 7) return { kind: "approverAdded", at, approver: other, by };
    if (what === 8) return { kind: "snoozed", at, by, until: at + 50 * HOUR };
    if (what === 9) return { kind: "informationAsked", at, by, question: "?" };
    if (what === 10) return { kind: "informationGiven", at, by, answer: "!" };
    if (what === 11) return { kind: "sentBack", at, by, reason: "?" };
    if (what === 12) {
      return { kind: "amended", at, by, reason: "!", digestBefore: "a", seen: "a" };
    }
    return { kind: "cancelled", at, by };
  });

const scripts = fc
  .array(acts, { maxLength: 12 })
  .map((script) => script.toSorted((left, right) => left.at - right.at));

test("a request ends exactly once, in order, and nothing happens after it", () => {
  fc.assert(
    fc.property(plans, scripts, (plan, script) => {
      const { moments, state } = playApproval(plan, T0, script);
      const concluded = moments.filter(({ effects }) =>
        effects.some(({ kind }) => kind === "conclude"),
      );
      const [conclusion] = concluded;
      assert.ok(conclusion && concluded.length === 1);
      assert.equal(state?.status, "closed");
      assert.equal(state.dueAt, undefined);
      const after = moments.slice(moments.indexOf(conclusion) + 1);
      assert.ok(after.every(({ refused }) => refused === "closed"));
      for (const [index, { at }] of moments.entries()) {
        assert.ok(at >= (moments[index - 1]?.at ?? 0));
      }
      assert.ok((concluded[0]?.at ?? 0) <= (state.expiresAt ?? 0) + plan.undoMs);
    }),
    { numRuns: 3_000 },
  );
});

test("nobody decides who was not asked, twice in a stage, or on their own request", () => {
  fc.assert(
    fc.property(plans, scripts, (plan, script) => {
      const { state } = playApproval(plan, T0, script);
      const seen = new Set<string>();
      for (const { by, stage, inPlaceOf } of state?.votes ?? []) {
        assert.notEqual(by, plan.requester);
        if (plan.requester !== undefined) assert.notEqual(inPlaceOf, plan.requester);
        assert.ok(!seen.has(`${stage} ${by}`));
        seen.add(`${stage} ${by}`);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("what was voted before a change is kept, and decides nothing after it", () => {
  fc.assert(
    fc.property(plans, scripts, (plan, script) => {
      const { moments, state } = playApproval(plan, T0, script);
      const taken = moments.filter(({ refused }) => refused === undefined);
      const changes = taken.filter(({ event }) => event === "amended");
      assert.equal(state?.revision ?? 1, changes.length + 1);
      const lastChangeAt = changes.at(-1)?.at ?? 0;
      assert.ok(state?.votes.every(({ at }) => at >= lastChangeAt));
      assert.ok((state?.voided ?? []).every(({ at }) => at <= lastChangeAt));
      const decided = taken.filter(({ event }) => event === "decided").length;
      const undone = taken.filter(({ event }) => event === "undone").length;
      const kept = (state?.votes.length ?? 0) + (state?.voided?.length ?? 0);
      assert.equal(kept, decided - undone);
    }),
    { numRuns: 1_000 },
  );
});
