import assert from "node:assert/strict";
import { test } from "node:test";
import type { MailContent } from "../../notifications/mail.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { LANGUAGES } from "../../wording/language.ts";
import { mailWordsIn } from "../../wording/mail-words.ts";
import type { Directory, PersonProfile } from "../directory.ts";
import { parseDocument } from "../document.ts";
import { planApproval } from "../plan-approval.ts";
import { advanceApproval } from "../policy/advance-approval.ts";
import type { ApprovalEvent } from "../policy/approval-event.ts";
import { type ApprovalDocument, stateOf } from "../stored-approval.ts";
import { noticesFor } from "./notices.ts";

const AT = Date.UTC(2026, 7, 3, 8);
const DAY = 86_400_000;
const DETAILS = { amount: 12_750.5, currency: "EUR", neededOn: "2026-09-01", urgent: true };

const ONE_APPROVER = { approver: "ann@example.com" };

interface Sent extends MailContent {
  readonly to: string;
}

/** A request, and what mails its events send. */
function open(approval: object, profiles: Readonly<Record<string, PersonProfile>> = {}) {
  const directory: Directory = {
    timeZone: "UTC",
    findApprovers: (name) =>
      name.startsWith("group:") ? [{ address: "cid@example.com" }] : [{ address: name }],
    findProfile: (address) => profiles[address],
  };
  const parsed = parseDocument({
    taskToken: "",
    approval: { title: "Purchase", details: DETAILS, ...ONE_APPROVER, ...approval },
  });
  assert.ok(parsed.kind === "request", JSON.stringify(parsed));
  const planned = planApproval(parsed.request, directory, false);
  assert.ok(planned.kind === "plan", JSON.stringify(planned));
  const document: ApprovalDocument = {
    request: parsed.request,
    plan: planned.plan,
    provenance: {
      stateMachineName: "buy",
      executionName: "buy-17",
      stateName: "Ask",
      startedBy: "jane",
      expiresAt: AT + 30 * DAY,
    },
  };
  let record: ApprovalRecord | undefined;
  return (event: ApprovalEvent): readonly Sent[] => {
    const step = advanceApproval(planned.plan, record && stateOf(record), event);
    assert.ok(step.kind === "taken", JSON.stringify(step));
    record = recordOf(document, JSON.stringify(step.after));
    const route = {
      publicUrl: () => "https://approvals.example/x",
      hasMailTransport: true,
      tokenSecret: new Uint8Array(32),
      findDirectory: () => directory,
      hasReplyTo: true,
    };
    return noticesFor(route, record, step.effects, event).changes.flatMap((change) =>
      change.kind === "createDelivery" && change.delivery.channel === "email"
        ? { ...(JSON.parse(change.delivery.content) as MailContent), to: change.delivery.endpoint }
        : [],
    );
  };
}

function recordOf(document: ApprovalDocument, state: string): ApprovalRecord {
  const ids = { id: "01kdvdna00m4cyhp4q4bed8hqd", executionId: "e", task: 1, version: 1 };
  const open = { status: "pending", createdAt: AT, closedAt: null, dueAt: null } as const;
  const { title } = document.request;
  const texts = { title, approver: "", decision: null, document: JSON.stringify(document) };
  return { ...ids, ...open, ...texts, state };
}

function decided(by: string, at = AT + 60_000): ApprovalEvent {
  return { kind: "decided", at, by, choice: "approve", comment: "Fine", channel: "link" };
}

test("an approver reads amounts, dates and sentences in their language and by their clock", () => {
  const send = open({}, { "ann@example.com": { locale: "de-DE", timeZone: "Europe/Berlin" } });
  const [mail] = send({ kind: "opened", at: AT });
  assert.equal(mail?.subject, "Freigabe: Purchase");
  for (const text of ["12.750,50 EUR", "1. Sept. 2026", "Ja", "3. Aug. 2026, 10:00 MESZ"]) {
    assert.ok(mail?.text.includes(text), text);
    assert.ok(mail?.html?.includes(text), text);
  }
  assert.ok(mail?.html?.includes('<html lang="de" dir="ltr">'));
});

for (const language of LANGUAGES) {
  test(`a mail in ${language} is whole, and fits into what Gmail shows`, () => {
    const send = open({ confirmation: "challenge" }, { "ann@example.com": { locale: language } });
    const [mail] = send({ kind: "opened", at: AT });
    const { html = "", text = "" } = mail ?? {};
    const { approval, opensOnly, occasions } = mailWordsIn(language);
    assert.equal(mail?.subject, `${approval}: Purchase`);
    for (const words of [occasions.asked, opensOnly]) {
      assert.ok(text.includes(words), words);
      assert.ok(html.includes(words.replaceAll("'", "&#39;")), words);
    }
    assert.ok(html.includes(`dir="${language === "ar" ? "rtl" : "ltr"}"`));
    assert.doesNotMatch(html + text, /\{\w+\}|undefined/);
    assert.doesNotMatch(html, /<img|<link|<script|url\(|src=|@import/);
    assert.ok(Buffer.byteLength(html) < 100_000);
  });
}

test("reminders, the receipt and the end stay in the thread of the mail that asked", () => {
  const send = open({
    approver: undefined,
    approvers: ["ann@example.com", "bob@example.com"],
    reminders: { after: "1d", every: "1d", atMost: 2 },
  });
  const [asked, other] = send({ kind: "opened", at: AT });
  assert.ok(asked && other);
  assert.notEqual(asked.messageId, other.messageId);
  assert.match(asked.messageId, /^[\w.]+@approvals\.example$/);
  assert.equal(asked.inReplyTo, undefined);
  const later = [
    ...send({ kind: "timePassed", at: AT + DAY }),
    ...send({ kind: "timePassed", at: AT + 2 * DAY }),
    ...send(decided("ann@example.com", AT + 3 * DAY)),
  ];
  assert.equal(later.length, 6);
  for (const mail of later) {
    const first: Sent = mail.to === "ann@example.com" ? asked : other;
    assert.equal(mail.inReplyTo, first.messageId);
    assert.equal(mail.subject, `Re: ${first.subject}`);
  }
  assert.equal(new Set([asked, other, ...later].map(({ messageId }) => messageId)).size, 8);
});

test("whoever is asked a second time gets a thread of its own", () => {
  const send = open({});
  const timeZone = "UTC";
  const by = "ops@example.com";
  const [first] = send({ kind: "opened", at: AT });
  const hand = (from: string, to: string, at: number) =>
    send({ kind: "reassigned", at, from, to: { address: to, timeZone }, by, reason: "" });
  hand("ann@example.com", "bob@example.com", AT + 1);
  const [again] = hand("bob@example.com", "ann@example.com", AT + 2);
  assert.equal(again?.inReplyTo, undefined);
  assert.notEqual(again?.messageId, first?.messageId);
});

test("a decision by link is told to the address of the link, with a way back while it is held", () => {
  const send = open({ undo: "5m" });
  send({ kind: "opened", at: AT });
  const [receipt, ...others] = send(decided("ann@example.com"));
  assert.deepEqual(others, []);
  assert.equal(receipt?.to, "ann@example.com");
  assert.match(receipt?.text ?? "", /“Approve” was recorded in your name on 3 Aug 2026, 08:01 UTC/);
  assert.match(receipt?.text ?? "", /Was this not you\? Until 3 Aug 2026, 08:06 UTC/);
  assert.match(receipt?.text ?? "", /Take it back:\nhttps:\/\/approvals\.example\/x\/approvals\//);
});

test("a decision by somebody who is signed in needs no receipt", () => {
  const send = open({ undo: "5m" });
  send({ kind: "opened", at: AT });
  const event = { ...decided("ann@example.com"), channel: "inbox" } as ApprovalEvent;
  assert.deepEqual(send(event), []);
});

test("a mail says why its reader is asked, what the decision is worth, and what others have said", () => {
  const send = open({
    approver: undefined,
    stages: [
      { name: "Manager", approvers: ["ann@example.com"] },
      { name: "Board", approvers: ["group:board", "bob@example.com"], need: "all" },
    ],
    expiry: { after: "30d", outcome: "decline" },
  });
  send({ kind: "opened", at: AT });
  const mails = send(decided("ann@example.com"));
  const cid = mails.find(({ to }) => to === "cid@example.com")?.text ?? "";
  const bob = mails.find(({ to }) => to === "bob@example.com")?.text ?? "";
  assert.match(cid, /asked as a member of board/);
  assert.match(bob, /named as an approver/);
  for (const text of [cid, bob]) {
    assert.match(text, /Everybody who is asked has to agree \(2\)/);
    assert.match(text, /Stage 2 of 2: Board/);
    assert.match(text, /counts as “Decline”/);
    assert.match(text, /08:01 UTC: ann@example\.com chose “Approve”\n {4}Comment: Fine/);
  }
});

test("what a request says cannot begin a header or change the page", () => {
  const send = open({
    summary: "<script>alert(1)</script>",
    details: { "<b>x</b>": "\u202etxt.exe</td>" },
    choices: [
      { id: "a", label: "<u>Yes</u>" },
      { id: "b", label: "No" },
    ],
  });
  const [mail] = send({ kind: "opened", at: AT });
  assert.doesNotMatch(mail?.html ?? "", /<script|<b>|<u>|\u202e|exe<\/td>"/);
  assert.doesNotMatch(mail?.subject ?? "", /[\r\n]/);
});

test("a payload that is too large for a mail is cut, and the mail says so", () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => ({ item: `Thing ${index}`, price: 1 }));
  const send = open({ details: { currency: "EUR", rows } });
  const [mail] = send({ kind: "opened", at: AT });
  assert.ok(Buffer.byteLength(mail?.html ?? "") < 100_000);
  assert.match(mail?.html ?? "", /There is more than fits into a mail/);
  assert.match(mail?.text ?? "", /Thing 0/);
});
