import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../base/json.ts";
import { parseDocument } from "./document.ts";

const least = { title: "Buy a chair", approver: "ann@example.com" };

function requestOf(approval: Json) {
  const parsed = parseDocument({ taskToken: "t", approval });
  assert(parsed.kind === "request", JSON.stringify(parsed));
  return parsed.request;
}

function problemsOf(approval: Json): readonly string[] {
  const parsed = parseDocument({ taskToken: "t", approval });
  assert(parsed.kind === "problems");
  return parsed.problems;
}

test("a title and an approver are enough: the choices are approve and decline", () => {
  assert.deepEqual(requestOf(least), {
    title: least.title,
    stages: [{ name: "Stage 1", approvers: [least.approver] }],
    choices: [
      { id: "approve", label: "Approve" },
      { id: "decline", label: "Decline" },
    ],
    commentRequiredOn: [],
  });
});

test("the requester is a name or an object of name and email", () => {
  assert.deepEqual(requestOf({ ...least, requester: "Jane" }).requester, { name: "Jane" });
  const requester = { name: "Jane", email: "jane@example.com" };
  assert.deepEqual(requestOf({ ...least, requester }).requester, requester);
  assert.deepEqual(problemsOf({ ...least, requester: 7 }), [
    "approval.requester must be a name or an object of name and email",
  ]);
});

test("details are any JSON, kept as they are", () => {
  const details = JSON.parse('{"a":[1,{"b":null}],"__proto__":{"x":1},"constructor":"c"}') as Json;
  assert.equal(JSON.stringify(requestOf({ ...least, details }).details), JSON.stringify(details));
});

test("a misspelt key is named", () => {
  assert.deepEqual(problemsOf({ ...least, titel: "x" }), ['approval has an unknown key "titel"']);
  const parsed = parseDocument({ taskToken: "t", approval: least, aproval: 1 });
  assert.deepEqual(parsed, {
    kind: "problems",
    problems: ['The message has an unknown key "aproval"'],
  });
});

test("every problem is told at once", () => {
  assert.deepEqual(problemsOf({ approver: "ann@example.com, bob@example.com", details: 1 }), [
    "approval.title is missing",
    "approval.approver must be one e-mail address",
  ]);
});

test("an approver is one address that cannot carry a header", () => {
  for (const approver of [
    "",
    "ann",
    "ann@example.com\r\nBcc: bob@example.com",
    "Ann <ann@example.com>",
    "a@example.com;b@example.com",
    `${"a".repeat(250)}@example.com`,
  ]) {
    assert.equal(problemsOf({ ...least, approver }).length > 0, true, approver);
  }
});

test("a title is one line of at most 200 characters", () => {
  assert.equal(requestOf({ ...least, title: "x".repeat(200) }).title.length, 200);
  assert.deepEqual(problemsOf({ ...least, title: "x".repeat(201) }), [
    "approval.title must not be longer than 200 characters",
  ]);
  assert.deepEqual(problemsOf({ ...least, title: "a\r\nBcc: x" }), [
    "approval.title must be one line without control characters",
  ]);
});

test("there are two choices or more, with ids of their own", () => {
  const yes = { id: "yes", label: "Yes" };
  const no = { id: "no", label: "No" };
  assert.deepEqual(requestOf({ ...least, choices: [yes, no] }).choices, [yes, no]);
  assert.deepEqual(problemsOf({ ...least, choices: [yes, yes] }), [
    "approval.choices must have different ids",
  ]);
  assert.equal(problemsOf({ ...least, choices: [yes] }).length, 1);
});

test("people are one approver, several, or stages of them", () => {
  const { approver: _, ...bare } = least;
  const approvers = ["ann@example.com", "group:finance"];
  assert.deepEqual(requestOf({ ...bare, approvers, need: "all" }).stages, [
    { name: "Stage 1", approvers, need: "all" },
  ]);
  const stages = [
    { name: "Manager", approvers: ["ann@example.com"] },
    { approvers, need: 2 },
  ];
  assert.deepEqual(
    requestOf({ ...bare, stages }).stages.map(({ name, need }) => [name, need]),
    [
      ["Manager", undefined],
      ["Stage 2", 2],
    ],
  );
  assert.deepEqual(problemsOf(bare), [
    "approval must name its people by one of approver, approvers and stages",
  ]);
  assert.equal(problemsOf({ ...least, stages }).length, 1);
});

test("lengths of time, times of day and days are checked where they are written", () => {
  const wrong = {
    reminders: { after: "soon" },
    expiry: { after: "P1M" },
    calendar: { timeZone: "Mars/Olympus", days: ["DAY"] },
    quietHours: { from: "25:00", to: "07:00" },
  };
  assert.deepEqual(problemsOf({ ...least, ...wrong }).length, 5);
  const right = {
    reminders: { at: "09:00", on: ["MON"], atMost: 3 },
    expiry: { after: "10wd", outcome: "decline" },
    calendar: { timeZone: "Europe/Berlin", from: "09:00", to: "17:00", holidays: ["2026-12-25"] },
    quietHours: { from: "20:00", to: "07:00" },
    escalation: [{ after: "P3D", to: ["cfo@example.com"], mode: "add" }],
    undo: "30s",
  };
  assert.deepEqual(requestOf({ ...least, ...right }).reminders, right.reminders);
});

test("a comment can only be required on a choice that there is", () => {
  const request = requestOf({ ...least, commentRequiredOn: ["decline"] });
  assert.deepEqual(request.commentRequiredOn, ["decline"]);
  assert.deepEqual(problemsOf({ ...least, commentRequiredOn: ["reject"] }), [
    'approval.commentRequiredOn names "reject", which is none of the choices (approve, decline)',
  ]);
});

test("details nested beyond measure are refused without running out of stack", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  assert.deepEqual(problemsOf({ ...least, details: JSON.parse(deep) as Json }), [
    "approval.details must not be nested deeper than 32 levels",
  ]);
});

test("translations are of languages and choices that there are", () => {
  const translations = { de: { title: "Kauf", choices: { approve: "Bestellen" } } };
  assert.deepEqual(requestOf({ ...least, translations }).translations, translations);
  assert.deepEqual(problemsOf({ ...least, translations: { de: { choices: { buy: "Kaufen" } } } }), [
    'approval.translations.de.choices names "buy", which is none of the choices (approve, decline)',
  ]);
  const [problem = ""] = problemsOf({ ...least, translations: { tlh: { title: "je'" } } });
  assert.match(problem, /^approval\.translations /);
});
