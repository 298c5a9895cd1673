// What somebody has decided and what they have asked, in their inbox.

import assert from "node:assert/strict";
import { test } from "node:test";
import { act } from "../approvals/act.ts";
import { stateOf } from "../approvals/stored-approval.ts";
import type { Json } from "../base/json.ts";
import { newSession } from "../identity/sessions.ts";
import { openWeb, type WebBench } from "./testing.ts";

const ANN = "ann@example.com";

async function inboxOf(web: WebBench, address: string) {
  const { secret, session } = newSession({ sessionHours: 1 }, { address, method: "mail" }, web.now);
  await web.commit([{ kind: "createSession", session }]);
  const cookie = `countersign-session=${secret}`;
  return async (query = "") => {
    const { body } = await web.app.inject({ url: `/inbox${query}`, headers: { cookie } });
    return body.slice(body.indexOf(query.startsWith("/") ? "<h1>" : "<h2>"));
  };
}

async function decide(web: WebBench, approval: Json): Promise<string> {
  const { approval: asked, path } = await web.ask(approval);
  const answered = await web.app.inject({
    method: "POST",
    url: path,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: "choice=approve",
  });
  assert.equal(answered.statusCode, 200);
  return asked.id;
}

function idsIn(body: string): readonly string[] {
  return [...body.matchAll(/href="inbox\/([0-9a-z]{26})"/g)].map(([, id]) => id ?? "");
}

test("everybody finds what they have decided, the latest first, however long ago", async () => {
  const web = await openWeb();
  const ids: string[] = [];
  for (let count = 0; count < 52; count++) {
    web.now += 60_000;
    ids.unshift(await decide(web, { title: `Request ${count}`, approver: ANN }));
  }
  await decide(web, { title: "Another's", approver: "bob@example.com" });
  const show = await inboxOf(web, ANN);
  const first = await show();
  assert.deepEqual(idsIn(first), ids.slice(0, 50));
  const [, next = ""] = /href="inbox(\?decidedAfter=[^"]+)"/.exec(first) ?? [];
  const second = await show(next);
  assert.deepEqual(idsIn(second), ids.slice(50));
  assert.doesNotMatch(second, /Another/);
  assert.deepEqual(idsIn(await (await inboxOf(web, "bob@example.com"))()).length, 1);
});

test("what was taken back is not decided any more", async () => {
  const web = await openWeb();
  const id = await decide(web, { title: "T", approver: ANN, undo: "30s" });
  const show = await inboxOf(web, ANN);
  assert.deepEqual(idsIn(await show()), [id]);
  assert.match((await web.store.findApproval(id))?.state ?? "", /"held"/);
  const [link] = /\/approvals\/[\w-]{43}/.exec(
    (await web.store.listDeliveries({}, { limit: 1 }))[0]?.content ?? "",
  ) ?? [""];
  await web.app.inject({
    method: "POST",
    url: link,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: "do=takeBack&sure=yes",
  });
  assert.deepEqual(idsIn(await show()), []);
});

const EVA = "eva@example.com";
const STAGED: Json = {
  title: "Twelve chairs",
  requester: { email: "Eva@Example.com" },
  stages: [
    { name: "Team", approvers: [ANN] },
    { name: "Board", approvers: ["bob@example.com", "cid@example.com"], need: 2 },
  ],
};

test("whoever has asked finds their requests, and how each stands", async () => {
  const web = await openWeb();
  const ended = await decide(web, { title: "A chair", requester: { email: EVA }, approver: ANN });
  web.now += 60_000;
  const open = await decide(web, STAGED);
  await decide(web, { title: "Another's", requester: { email: "fay@example.com" }, approver: ANN });
  const show = await inboxOf(web, EVA);
  const list = (await show()).replaceAll(/<\/?bdi>/g, "");
  assert.deepEqual(idsIn(list), [open, ended]);
  assert.match(list, /Asked by you[\s\S]*Twelve chairs[\s\S]*waiting[\s\S]*Board: 0 of 2 so far/);
  assert.match(list, /A chair[\s\S]*decided: Approve/);
  const item = (await show(`/${open}`)).replaceAll(/<\/?bdi>/g, "");
  assert.match(item, /ann@example\.com chose Approve/);
  assert.doesNotMatch(item, /bob@example\.com|name="choice"/);
  assert.match(await show(`/${ended}`), /was chosen by/);
  assert.doesNotMatch(await (await inboxOf(web, ANN))(), /Asked by you/);
});

test("their requests are shown page by page, the latest first", async () => {
  const web = await openWeb();
  const ids: string[] = [];
  for (let count = 0; count < 52; count++) {
    web.now += 60_000;
    ids.unshift(
      (await web.ask({ title: "T", requester: { email: EVA }, approver: ANN })).approval.id,
    );
  }
  const show = await inboxOf(web, EVA);
  const first = await show();
  assert.deepEqual(idsIn(first), ids.slice(0, 50));
  const [, next = ""] = /href="inbox(\?requestedAfter=[^"]+)"/.exec(first) ?? [];
  assert.deepEqual(idsIn(await show(next)), ids.slice(50));
});

/** Sends the form of a page as its reader does, with what is hidden in it. */
async function openForms(web: WebBench, address: string) {
  const { secret, session } = newSession({ sessionHours: 1 }, { address, method: "mail" }, web.now);
  await web.commit([{ kind: "createSession", session }]);
  const cookie = `countersign-session=${secret}`;
  const look = async (url: string) => (await web.app.inject({ url, headers: { cookie } })).body;
  const hiddenOf = (body: string) =>
    [...body.matchAll(/type="hidden" name="([\w-]+)" value="([^"]+)"/g)].map(
      ([, name = "", value = ""]) => [name, value],
    );
  const send = async (
    url: string,
    fields: Readonly<Record<string, string>>,
    { page, site = "same-origin" }: { readonly page?: string; readonly site?: string } = {},
  ) => {
    const hidden = Object.fromEntries(hiddenOf(page ?? (await look(url))));
    return web.app.inject({
      ...{ method: "POST", url },
      headers: {
        ...{ cookie, "sec-fetch-site": site },
        "content-type": "application/x-www-form-urlencoded",
      },
      payload: new URLSearchParams({ ...hidden, ...fields }).toString(),
    });
  };
  return { look, send };
}

test("nobody sees a request that another has asked, and whoever has asked decides nothing", async () => {
  const web = await openWeb();
  const { approval, executionId } = await web.ask(STAGED);
  const url = `/inbox/${approval.id}`;
  for (const address of ["bob@example.com", "fay@example.com"]) {
    const other = await openForms(web, address);
    assert.match(await other.look(url), /no such request among yours/);
    const page = await other.look("/inbox");
    const sent = await other.send(url, { do: "withdraw", text: "Mine now" }, { page });
    assert.equal(sent.statusCode, 404);
  }
  const eva = await openForms(web, EVA);
  const ann = await openForms(web, ANN);
  assert.equal((await eva.send(url, { choice: "approve" })).statusCode, 422);
  assert.equal((await eva.send(url, { do: "takeBack", sure: "yes" })).statusCode, 422);
  const handing = { do: "handOn", to: "x@example.com" };
  const own = { page: await eva.look(url) };
  assert.equal((await eva.send(`${url}/instead`, handing, own)).statusCode, 404);
  assert.equal((await ann.send(url, { do: "withdraw", text: "No" })).statusCode, 422);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  assert.deepEqual(stateOf((await web.store.findApproval(approval.id)) ?? approval).votes, []);
});

test("whoever has asked answers and takes back when signed in, from their own pages alone", async () => {
  const web = await openWeb();
  const { approval, executionId, path } = await web.ask(STAGED);
  const asked = { do: "ask", text: "Why twelve?" };
  await web.app.inject({
    ...{ method: "POST", url: `${path}/instead` },
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(asked).toString(),
  });
  const url = `/inbox/${approval.id}`;
  const eva = await openForms(web, EVA);
  const answer = { do: "answer", text: "There are twelve of us" };
  assert.equal((await eva.send(url, answer, { site: "cross-site" })).statusCode, 403);
  assert.equal((await eva.send(url, { ...answer, "form-token": "x" })).statusCode, 403);
  assert.equal((await eva.send(url, { ...answer, website: "x" })).statusCode, 422);
  assert.equal((await eva.send(url, { do: "answer", text: " " })).statusCode, 422);
  assert.equal((await eva.send(url, answer)).statusCode, 200);
  const story = await eva.look(url);
  assert.match(story, /There are twelve of us/);
  assert.doesNotMatch(story, /waits for the answer/);
  const { details } = (await web.store.findAuditHead(approval.id)) ?? {};
  assert.equal(JSON.parse(details ?? "{}")["channel"], "inbox");
  assert.equal((await eva.send(url, { do: "withdraw", text: "Never mind" })).statusCode, 200);
  assert.equal((await web.getExecution(executionId)).error, "ApprovalCancelled");
  assert.match(await eva.look(url), /It was cancelled/);
});

test("whoever has asked changes what they have seen, and nothing else", async () => {
  const web = await openWeb();
  const { approval } = await web.ask({
    ...{ title: "Chairs", requester: { email: EVA }, approver: ANN, details: { amount: 90 } },
    editable: { properties: { amount: { type: "number" } } },
  });
  const url = `/inbox/${approval.id}`;
  const eva = await openForms(web, EVA);
  const page = await eva.look(url);
  const change = (amount: string) => ({ do: "resubmit", "change.amount": amount, text: "Cheaper" });
  const { body } = await eva.send(url, change("much"));
  assert.match(body, /This has to be a number/);
  assert.equal((await eva.send(url, change("80"), { page })).statusCode, 200);
  assert.equal((await eva.send(url, change("70"), { page })).statusCode, 409);
  assert.match(await eva.look(url), /value="80"/);
});

test("who was asked still finds the request when it is sent back, and when others have decided it", async () => {
  const web = await openWeb();
  const { approval, path } = await web.ask({
    title: "T",
    requester: { email: "eva@example.com" },
    stages: [{ approvers: [ANN, "bob@example.com"] }],
  });
  const [show, stranger] = [await inboxOf(web, ANN), await inboxOf(web, "cid@example.com")];
  const send = (url: string, payload: string) =>
    web.app.inject({
      method: "POST",
      url,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload,
    });
  assert.equal((await send(`${path}/instead`, "do=sendBack&text=Cheaper")).statusCode, 200);
  assert.match(await show(`/${approval.id}`), /sent back, to be changed/);
  const operator = { channel: "api", approvalId: approval.id, by: "ops" } as const;
  await act(web.approving, operator, { kind: "cancel", reason: "" });
  assert.match(await show(`/${approval.id}`), /<h1><bdi>T<\/bdi>/);
  assert.match(await stranger(`/${approval.id}`), /There is no such request among yours/);
});
