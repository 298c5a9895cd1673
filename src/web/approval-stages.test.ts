// Requests to several people, as they and their workflow meet them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "../approvals/stored-approval.ts";
import { defined } from "../base/assert.ts";
import type { Json } from "../base/json.ts";
import type { MailContent } from "../notifications/mail.ts";
import { openWeb, type WebBench } from "./testing.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;

const STAGES: Json = {
  title: "Purchase of 12,000 EUR",
  requester: { email: "eva@example.com" },
  stages: [
    { name: "Manager", approvers: ["ann@example.com"] },
    {
      name: "Board",
      approvers: ["bob@example.com", "cid@example.com", "dan@example.com"],
      need: 2,
    },
  ],
  reminders: { after: "1d", every: "2d", atMost: 2 },
};

/** The mails to one person, newest first, each with its link where it has one. */
async function mailsTo(web: WebBench, address: string) {
  const deliveries = await web.store.listDeliveries({}, { limit: 100 });
  return deliveries
    .filter(({ endpoint }) => endpoint === address)
    .map(({ content }) => {
      const { inReplyTo, messageId, subject, text } = JSON.parse(content) as MailContent;
      const occasion = text.split("\n", 1)[0];
      return {
        subject,
        occasion,
        inReplyTo,
        messageId,
        path: /\/approvals\/[\w-]{43}/.exec(text)?.[0] ?? "",
      };
    });
}

async function decide(web: WebBench, address: string, choice: string) {
  const [mail] = (await mailsTo(web, address)).filter(({ path }) => path !== "");
  return web.app.inject({
    method: "POST",
    url: mail?.path ?? "",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({ choice, comment: "" }).toString(),
  });
}

test("stages follow each other, and the workflow hears of the last decision", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask(STAGES);
  assert.deepEqual(await mailsTo(web, "bob@example.com"), []);
  const first = await decide(web, "ann@example.com", "approve");
  assert.match(
    first.body,
    /It counts\. .*Board.*<bdi>0<\/bdi> of <bdi>3<\/bdi> so far; <bdi>2<\/bdi> equal answers decide/s,
  );
  assert.doesNotMatch(first.body, /bob@example\.com/);
  await decide(web, "cid@example.com", "approve");
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  await decide(web, "bob@example.com", "approve");
  const execution = await web.getExecution(executionId);
  const output = JSON.parse(execution.output ?? "{}");
  assert.deepEqual([output.decision, output.approver], ["approve", "bob@example.com"]);
  assert.deepEqual(
    output.decisions.map(({ stage, by }: { stage: string; by: string }) => [stage, by]),
    [
      ["Manager", "ann@example.com"],
      ["Board", "cid@example.com"],
      ["Board", "bob@example.com"],
    ],
  );
  const [done] = await mailsTo(web, "dan@example.com");
  assert.deepEqual([done?.occasion, done?.path], ["Done", ""]);
});

test("a person's own decision counts once, and a look back says so", async () => {
  const web = await openWeb();
  await web.ask(STAGES);
  await decide(web, "ann@example.com", "approve");
  await decide(web, "bob@example.com", "approve");
  assert.equal((await decide(web, "bob@example.com", "approve")).statusCode, 200);
  assert.equal((await decide(web, "bob@example.com", "decline")).statusCode, 409);
  const [mail] = (await mailsTo(web, "bob@example.com")).filter(({ path }) => path !== "");
  const page = await web.app.inject({ url: mail?.path ?? "" });
  assert.match(page.body, /Your decision is recorded/);
  assert.doesNotMatch(page.body, /method="post"/);
  const [late] = (await mailsTo(web, "ann@example.com")).filter(({ path }) => path !== "");
  assert.match(
    (await web.app.inject({ url: late?.path ?? "" })).body,
    /Somebody else is asked now/,
  );
});

test("one no of two in three is not the end, two are", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask(STAGES);
  await decide(web, "ann@example.com", "approve");
  await decide(web, "bob@example.com", "decline");
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  await decide(web, "dan@example.com", "decline");
  const output = JSON.parse((await web.getExecution(executionId)).output ?? "{}");
  assert.equal(output.decision, "decline");
});

test("people are reminded in their turn, with links that work, and not after they have decided", async () => {
  const web = await openWeb();
  await web.ask(STAGES);
  for (let day = 1; day <= 6; day++) {
    web.now += DAY;
    await web.passApprovalTime();
  }
  const [second, , asked] = await mailsTo(web, "ann@example.com");
  assert.equal(second?.occasion, "Reminder 2: your decision is still needed");
  assert.equal(asked?.occasion, "Your decision is needed");
  assert.equal((await decide(web, "ann@example.com", "approve")).statusCode, 200);
  web.now += DAY;
  await web.passApprovalTime();
  const occasions = (await mailsTo(web, "ann@example.com")).map(({ occasion }) => occasion);
  assert.deepEqual([occasions.length, occasions[0]], [4, "Your decision was recorded"]);
  assert.equal((await mailsTo(web, "bob@example.com")).length, 2);
});

test("a request that nobody decides ends as it says: with an error, or with a choice", async () => {
  const web = await openWeb();
  const asking = { title: "T", approver: "ann@example.com" };
  const failing = await web.ask({ ...asking, expiry: { after: "2d" } });
  const declining = await web.ask({ ...asking, expiry: { after: "2d", outcome: "decline" } });
  web.now += 2 * DAY;
  await web.passApprovalTime();
  assert.equal((await web.getExecution(failing.executionId)).error, "ApprovalExpired");
  const output = JSON.parse((await web.getExecution(declining.executionId)).output ?? "{}");
  assert.deepEqual([output.decision, output.approver, output.channel], ["decline", null, "expiry"]);
  const page = await web.app.inject({ url: declining.path });
  assert.match(page.body, /This request has expired/);
});

test("escalation adds people, and either may decide", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask({
    title: "T",
    approver: "ann@example.com",
    escalation: [{ after: "3d", to: ["cfo@example.com"] }],
  });
  web.now += 3 * DAY;
  await web.passApprovalTime();
  const [asked] = await mailsTo(web, "cfo@example.com");
  assert.equal(asked?.occasion, "Nobody has decided yet: your decision is needed");
  await decide(web, "cfo@example.com", "approve");
  assert.equal((await web.getExecution(executionId)).status, "SUCCEEDED");
});

test("a decision that can be taken back counts only when its time is over", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask({ title: "T", approver: "ann@example.com", undo: "30s" });
  assert.match((await decide(web, "ann@example.com", "approve")).body, /It counts/);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  web.now += 30_000;
  await web.passApprovalTime();
  assert.equal((await web.getExecution(executionId)).status, "SUCCEEDED");
});

test("a challenge takes the code that is in the mail, and no robot knows it", async () => {
  const web = await openWeb();
  const asking = { title: "T", approver: "ann@example.com", confirmation: "challenge" };
  const { executionId, mail, path } = await web.ask(asking);
  const code = /Your code, which the page asks for: (\w{6})/.exec(mail.text)?.[1] ?? "";
  const page = await web.app.inject({ url: path });
  assert.ok(!page.body.includes(code));
  const post = (fields: Record<string, string>) =>
    web.app.inject({
      method: "POST",
      url: path,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ comment: "", ...fields }).toString(),
    });
  for (const guess of ["", "website", "AAAAAA", "on"]) {
    assert.equal((await post({ choice: "approve", code: guess })).statusCode, 422);
  }
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  assert.equal((await post({ choice: "approve", code: code.toLowerCase() })).statusCode, 200);
  assert.equal((await web.getExecution(executionId)).status, "SUCCEEDED");
});

test("after five wrong codes a link takes none for a while, and is good again then", async () => {
  const web = await openWeb();
  const asking = { title: "T", approver: "ann@example.com", confirmation: "challenge" };
  const { executionId, mail, path } = await web.ask(asking);
  const code = /asks for: (\w{6})/.exec(mail.text)?.[1] ?? "";
  const post = (given: string, more = {}) =>
    web.app.inject({
      method: "POST",
      url: path,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ choice: "approve", code: given, ...more }).toString(),
    });
  for (let guess = 0; guess < 9; guess++) await post("WRONG2", { website: "filled in" });
  for (let guess = 0; guess < 4; guess++) await post("WRONG2");
  assert.match((await post("WRONG2")).body, /not the code/);
  assert.match((await post(code)).body, /Too many wrong codes/);
  web.now += 14 * MINUTE;
  assert.match((await post(code)).body, /Too many wrong codes/);
  web.now += MINUTE;
  assert.match((await post("WRONG2")).body, /not the code/);
  assert.match((await post(code)).body, /Too many wrong codes/);
  web.now += 15 * MINUTE;
  assert.equal((await post(code)).statusCode, 200);
  assert.equal((await web.getExecution(executionId)).status, "SUCCEEDED");
});

test("the challenge can depend on what is asked", async () => {
  const web = await openWeb();
  const confirmation = {
    tier: "challenge",
    when: { Variable: "$.amount", NumericGreaterThan: 1_000 },
  };
  const asking = { title: "T", approver: "ann@example.com", confirmation };
  const small = await web.ask({ ...asking, details: { amount: 10 } });
  const large = await web.ask({ ...asking, details: { amount: 5_000 } });
  assert.doesNotMatch(small.mail.text, /Your code/);
  assert.match(large.mail.text, /Your code/);
});

test("those who are asked hear once of a request that its workflow has ended past its rules", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask({
    title: "T",
    approvers: ["ann@example.com", "bob@example.com"],
  });
  await web.engine.deliver(executionId, { kind: "stopRequested" });
  await web.passApprovalTime();
  await web.passApprovalTime();
  for (const address of ["ann@example.com", "bob@example.com"]) {
    const [end, asked, ...others] = await mailsTo(web, address);
    assert.deepEqual([end?.occasion, others], ["Done", []]);
    assert.equal(end?.inReplyTo, asked?.messageId);
  }
});

test("whoever chooses otherwise later is told what they have chosen, and when", async () => {
  const web = await openWeb();
  await web.ask({
    title: "T",
    stages: [{ approvers: ["ann@x.example", "bob@x.example"], need: "all" }],
  });
  await decide(web, "ann@x.example", "approve");
  const again = await decide(web, "ann@x.example", "approve");
  assert.equal(again.statusCode, 200);
  assert.match(again.body, /It counts\. .*<bdi>1<\/bdi> of <bdi>2<\/bdi> so far/s);
  const other = await decide(web, "ann@x.example", "decline");
  assert.equal(other.statusCode, 409);
  const text = other.body.replaceAll(/<[^>]+>/g, "");
  assert.match(
    text,
    /Approve was chosen by ann@x\.example \(by the link in the mail\) on 1 Jan 2026/,
  );
  assert.match(text, /What you chose just now changes nothing/);
});

test("of the same form sent several times at once each is told that it counts", async () => {
  const web = await openWeb();
  const approvers = ["ann@x.example"];
  const { approval, path } = await web.ask({ title: "T", stages: [{ approvers }, { approvers }] });
  const digest = /name="digest" value="(\w+)"/.exec(
    (await web.app.inject({ url: path })).body,
  )?.[1];
  const send = () =>
    web.app.inject({
      method: "POST",
      url: path,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: `choice=approve&digest=${digest}`,
    });
  const answers = await Promise.all([send(), send(), send()]);
  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200],
  );
  const { votes } = stateOf(defined(await web.store.findApproval(approval.id), "the request"));
  assert.equal(votes.length, 1, "the second stage is not decided by it");
});

test("whoever comes after the end, and before the clock, is told how it has ended", async () => {
  const web = await openWeb();
  const expiry = { after: "1h", outcome: "decline" };
  const { executionId } = await web.ask({ title: "T", approver: "ann@x.example", expiry });
  web.now += 60 * MINUTE;
  const late = await decide(web, "ann@x.example", "approve");
  assert.equal(late.statusCode, 409);
  assert.match(late.body, /This request has expired/);
  assert.doesNotMatch(late.body, /still open/);
  const output = JSON.parse((await web.getExecution(executionId)).output ?? "{}");
  assert.deepEqual([output.decision, output.channel], ["decline", "expiry"]);
});

test("a decision that can no longer be taken back counts, also before the clock has come to it", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask({ title: "T", approver: "ann@x.example", undo: "1h" });
  await decide(web, "ann@x.example", "decline");
  web.now += 60 * MINUTE;
  const other = await decide(web, "ann@x.example", "approve");
  assert.equal(other.statusCode, 409);
  assert.match(other.body.replaceAll(/<[^>]+>/g, ""), /Decline was chosen by ann@x\.example/);
  assert.match((await web.getExecution(executionId)).output ?? "", /"decision":"decline"/);
});

test("a decision that can be taken back counts before the time of its task is over", async () => {
  const web = await openWeb();
  const undo = "2h";
  const { approval, executionId } = await web.ask({ title: "T", approver: "ann@x.example", undo });
  // The bench gives the task thirty days.
  web.now += 30 * DAY - 60 * MINUTE;
  const late = await decide(web, "ann@x.example", "approve");
  assert.match(late.body.replaceAll(/<[^>]+>/g, ""), /counts from 30 Jan 2026, 23:59 UTC/);
  web.now += 59 * MINUTE;
  await web.passApprovalTime();
  assert.equal((await web.getExecution(executionId)).status, "SUCCEEDED");
  const last = await web.ask({ title: "Last", approver: "bob@x.example", undo });
  web.now += 30 * DAY - MINUTE / 2;
  await decide(web, "bob@x.example", "approve");
  assert.equal((await web.getExecution(last.executionId)).status, "SUCCEEDED");
  assert.equal((await web.store.findApproval(approval.id))?.status, "decided");
});
