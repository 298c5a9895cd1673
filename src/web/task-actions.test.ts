// What can be done with what waits, through the API.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json, JsonObject } from "../base/json.ts";
import type { MailContent } from "../notifications/mail.ts";
import { openWeb, type WebBench, withoutIsolation } from "./testing.ts";

const DAY = 86_400_000;

const BOARD: Json = {
  title: "Purchase of 12,000 EUR",
  requester: { email: "eva@example.com" },
  stages: [{ name: "Board", approvers: ["ann@example.com", "bob@example.com"], need: 2 }],
  reminders: { after: "1d", every: "2d", atMost: 2 },
  expiry: { after: "10d" },
};

const ONE = { title: "Purchase", approver: "ann@example.com" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

function post(web: WebBench, url: string, body: JsonObject) {
  return web.app.inject({
    method: "POST",
    url,
    payload: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
}

function act(web: WebBench, id: string, body: JsonObject) {
  return post(web, `/api/tasks/${id}/action`, body);
}

async function list(web: WebBench, query = ""): Promise<readonly JsonObject[]> {
  return (await web.app.inject({ url: `/api/tasks${query}` })).json().tasks;
}

async function subjectsTo(web: WebBench, address: string): Promise<readonly string[]> {
  const deliveries = await web.store.listDeliveries({}, { limit: 100 });
  return deliveries
    .filter(({ endpoint }) => endpoint === address)
    .map(({ content }) => (JSON.parse(content) as MailContent).subject);
}

test("what waits says on whom, since when, when the next reminder comes and when it ends", async () => {
  const web = await openWeb();
  const openedAt = web.now;
  const { approval } = await web.ask(BOARD);
  const [item] = await list(web);
  const at = (days: number) => new Date(openedAt + days * DAY).toISOString();
  const asked = { askedAt: at(0), reminders: 0, nextReminderAt: at(1) };
  assert.equal(item?.["id"], approval.id);
  assert.equal(item?.["stage"], "Board");
  assert.equal(item?.["createdAt"], at(0));
  assert.equal(item?.["nextReminderAt"], at(1));
  assert.equal(item?.["expiresAt"], at(10));
  assert.deepEqual(item?.["waitsFor"], [
    { address: "ann@example.com", ...asked },
    { address: "bob@example.com", ...asked },
  ]);
});

test("what waits is narrowed by machine, step, kind, approver and age", async () => {
  const web = await openWeb();
  const first = await web.ask(BOARD);
  web.now += 2 * DAY;
  const second = await web.ask({ title: "T", approver: "cid@example.com" });
  const ids = async (query: string) => (await list(web, query)).map(({ id }) => id);
  assert.deepEqual(await ids(""), [first.approval.id, second.approval.id]);
  assert.deepEqual(await ids("?machine=m0"), [first.approval.id]);
  assert.deepEqual(await ids("?state=Ask&machine=m1"), [second.approval.id]);
  assert.deepEqual(await ids("?state=Other"), []);
  assert.deepEqual(await ids("?kind=task"), []);
  assert.deepEqual(await ids("?kind=approval"), [first.approval.id, second.approval.id]);
  assert.deepEqual(await ids("?approver=Bob@Example.com"), [first.approval.id]);
  assert.deepEqual(await ids("?olderThan=1d"), [first.approval.id]);
  for (const query of ["?olderThan=long", "?kind=other"]) {
    assert.equal((await web.app.inject({ url: `/api/tasks${query}` })).statusCode, 400);
  }
});

test("a request waits for whoever has not decided, and for nobody at its end", async () => {
  const web = await openWeb();
  const { approval, executionId } = await web.ask(BOARD);
  await act(web, approval.id, {
    action: "reassign",
    from: "ann@example.com",
    to: "cid@example.com",
  });
  assert.deepEqual(await list(web, "?approver=ann@example.com"), []);
  assert.equal((await list(web, "?approver=cid@example.com")).length, 1);
  await act(web, approval.id, { action: "decide", choice: "approve", comment: "" });
  assert.equal((await web.getExecution(executionId)).status, "SUCCEEDED");
  assert.deepEqual(await list(web, "?approver=cid@example.com"), []);
});

test("an operator hands a seat on, and its new holder is asked in place of the old", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(BOARD);
  const reassign = { action: "reassign", to: "Cid@Example.com", reason: "On leave" };
  const unclear = await act(web, approval.id, reassign);
  assert.equal(unclear.json().error.message, "Say from whom: several people are asked.");
  const done = await act(web, approval.id, { ...reassign, from: "bob@example.com" });
  assert.equal(done.json().message, "cid@example.com is asked in place of bob@example.com.");
  assert.deepEqual(await subjectsTo(web, "cid@example.com"), ["Approval: Purchase of 12,000 EUR"]);
  const again = await act(web, approval.id, { ...reassign, from: "bob@example.com" });
  assert.deepEqual([again.statusCode, again.json().error.code], [409, "Refused"]);
});

test("from whom a request was taken, it is not shown any more: neither while it waits nor later", async () => {
  const web = await openWeb();
  const { approval, path } = await web.ask({ ...ONE, details: { Amount: "12,000 EUR" } });
  assert.match((await web.app.inject(path)).body, /12,000 EUR/);
  await act(web, approval.id, { action: "reassign", to: "cid@example.com", reason: "Has left" });
  const answers = async () => [
    await web.app.inject(path),
    await web.app.inject(`${path}/instead`),
    await web.app.inject({ method: "POST", url: path, payload: "choice=approve", headers: FORM }),
  ];
  for (const { body } of await answers()) {
    assert.match(body, /Somebody else is asked now/);
    assert.doesNotMatch(body, /Purchase|EUR|Has left|cid@/);
  }
  await act(web, approval.id, { action: "cancel", reason: "Not needed" });
  for (const { body } of await answers()) {
    assert.match(body, /The request is over/);
    assert.doesNotMatch(body, /Purchase|EUR|Not needed|cid@/);
  }
});

test("nobody gets a request that is their own, by whatever way", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(BOARD);
  const to = { action: "reassign", from: "bob@example.com", to: "EVA@example.com" };
  const message = "Nobody decides on their own request.";
  assert.equal((await act(web, approval.id, to)).json().error.message, message);
  const add = { action: "addApprover", approver: "eva@example.com" };
  assert.equal((await act(web, approval.id, add)).json().error.message, message);
  assert.deepEqual(await subjectsTo(web, "eva@example.com"), []);
});

test("an operator asks somebody else as well", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(BOARD);
  const add = { action: "addApprover", approver: "cid@example.com" };
  assert.equal((await act(web, approval.id, add)).statusCode, 200);
  assert.equal((await list(web, "?approver=cid@example.com")).length, 1);
  assert.equal((await act(web, approval.id, add)).statusCode, 409);
  const wrong = await act(web, approval.id, { action: "addApprover", approver: "a@b, c@d" });
  assert.equal(wrong.statusCode, 400);
});

test("a reminder at once goes to whoever has not decided, and takes none of those that are planned", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(BOARD);
  assert.equal((await act(web, approval.id, { action: "remind" })).statusCode, 200);
  assert.equal((await subjectsTo(web, "ann@example.com")).length, 2);
  for (let day = 1; day <= 6; day++) {
    web.now += DAY;
    await web.passApprovalTime();
  }
  assert.equal((await subjectsTo(web, "ann@example.com")).length, 4);
});

test("a request that is cancelled fails its task with who did it, and why", async () => {
  const web = await openWeb();
  const { approval, executionId, path } = await web.ask(BOARD);
  const cancel = { action: "cancel", reason: "Bought already" };
  assert.equal((await act(web, approval.id, cancel)).statusCode, 200);
  const { cause, error } = await web.getExecution(executionId);
  assert.equal(error, "ApprovalCancelled");
  assert.equal(cause, "The request was cancelled by anonymous: Bought already");
  const page = withoutIsolation((await web.app.inject({ url: path })).body);
  assert.match(page, /anonymous cancelled it \(1 Jan 2026.*\)\. Comment: “Bought already”/);
  assert.doesNotMatch(page, /The workflow that asked ended/);
  assert.equal((await act(web, approval.id, cancel)).json().error.message, "The request is over.");
});

test("many are acted on at once, and each has its own result", async () => {
  const web = await openWeb();
  const first = await web.ask(BOARD);
  const second = await web.ask({ title: "T", approver: "cid@example.com" });
  const ids = [first.approval.id, "01kdvdna000000000000000000", second.approval.id];
  const decided = await post(web, "/api/tasks/bulk", { ids, action: "decide", choice: "approve" });
  assert.deepEqual(
    decided.json().results.map(({ id, outcome, error }: JsonObject) => [id, outcome, error]),
    [
      [ids[0], "recorded", undefined],
      [ids[1], undefined, { code: "TaskNotFound", message: "There is no such task" }],
      [ids[2], "recorded", undefined],
    ],
  );
  assert.equal((await web.getExecution(second.executionId)).status, "SUCCEEDED");
});

test("of many that are decided at once, one that has changed since it was looked at is left alone", async () => {
  const web = await openWeb();
  const first = await web.ask(ONE);
  const second = await web.ask({ ...ONE, title: "Another" });
  const listed = await list(web);
  const digests = Object.fromEntries(listed.map(({ id, digest }) => [id, digest])) as JsonObject;
  await web.app.inject({
    method: "PATCH",
    url: `/api/approvals/${first.approval.id}`,
    headers: { "content-type": "application/json" },
    payload: JSON.stringify({ title: "Ten purchases", reason: "More" }),
  });
  const ids = [first.approval.id, second.approval.id];
  const decision = { ids, digests, action: "decide", choice: "approve" };
  const { results } = (await post(web, "/api/tasks/bulk", decision)).json();
  assert.match(results[0].error.message, /has changed since it was looked at/);
  assert.equal(results[1].outcome, "recorded");
  assert.equal((await web.getExecution(first.executionId)).status, "RUNNING");
});

test("bulk requests that cannot be meant are refused as a whole", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(BOARD);
  const ids = [approval.id];
  for (const body of [
    { action: "remind" },
    { action: "remind", ids: [] },
    { action: "remind", ids: [1] },
    { action: "snooze", ids },
    { ids },
    { action: "decide", ids, choice: "approve", digests: "all" },
    { action: "decide", ids, choice: "approve", digests: { [approval.id]: 1 } },
    { action: "remind", ids: Array.from({ length: 501 }, (_, index) => `t${index}`) },
  ]) {
    assert.equal((await post(web, "/api/tasks/bulk", body as JsonObject)).statusCode, 400);
  }
  const misspelt = { action: "reassign", ids, too: "cid@example.com" };
  const { results } = (await post(web, "/api/tasks/bulk", misspelt)).json();
  assert.match(results[0].error.message, /"too" is unknown/);
});
