import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { advanceApproval } from "./advance-approval.ts";
import type { ApprovalEvent } from "./approval-event.ts";
import type { Outcome } from "./approval-state.ts";
import type { ApprovalPlan, Approver, StagePlan } from "./plan.ts";
import { type PlayedApproval, playApproval } from "./play-approval.ts";

/** A Monday, 09:00 UTC. */
const T0 = Date.UTC(2026, 0, 5, 9);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function person(name: string): Approver {
  return { address: `${name}@example.com`, timeZone: "UTC" };
}

const [ann, bob, cid] = [person("ann"), person("bob"), person("cid")];

function stage(need: StagePlan["need"], ...approvers: Approver[]): StagePlan {
  return { name: "Stage", approvers, need };
}

function planOf(changes: Partial<ApprovalPlan> = {}): ApprovalPlan {
  return {
    requester: "eva@example.com",
    choices: [
      { id: "approve", meaning: "goesOn", isCommentRequired: false },
      { id: "decline", meaning: "ends", isCommentRequired: true },
    ],
    stages: [stage("any", ann, bob)],
    reminders: undefined,
    escalation: [],
    expiry: { after: days(30), outcome: "fail" },
    calendar: undefined,
    quietHours: undefined,
    confirmation: "click",
    undoMs: 0,
    ...changes,
  };
}

function days(count: number) {
  return { ms: count * DAY, workingDays: 0 };
}

function vote(by: Approver, choice: string, at = T0 + HOUR): ApprovalEvent {
  return { kind: "decided", at, by: by.address, choice, comment: "Because", channel: "link" };
}

function outcomeOf({ state }: PlayedApproval): Outcome | undefined {
  return state?.outcome;
}

function refusals({ moments }: PlayedApproval) {
  return moments.flatMap(({ refused }) => (refused ? [refused] : []));
}

/** `day reason address` of everybody who is asked or told. */
function notices({ moments }: PlayedApproval): string[] {
  return moments.flatMap(({ at, effects }) =>
    effects.flatMap((effect) => {
      const day = (at - T0) / DAY;
      if (effect.kind === "ask") return [`${day} ${effect.why} ${effect.seat.split("@")[0]}`];
      return effect.kind === "tell" ? [`${day} ${effect.what} ${effect.to.length}`] : [];
    }),
  );
}

describe("a stage", () => {
  it("of any is decided by the first answer", () => {
    const played = playApproval(planOf(), T0, [vote(bob, "approve"), vote(ann, "decline")]);
    assert.deepEqual(outcomeOf(played), { kind: "decided", choice: "approve", by: bob.address });
    assert.deepEqual(refusals(played), ["closed"]);
  });

  it("of all needs everybody, and one no is enough", () => {
    const plan = planOf({ stages: [stage("all", ann, bob)] });
    const one = playApproval(plan, T0, [vote(ann, "approve")]);
    assert.equal(outcomeOf(one)?.kind, "expired");
    const both = playApproval(plan, T0, [vote(ann, "approve"), vote(bob, "approve")]);
    assert.equal(outcomeOf(both)?.kind, "decided");
    const no = playApproval(plan, T0, [vote(ann, "decline")]);
    assert.deepEqual(outcomeOf(no), { kind: "decided", choice: "decline", by: ann.address });
  });

  it("of two in three goes on with the second yes and ends when that cannot come", () => {
    const plan = planOf({ stages: [stage(2, ann, bob, cid)] });
    const yes = playApproval(plan, T0, [
      vote(ann, "approve"),
      vote(bob, "decline"),
      vote(cid, "approve"),
    ]);
    assert.equal(outcomeOf(yes)?.kind === "decided" && outcomeOf(yes), outcomeOf(yes));
    assert.deepEqual(outcomeOf(yes), { kind: "decided", choice: "approve", by: cid.address });
    const no = playApproval(plan, T0, [vote(ann, "decline"), vote(cid, "decline")]);
    assert.deepEqual(outcomeOf(no), { kind: "decided", choice: "decline", by: cid.address });
  });

  it("is followed by the next, whose people are asked only then", () => {
    const plan = planOf({ stages: [stage("any", ann), stage("any", bob)] });
    const played = playApproval(plan, T0, [vote(ann, "approve"), vote(bob, "approve", T0 + DAY)]);
    assert.deepEqual(notices(played), ["0 asked ann", `${1 / 24} asked bob`]);
    assert.equal(outcomeOf(played)?.kind, "decided");
  });
});

describe("who may decide", () => {
  it("is who has been asked, once, and never the requester", () => {
    const plan = planOf({ stages: [stage("all", ann, bob)], requester: bob.address });
    const played = playApproval(plan, T0, [
      vote(cid, "approve"),
      vote(bob, "approve"),
      vote(ann, "maybe"),
      vote(ann, "approve"),
      vote(ann, "decline"),
    ]);
    assert.deepEqual(refusals(played), [
      "notAsked",
      "ownRequest",
      "unknownChoice",
      "alreadyDecided",
    ]);
  });

  it("needs words where the choice asks for them", () => {
    const silent: ApprovalEvent = {
      kind: "decided",
      at: T0,
      by: ann.address,
      choice: "decline",
      comment: " ",
      channel: "link",
    };
    assert.deepEqual(refusals(playApproval(planOf(), T0, [silent])), ["commentRequired"]);
  });

  it("changes hands by delegation, with both names kept", () => {
    const played = playApproval(planOf({ stages: [stage("any", ann)] }), T0, [
      { kind: "reassigned", at: T0, from: ann.address, to: bob, by: ann.address, reason: "Away" },
      vote(ann, "approve"),
      vote(bob, "approve"),
    ]);
    assert.deepEqual(refusals(played), ["notAsked"]);
    assert.equal(played.state?.votes[0]?.inPlaceOf, ann.address);
  });
});

describe("time", () => {
  it("reminds, escalates and expires as planned", () => {
    const plan = planOf({
      stages: [stage("any", ann)],
      reminders: { after: days(1), every: days(2), atMost: 3 },
      escalation: [
        { after: days(4), to: [bob], mode: "add" },
        { after: days(6), to: [cid], mode: "tell" },
      ],
      expiry: { after: days(10), outcome: "decline" },
    });
    const played = playApproval(plan, T0);
    assert.deepEqual(notices(played), [
      "0 asked ann",
      "1 reminded ann",
      "3 reminded ann",
      "4 escalated bob",
      "5 reminded ann",
      "5 reminded bob",
      "6 escalated 1",
      "7 reminded bob",
      "9 reminded bob",
      "10 closed 2",
    ]);
    assert.deepEqual(outcomeOf(played), { kind: "expired", choice: "decline" });
  });

  it("waits for working hours, and knows weekends", () => {
    const calendar = { timeZone: "UTC", days: [1, 2, 3, 4, 5], from: 540, to: 1020, holidays: [] };
    const plan = planOf({
      stages: [stage("any", ann)],
      calendar,
      // Friday 20:00 becomes Monday 09:00.
      reminders: { after: { ms: 4 * DAY + 11 * HOUR, workingDays: 0 }, atMost: 1 },
    });
    assert.deepEqual(notices(playApproval(plan, T0)).slice(0, 2), [
      "0 asked ann",
      "7 reminded ann",
    ]);
  });

  it("lets a decision be taken back until it counts", () => {
    const plan = planOf({ undoMs: 60_000 });
    const taken = playApproval(plan, T0, [
      vote(ann, "approve", T0),
      { kind: "undone", at: T0 + 30_000, by: ann.address },
      vote(ann, "decline", T0 + 40_000),
      vote(bob, "approve", T0 + 50_000),
    ]);
    assert.deepEqual(refusals(taken), ["held"]);
    assert.deepEqual(outcomeOf(taken), { kind: "decided", choice: "decline", by: ann.address });
    assert.equal(taken.moments.at(-1)?.at, T0 + 100_000);
  });

  it("plays thirty days in a moment", () => {
    const plan = planOf({ reminders: { at: { clock: 540 }, atMost: 100 } });
    const { moments } = playApproval(plan, T0);
    assert.equal(moments.at(-1)?.at, T0 + 30 * DAY);
    assert.equal(moments.filter(({ event }) => event === "timePassed").length, 30);
  });

  it("takes no decision after the expiry, even where the clock has not come to it yet", () => {
    const plan = planOf({
      stages: [stage("any", ann)],
      expiry: { after: days(2), outcome: "fail" },
    });
    const at = T0 + 2 * DAY;
    const { state } = playApproval(plan, T0, [vote(ann, "approve", at)]);
    assert.deepEqual(state?.outcome, { kind: "expired" });
    const opened = advanceApproval(plan, undefined, { kind: "opened", at: T0 });
    assert(opened.kind === "taken");
    for (const event of [
      vote(ann, "approve", at + HOUR),
      { ...vote(bob, "approve", at), kind: "overridden" } as ApprovalEvent,
    ]) {
      const late = advanceApproval(plan, opened.after, event);
      assert.deepEqual(late, { kind: "refused", why: "closed" });
    }
  });

  it("ends where no choice to go on can win any more, whatever others were made", () => {
    const partly = { id: "partly", meaning: "goesOn", isCommentRequired: false } as const;
    const plan = planOf({
      choices: [...planOf().choices, partly],
      stages: [stage(2, ann, bob, cid)],
    });
    const played = playApproval(plan, T0, [
      vote(ann, "approve"),
      vote(bob, "partly"),
      vote(cid, "decline"),
    ]);
    assert.deepEqual(outcomeOf(played), { kind: "decided", choice: "decline", by: cid.address });
  });

  it("does not replace who is still to decide by people who all have decided", () => {
    const plan = planOf({
      stages: [stage("all", ann, bob)],
      escalation: [{ after: days(1), to: [ann], mode: "replace" }],
    });
    const played = playApproval(plan, T0, [
      vote(ann, "approve"),
      vote(bob, "approve", T0 + 2 * DAY),
    ]);
    assert.deepEqual(refusals(played), []);
    assert.deepEqual(outcomeOf(played), { kind: "decided", choice: "approve", by: bob.address });
  });

  it("hands no request to whoever stands in for the requester", () => {
    const plan = planOf({ stages: [stage("any", ann)] });
    const standIn = { ...bob, inPlaceOf: "eva@example.com" };
    const by = ann.address;
    const at = T0 + HOUR;
    const played = playApproval(plan, T0, [
      { kind: "reassigned", at, from: by, to: standIn, by, reason: "" },
      { kind: "approverAdded", at, approver: standIn, by: "op@example.com" },
    ]);
    assert.deepEqual(refusals(played), ["ownRequest", "ownRequest"]);
  });

  it("ends when everybody means yes but not the same: as most do, or by the last in the list", () => {
    const partly = { id: "partly", meaning: "goesOn", isCommentRequired: false } as const;
    const choices = [...planOf().choices, partly];
    const all = planOf({ choices, stages: [stage("all", ann, bob, cid)] });
    const two = [vote(ann, "approve"), vote(bob, "partly")];
    const open = playApproval({ ...all, expiry: undefined }, T0, two);
    assert.equal(outcomeOf(open), undefined);
    const choiceOf = (plan: ApprovalPlan, ...votes: ApprovalEvent[]) => {
      const outcome = outcomeOf(playApproval(plan, T0, votes));
      return outcome?.kind === "decided" && `${outcome.choice} ${outcome.by}`;
    };
    assert.equal(choiceOf(all, ...two, vote(cid, "approve")), `approve ${cid.address}`);
    assert.equal(choiceOf(all, ...two, vote(cid, "decline")), `decline ${cid.address}`);
    const both = planOf({ choices, stages: [stage(2, ann, bob)] });
    assert.equal(choiceOf(both, ...two), `partly ${bob.address}`);
  });

  it("counts what can no longer be taken back before anything else happens", () => {
    const plan = planOf({
      stages: [stage("any", ann), stage("any", bob)],
      undoMs: HOUR,
      expiry: undefined,
    });
    const first = playApproval({ ...plan, stages: [stage("any", ann)] }, T0);
    assert.equal(first.state?.status, "pending");
    const taken = (state: typeof first.state, event: ApprovalEvent) => {
      const transition = advanceApproval(plan, state, event);
      assert(transition.kind === "taken", JSON.stringify(transition));
      return transition.after;
    };
    const opened = taken(undefined, { kind: "opened", at: T0 });
    const held = taken(opened, vote(ann, "approve", T0));
    assert.equal(held.status, "held");
    // The clock is late: the next stage has begun all the same, and it is bob who is asked.
    const late = T0 + 5 * HOUR;
    const again = taken(held, vote(bob, "approve", late));
    assert.deepEqual([again.stage, again.status, again.held?.by], [1, "held", bob.address]);
    const cancelled: ApprovalEvent = { kind: "cancelled", at: late + 5 * HOUR, by: "op" };
    assert.deepEqual(advanceApproval(plan, again, cancelled), { kind: "refused", why: "closed" });
  });

  it("asks nobody after a pause whom the next step replaces at once", () => {
    const plan = planOf({
      stages: [stage("any", ann)],
      escalation: [
        { after: days(1), to: [bob], mode: "replace" },
        { after: days(2), to: [cid], mode: "replace" },
      ],
    });
    const opened = advanceApproval(plan, undefined, { kind: "opened", at: T0 });
    assert(opened.kind === "taken");
    const late = advanceApproval(plan, opened.after, { kind: "timePassed", at: T0 + 3 * DAY });
    assert(late.kind === "taken");
    assert.deepEqual(late.effects, [{ kind: "ask", seat: cid.address, why: "escalated", nth: 0 }]);
    assert.deepEqual(
      late.entries.map(({ what }) => what),
      ["escalated", "escalated"],
    );
    assert.deepEqual(
      late.after.seats.map(({ address }) => address),
      [cid.address],
    );
  });

  it("reminds in working hours that are not quiet ones, where there are any", () => {
    const calendar = { timeZone: "UTC", days: [1, 2, 3, 4, 5], from: 540, to: 1020, holidays: [] };
    const plan = planOf({
      stages: [stage("any", ann)],
      reminders: { after: { ms: 7 * HOUR, workingDays: 0 }, atMost: 1 },
      calendar,
      // Until after work, by her clock.
      quietHours: { from: 15 * 60, to: 18 * 60 },
    });
    const [, reminded] = notices(playApproval(plan, T0));
    assert.equal(reminded, "1 reminded ann");
  });
});
