// What operators see of what waits, and do with it, on pages.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../base/json.ts";
import { newSession } from "../identity/sessions.ts";
import { openWeb, type WebBench } from "./testing.ts";

const DAY = 86_400_000;

const BOARD: Json = {
  title: "Purchase <b>of</b> 12,000 EUR",
  stages: [{ name: "Board", approvers: ["ann@example.com", "bob@example.com"], need: 2 }],
  reminders: { after: "1d" },
};

const OWN = {
  "content-type": "application/x-www-form-urlencoded",
  "sec-fetch-site": "same-origin",
};

function submit(web: WebBench, url: string, fields: readonly (readonly [string, string])[]) {
  const payload = new URLSearchParams(fields as [string, string][]).toString();
  return web.app.inject({ method: "POST", url, headers: OWN, payload });
}

async function taskOf(web: WebBench, approval: Json = BOARD) {
  const { approval: record, executionId } = await web.ask(approval);
  return { id: `${executionId}.1`, approvalId: record.id, executionId };
}

test("the list shows on whom, what comes next and for how long, and narrows by its form", async () => {
  const web = await openWeb();
  await taskOf(web);
  web.now += 2 * DAY;
  await taskOf(web, { title: "Young", approver: "cid@example.com" });
  const { body } = await web.app.inject({ url: "/waiting" });
  assert.match(body, /Purchase &lt;b&gt;of&lt;\/b&gt; 12,000 EUR/);
  assert.match(body, /ann@example\.com, bob@example\.com/);
  assert.match(body, /reminder 2 January 2026|reminder .*Jan.* 2026/);
  const narrowed = (await web.app.inject({ url: "/waiting?approver=cid@example.com" })).body;
  assert.match(narrowed, /Young/);
  assert.doesNotMatch(narrowed, /12,000/);
  assert.match(narrowed, /name="approver" value="cid@example.com"/);
  const old = (await web.app.inject({ url: "/waiting?olderThan=1d&kind=approval" })).body;
  assert.match(old, /12,000/);
  assert.doesNotMatch(old, /Young/);
  const wrong = await web.app.inject({ url: "/waiting?olderThan=%3Cscript%3E" });
  assert.equal(wrong.statusCode, 400);
  assert.match(wrong.body, /olderThan must be a length of time.*&lt;script&gt;/s);
});

test("an operator reminds, hands on, asks somebody else and cancels on the page of a request", async () => {
  const web = await openWeb();
  const { approvalId, executionId, id } = await taskOf(web);
  const send = (...fields: [string, string][]) => submit(web, `/waiting/${id}`, fields);
  const approver = async () => (await web.store.findApproval(approvalId))?.approver;
  assert.equal((await send(["do", "remind"])).statusCode, 200);
  const handOn: [string, string][] = [
    ["do", "reassign"],
    ["from", "ann@example.com"],
  ];
  const wrong = await send(...handOn, ["to", "nobody"]);
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /role="alert"><p>That is not one e-mail address/);
  assert.equal((await send(...handOn, ["to", "cid@example.com"])).statusCode, 200);
  assert.equal(await approver(), "bob@example.com, cid@example.com");
  assert.equal(
    (await send(["do", "addApprover"], ["approver", "dan@example.com"])).statusCode,
    200,
  );
  assert.equal(await approver(), "bob@example.com, cid@example.com, dan@example.com");
  assert.equal((await send(...handOn, ["to", "eva@example.com"])).statusCode, 409);
  const cancelled = await send(["do", "cancel"], ["reason", "Bought already"]);
  assert.match(cancelled.body, /Cancelled on/);
  assert.equal((await web.getExecution(executionId)).error, "ApprovalCancelled");
});

test("an operator answers what an approver has asked, on the page of the request", async () => {
  const web = await openWeb();
  const requester = { name: "Eva", email: "eva@example.com" };
  const { path, approval } = await web.ask({ title: "T", approver: "ann@example.com", requester });
  const url = `/waiting/${approval.executionId}.1`;
  assert.doesNotMatch((await web.app.inject({ url })).body, /has asked:/);
  await web.app.inject({
    ...{ method: "POST", url: `${path}/instead`, headers: OWN },
    payload: "do=ask&text=Which <project>?",
  });
  const { body } = await web.app.inject({ url });
  assert.match(body, /ann@example\.com has asked: Which &lt;project&gt;\?/);
  const answered = await submit(web, url, [
    ["do", "answer"],
    ["answer", "The new one"],
  ]);
  assert.equal(answered.statusCode, 200);
  assert.doesNotMatch(answered.body, /has asked:/);
});

test("what is ticked is reminded, handed on or decided at once, each with its result", async () => {
  const web = await openWeb();
  const first = await taskOf(web);
  const second = await taskOf(web, { title: "Young", approver: "cid@example.com" });
  const ticked = [first, second].map(({ id }) => ["id", id] as const);
  const handOn = [
    ["do", "reassign"],
    ["to", "dan@example.com"],
    ["reason", ""],
  ] as const;
  const { body } = await submit(web, "/waiting", [...ticked, ...handOn]);
  assert.match(body, /1 of 2 done/);
  assert.match(body, /<strong>Not done\.<\/strong> Say from whom/);
  assert.match(body, /dan@example\.com is asked in place of cid@example\.com/);
  const fromBob = await submit(web, "/waiting", [
    ...ticked,
    ...handOn,
    ["from", "bob@example.com"],
  ]);
  assert.match(fromBob.body, /dan@example\.com is asked in place of bob@example\.com/);
  const decide = [
    ["do", "decide"],
    ["choice", "approve"],
    ["reason", "Agreed by phone"],
  ] as const;
  assert.match((await submit(web, "/waiting", [...ticked, ...decide])).body, /2 of 2 done/);
  const output = JSON.parse((await web.getExecution(second.executionId)).output ?? "");
  assert.deepEqual([output.comment, output.channel], ["Agreed by phone", "page"]);
});

test("what has changed since it was listed is not decided with the others", async () => {
  const web = await openWeb();
  const { approvalId, executionId, id } = await taskOf(web, {
    title: "Young",
    approver: "cid@example.com",
  });
  const { body } = await web.app.inject({ url: "/waiting" });
  const listed = /name="listed" value="([^"]+)"/.exec(body)?.[1] ?? "";
  await web.app.inject({
    method: "PATCH",
    url: `/api/approvals/${approvalId}`,
    headers: { "content-type": "application/json" },
    payload: JSON.stringify({ title: "Younger", reason: "Time" }),
  });
  const sent = [
    ["id", id],
    ["do", "decide"],
    ["choice", "approve"],
    ["listed", listed],
  ] as const;
  const answer = (await submit(web, "/waiting", sent)).body;
  assert.match(answer, /0 of 1 done/);
  assert.match(answer, /the request has changed since it was looked at/);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
});

test("a list that is submitted as it stands does nothing", async () => {
  const web = await openWeb();
  const { approvalId, id } = await taskOf(web);
  const before = await web.store.findApproval(approvalId);
  assert.equal((await submit(web, "/waiting", [["do", ""]])).statusCode, 422);
  assert.equal(
    (
      await submit(web, "/waiting", [
        ["do", ""],
        ["id", id],
      ])
    ).statusCode,
    422,
  );
  assert.equal((await submit(web, "/waiting", [["do", "remind"]])).statusCode, 422);
  const foreign = await web.app.inject({
    ...{ method: "POST", url: "/waiting", payload: `do=remind&id=${id}` },
    headers: { ...OWN, "sec-fetch-site": "cross-site" },
  });
  assert.equal(foreign.statusCode, 403);
  assert.deepEqual(await web.store.findApproval(approvalId), before);
});

test("whoever only looks sees the same lists without any form, and can do nothing", async () => {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "0123456789abcdef" };
  const roles = { "view@example.com": "viewer", "ops@example.com": "operator" } as const;
  const web = await openWeb({ credentials, roles });
  const { id, approvalId } = await taskOf(web);
  const lookAs = async (address: string) => {
    const signedIn = { address, method: "mail" } as const;
    const { secret, session } = newSession({ sessionHours: 1 }, signedIn, web.now);
    await web.commit([{ kind: "createSession", session }]);
    const cookie = `countersign-session=${secret}`;
    const get = async (url: string) => (await web.app.inject({ url, headers: { cookie } })).body;
    const headers = { ...OWN, cookie };
    const post = (url: string, payload: string) =>
      web.app.inject({ method: "POST", url, headers, payload });
    return { list: await get("/waiting"), item: await get(`/waiting/${id}`), post };
  };
  const operator = await lookAs("ops@example.com");
  assert.match(operator.list, /type="checkbox"/);
  assert.match(operator.item, /name="choice"/);
  const { item, list, post } = await lookAs("view@example.com");
  for (const page of [list, item]) {
    assert.match(page, /Purchase &lt;b&gt;of&lt;\/b&gt;/);
    assert.doesNotMatch(page, /type="checkbox"|name="choice"|name="do"/);
  }
  assert.equal((await post("/waiting", `do=remind&id=${id}`)).statusCode, 403);
  assert.equal((await post(`/waiting/${id}`, "do=cancel&reason=x")).statusCode, 403);
  assert.equal((await web.store.findApproval(approvalId))?.version, 1);
});
