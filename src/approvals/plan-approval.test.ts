import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../base/json.ts";
import { type Directory, NO_DIRECTORY } from "./directory.ts";
import { parseDocument } from "./document.ts";
import { planApproval } from "./plan-approval.ts";

const directory: Directory = {
  timeZone: "Europe/Berlin",
  findManager: (address) => (address === "eva@example.com" ? "boss@example.com" : undefined),
  findApprovers(reference) {
    if (reference !== "group:finance") return NO_DIRECTORY.findApprovers(reference);
    return ["cid@example.com", "eva@example.com"].map((address) => ({ address }));
  },
};

function plan(approval: Json, isLimited = false) {
  const parsed = parseDocument({
    taskToken: "t",
    approval: { title: "T", ...(approval as object) },
  });
  assert(parsed.kind === "request", JSON.stringify(parsed));
  return planApproval(parsed.request, directory, isLimited);
}

function planOf(approval: Json, isLimited = false) {
  const planned = plan(approval, isLimited);
  assert(planned.kind === "plan", JSON.stringify(planned));
  return planned.plan;
}

function problemsOf(approval: Json) {
  const planned = plan(approval);
  assert(planned.kind === "problems");
  return planned.problems;
}

test("a group is its people, known by their addresses in lower case", () => {
  const { stages } = planOf({ approvers: ["Ann@Example.com", "group:finance"] });
  assert.deepEqual(
    stages[0].approvers.map(({ address }) => address),
    ["ann@example.com", "cid@example.com", "eva@example.com"],
  );
});

test("nobody is asked about their own request, not even as one of a group", () => {
  const requester = { email: "EVA@example.com" };
  const { stages } = planOf({ approvers: ["group:finance"], requester });
  assert.deepEqual(
    stages[0].approvers.map(({ address }) => address),
    ["cid@example.com"],
  );
  assert.match(problemsOf({ approver: "eva@example.com", requester })[0] ?? "", /nobody who may/);
});

test("a stage that could never end is refused before anybody is asked", () => {
  assert.deepEqual(problemsOf({ approvers: ["group:finance"], need: 3 }), [
    "approval.stages Stage 1 needs 3 of 2",
  ]);
  assert.deepEqual(problemsOf({ approvers: ["group:legal", "ann@example.com"] }), [
    "approval.stages Stage 1 names group:legal, which is not known",
  ]);
});

test("a stage belongs to the request where its condition holds on the details", () => {
  const stages = [
    { name: "Manager", approvers: ["ann@example.com"] },
    {
      name: "Finance",
      approvers: ["group:finance"],
      when: { Variable: "$.amount", NumericGreaterThan: 1_000 },
    },
  ];
  const namesFor = (amount: number) =>
    planOf({ stages, details: { amount } }).stages.map(({ name }) => name);
  assert.deepEqual(namesFor(500), ["Manager"]);
  assert.deepEqual(namesFor(5_000), ["Manager", "Finance"]);
  assert.match(problemsOf({ stages, details: {} })[0] ?? "", /Finance, when: .*\$\.amount/);
});

test("a request ends by itself after thirty days, unless its workflow sees to that", () => {
  const approver = "ann@example.com";
  assert.deepEqual(planOf({ approver }).expiry, {
    after: { ms: 30 * 86_400_000, workingDays: 0 },
    outcome: "fail",
  });
  assert.equal(planOf({ approver }, true).expiry, undefined);
  assert.equal(planOf({ approver, expiry: { after: "2d" } }, true).expiry?.after.ms, 172_800_000);
});

test("the first choice goes on and the others end, unless they say otherwise", () => {
  const choices = [
    { id: "no", label: "No", meaning: "decline" },
    { id: "yes", label: "Yes", meaning: "approve" },
    { id: "later", label: "Later" },
  ];
  assert.deepEqual(
    planOf({ approver: "ann@example.com", choices }).choices.map(({ meaning }) => meaning),
    ["ends", "goesOn", "ends"],
  );
});

test("an escalation to nobody but the requester is refused: nobody would be left", () => {
  const escalation = [{ after: "1d", to: ["eva@example.com"], mode: "replace" }];
  const requester = { email: "eva@example.com" };
  assert.deepEqual(problemsOf({ approver: "ann@example.com", requester, escalation }), [
    "approval.escalation has a step to nobody who may decide",
  ]);
});

test("an escalation may not make fewer votes enough", () => {
  const approvers = ["ann@example.com", "bob@example.com", "cid@example.com"];
  const escalation = [{ after: "1d", to: ["boss@example.com"], mode: "replace" }];
  assert.deepEqual(problemsOf({ approvers, need: 2, escalation }), [
    'approval.escalation replaces by 1 where approval.stages Stage 1 needs 2: name as many, or use the mode "add"',
  ]);
  for (const need of ["any", "all", 1]) planOf({ approvers, need, escalation });
  planOf({ approvers, need: 2, escalation: [{ ...escalation[0], mode: "add" }] });
});

test("nobody decides whom the requester has chosen, through whomever it came", () => {
  const chain: Directory = {
    timeZone: "UTC",
    findApprovers: (reference) =>
      reference === "ann@example.com"
        ? [{ address: "dan@example.com", inPlaceOf: reference, through: ["eva@example.com"] }]
        : NO_DIRECTORY.findApprovers(reference),
  };
  const approversFor = (requester: string) => {
    const approvers = ["ann@example.com", "bob@example.com"];
    const approval = { title: "T", approvers, requester: { email: requester } };
    const parsed = parseDocument({ taskToken: "t", approval });
    assert(parsed.kind === "request");
    const planned = planApproval(parsed.request, chain, false);
    assert(planned.kind === "plan");
    return planned.plan.stages[0].approvers.map(({ address }) => address);
  };
  assert.deepEqual(approversFor("eva@example.com"), ["bob@example.com"]);
  assert.deepEqual(approversFor("jo@example.com"), ["dan@example.com", "bob@example.com"]);
});

test("of several rules of confirmation the first counts that holds", () => {
  const confirmation = [
    { tier: "signedIn", when: { Variable: "$.amount", NumericGreaterThan: 1_000 } },
    { tier: "challenge", when: { Variable: "$.amount", NumericGreaterThan: 100 } },
  ];
  const tierFor = (amount: number) =>
    planOf({ approver: "ann@example.com", confirmation, details: { amount } }).confirmation;
  assert.deepEqual([5_000, 500, 50].map(tierFor), ["signedIn", "challenge", "click"]);
});

test("what can be changed is there, is valid as proposed, and one answer can change it", () => {
  const editable = { properties: { amount: { type: "number", maximum: 10 } } };
  const approver = "ann@example.com";
  const read = (given: object) => {
    const approval = { title: "Purchase", approver, editable, ...given } as Json;
    const parsed = parseDocument({ taskToken: "t", approval });
    return parsed.kind === "problems" ? parsed.problems : [];
  };
  assert.match(read({})[0] ?? "", /editable\.amount is no member/);
  assert.match(read({ details: { amount: 11 } })[0] ?? "", /not valid as proposed/);
  assert.deepEqual(read({ details: { amount: 10 } }), []);
  const several = { approvers: [approver, "bob@example.com"], need: "all" };
  assert.deepEqual(problemsOf({ ...several, editable, details: { amount: 1 } }), [
    "approval.editable: no stage is decided by one answer",
  ]);
});

test("the requester's manager is whom the directory names, and has to be known", () => {
  const approvers = ["manager:requester"];
  const requester = { email: "Eva@example.com" };
  assert.deepEqual(
    planOf({ approvers, requester }).stages[0]?.approvers.map(({ address }) => address),
    ["boss@example.com"],
  );
  for (const unknown of [{ email: "dan@example.com" }, { name: "Dan" }]) {
    assert.deepEqual(problemsOf({ approvers, requester: unknown }), [
      "approval.stages Stage 1 names manager:requester, which is not known",
      "approval.stages Stage 1 has nobody who may decide (nobody decides on their own request)",
    ]);
  }
});

test("whoever stands in for the requester is asked in their own right, or not at all", () => {
  const away: Directory = {
    timeZone: "UTC",
    findApprovers: (reference) =>
      reference === "eva@example.com"
        ? [{ address: "dan@example.com", inPlaceOf: reference }]
        : NO_DIRECTORY.findApprovers(reference),
  };
  const approversOf = (requester: string, ...approvers: string[]) => {
    const approval = { title: "T", approvers, requester: { email: requester } };
    const parsed = parseDocument({ taskToken: "t", approval });
    assert(parsed.kind === "request");
    const planned = planApproval(parsed.request, away, false);
    assert(planned.kind === "plan");
    return planned.plan.stages[0].approvers.map(({ address, inPlaceOf }) => [address, inPlaceOf]);
  };
  const [ann, dan, eva] = ["ann@example.com", "dan@example.com", "eva@example.com"] as const;
  assert.deepEqual(approversOf(eva, ann, eva), [[ann, undefined]]);
  assert.deepEqual(approversOf(eva, dan, eva), [[dan, undefined]]);
  assert.deepEqual(approversOf(ann, dan, eva), [[dan, undefined]]);
  assert.deepEqual(approversOf(ann, eva), [[dan, eva]]);
});

test("working hours end on the day on which they begin", () => {
  const calendar = { timeZone: "UTC", from: "22:00", to: "06:00" };
  const approval = { title: "T", approver: "ann@example.com", calendar };
  const parsed = parseDocument({ taskToken: "t", approval });
  assert.match(JSON.stringify(parsed), /later on the same day/);
});

test("a decision is held for hours or days, not for working days", () => {
  assert.equal(planOf({ approver: "ann@example.com", undo: "2h" }).undoMs, 7_200_000);
  assert.deepEqual(problemsOf({ approver: "ann@example.com", undo: "1wd" }), [
    "approval.undo is a length of time, not of working days",
  ]);
});
