// What a request holds beside its choices, as people and programs meet it: forms, changes, questions, and
// that a decision is about what was looked at.

import assert from "node:assert/strict";
import { test } from "node:test";
import { challengeCode } from "../approvals/challenge.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { SECRET } from "../engine/testing.ts";
import { newSession } from "../identity/sessions.ts";
import type { MailContent } from "../notifications/mail.ts";
import { openWeb, type WebBench } from "./testing.ts";

const DAY = 86_400_000;
const ASKING: JsonObject = {
  title: "Purchase",
  requester: { email: "eva@example.com" },
  approver: "ann@example.com",
};
const PURCHASE: JsonObject = {
  ...ASKING,
  details: { amount: 100, currency: "EUR", what: "Chairs" },
  editable: { properties: { amount: { type: "number", minimum: 0, maximum: 100 } } },
};
const FORM: JsonObject = {
  properties: {
    costCentre: { type: "string", title: "Cost centre", pattern: "^[A-Z]{2}-\\d+$" },
    urgent: { type: "boolean" },
  },
  required: ["costCentre"],
};

/** The links in the mails to one person, newest first. */
async function linksTo(web: WebBench, address: string): Promise<readonly string[]> {
  const deliveries = await web.store.listDeliveries({}, { limit: 100 });
  return deliveries
    .filter(({ endpoint }) => endpoint === address)
    .flatMap(({ content }) => {
      const { text } = JSON.parse(content) as MailContent;
      return /\/(?:approvals|requests)\/[\w-]{43}/.exec(text)?.[0] ?? [];
    });
}

async function linkTo(web: WebBench, address: string): Promise<string> {
  return (await linksTo(web, address))[0] ?? "";
}

/** Without the marks that keep values of other scripts apart. */
async function plain<Answer extends { readonly body: string; readonly statusCode: number }>(
  answer: Promise<Answer>,
) {
  const { body, statusCode } = await answer;
  return { body: body.replaceAll(/<\/?bdi>/g, ""), statusCode };
}

function look(web: WebBench, url: string) {
  return plain(web.app.inject({ url }));
}

async function submit(
  web: WebBench,
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<{ readonly body: string; readonly statusCode: number }> {
  const sent = web.app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields).toString(),
  });
  return plain(sent);
}

function call(web: WebBench, method: "POST" | "PATCH", url: string, body: Json) {
  return web.app.inject({
    method,
    url,
    headers: { "content-type": "application/json" },
    payload: JSON.stringify(body),
  });
}

async function outputOf(web: WebBench, executionId: string) {
  return JSON.parse((await web.getExecution(executionId)).output ?? "{}");
}

async function stateOf(web: WebBench, id: string) {
  return JSON.parse((await web.store.findApproval(id))?.state ?? "{}");
}

/** A browser in which somebody is signed in. */
async function signIn(web: WebBench, address: string) {
  const { secret, session } = newSession({ sessionHours: 1 }, { address, method: "mail" }, web.now);
  await web.commit([{ kind: "createSession", session }]);
  const cookie = `countersign-session=${secret}`;
  const get = (url: string) => plain(web.app.inject({ url, headers: { cookie } }));
  return {
    get,
    async post(url: string, fields: Readonly<Record<string, string>>) {
      const { body } = await get("/inbox");
      const formToken = /name="form-token" value="([\w-]+)"/.exec(body)?.[1] ?? "";
      const payload = new URLSearchParams({ "form-token": formToken, ...fields }).toString();
      const type = "application/x-www-form-urlencoded";
      const headers = { cookie, "content-type": type, "sec-fetch-site": "same-origin" };
      return plain(web.app.inject({ method: "POST", url, headers, payload }));
    },
  };
}

function digestIn(body: string): string {
  return /name="digest" value="([0-9a-f]{64})"/.exec(body)?.[1] ?? "";
}

test("a form is filled in with a decision, with problems beside its fields", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask({ ...ASKING, form: FORM });
  const page = await look(web, path);
  assert.match(page.body, /<label[^>]*>Cost centre/);
  assert.doesNotMatch(page.body, / checked/);
  const bad = { choice: "approve", "value.costCentre": "x<1" };
  const refused = await submit(web, path, bad);
  assert.equal(refused.statusCode, 422);
  assert.match(refused.body, /Cost centre: This is not in the form/);
  assert.match(refused.body, /value="x&lt;1"[^>]*aria-describedby="value\.costCentre-problem"/);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  const digest = digestIn(page.body);
  const good = { "value.costCentre": "AB-12", "value.urgent": "true", digest };
  assert.equal((await submit(web, path, { ...good, choice: "" })).statusCode, 422);
  assert.equal((await submit(web, path, { ...good, choice: "approve" })).statusCode, 200);
  const output = await outputOf(web, executionId);
  assert.deepEqual(output.values, { costCentre: "AB-12", urgent: true });
  assert.deepEqual(output.decisions[0].values, output.values);
  assert.equal(output.digest, digest);
});

test("who declines need not fill in what who approves has to", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask({ ...ASKING, form: FORM });
  assert.equal((await submit(web, path, { choice: "decline" })).statusCode, 200);
  assert.deepEqual((await outputOf(web, executionId)).values, { urgent: false });
});

test("the API checks values as the page does, and knows no others", async () => {
  const web = await openWeb();
  const { approval, executionId } = await web.ask({ ...ASKING, form: FORM });
  const url = `/api/tasks/${approval.id}/decision`;
  const send = (values: Json, choice = "approve") => call(web, "POST", url, { choice, values });
  assert.match((await send({})).json().error.message, /Cost centre: This is needed/);
  assert.equal((await send({ costCentre: "AB-1", other: 1 })).statusCode, 400);
  assert.equal((await send("AB-1")).statusCode, 400);
  assert.equal((await send({ costCentre: "AB-1" })).statusCode, 200);
  assert.deepEqual((await outputOf(web, executionId)).values, { costCentre: "AB-1" });
  const without = await web.ask(ASKING);
  const extra = { choice: "approve", values: { a: 1 } };
  const refused = await call(web, "POST", `/api/tasks/${without.approval.id}/decision`, extra);
  assert.equal(refused.statusCode, 400);
});

test("what is approved with changes keeps what was proposed and what was decided", async () => {
  const web = await openWeb();
  const stages: Json = [
    { name: "Manager", approvers: ["ann@example.com"] },
    { name: "Board", approvers: ["bob@example.com"] },
  ];
  const { approver: _, ...rest } = PURCHASE;
  const { executionId } = await web.ask({ ...rest, stages });
  const ann = await linkTo(web, "ann@example.com");
  assert.match((await look(web, ann)).body, /name="change\.amount"[^>]*value="100"/);
  const tooMuch = await submit(web, ann, { choice: "approve", "change.amount": "101" });
  assert.equal(tooMuch.statusCode, 422);
  await submit(web, ann, { choice: "approve", "change.amount": "80" });
  const bob = await linkTo(web, "bob@example.com");
  const shown = (await look(web, bob)).body;
  assert.match(shown, /80\.00 EUR/);
  assert.match(shown, /80 instead of 100/);
  const mails = await web.store.listDeliveries({}, { limit: 100 });
  const mail = mails.find(({ endpoint }) => endpoint === "bob@example.com");
  assert.match(mail?.content ?? "", /80\.00 EUR/);
  await submit(web, bob, { choice: "approve", "change.amount": "70" });
  const output = await outputOf(web, executionId);
  assert.deepEqual(output.changes, { amount: { proposed: 100, decided: 70 } });
  assert.deepEqual(output.effective, { amount: 70 });
  assert.deepEqual(output.decisions[0].changes, { amount: { proposed: 100, decided: 80 } });
});

test("nothing is changed by who declines, nor where several decide together", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask(PURCHASE);
  await submit(web, path, { choice: "decline", "change.amount": "1" });
  const output = await outputOf(web, executionId);
  assert.deepEqual([output.changes, output.effective], [undefined, { amount: 100 }]);
  const { approver: _, ...rest } = PURCHASE;
  const stages: Json = [
    { approvers: ["ann@example.com", "bob@example.com"], need: "all" },
    { approvers: ["cid@example.com"] },
  ];
  await web.ask({ ...rest, stages });
  const ann = await linkTo(web, "ann@example.com");
  assert.doesNotMatch((await look(web, ann)).body, /change\.amount/);
  const sent = await submit(web, ann, { choice: "approve", "change.amount": "1" });
  assert.equal(sent.statusCode, 403);
});

test("a changed request voids its links, forms and votes, and asks everybody anew", async () => {
  const web = await openWeb();
  const { approver: _, ...rest } = PURCHASE;
  const approvers = ["ann@example.com", "bob@example.com"];
  const { approval, executionId } = await web.ask({ ...rest, stages: [{ approvers }] });
  const url = `/api/approvals/${approval.id}`;
  const both = await web.ask({
    ...ASKING,
    approver: undefined as unknown as Json,
    approvers,
    need: "all",
  });
  const bobs = await linkTo(web, "bob@example.com");
  await submit(web, bobs, { choice: "approve" });
  const changed = await call(web, "PATCH", `/api/approvals/${both.approval.id}`, {
    title: "Purchase of 2 chairs",
    details: { amount: 200 },
    reason: "One more",
  });
  assert.equal(changed.statusCode, 200);
  assert.equal(changed.json().title, "Purchase of 2 chairs");
  const old = await look(web, bobs);
  assert.match(old.body, /The request has changed.*a new mail is on its way/s);
  assert.doesNotMatch(old.body, /method="post"/);
  assert.equal((await submit(web, bobs, { choice: "approve" })).statusCode, 409);
  assert.equal(
    (await submit(web, `${bobs}/instead`, { do: "snooze", length: "1d" })).statusCode,
    409,
  );
  for (const address of approvers) {
    const fresh = await linkTo(web, address);
    assert.notEqual(fresh, bobs);
    assert.match((await look(web, fresh)).body, /Purchase of 2 chairs.*One more/s);
    assert.equal((await submit(web, fresh, { choice: "approve" })).statusCode, 200);
  }
  const output = await outputOf(web, both.executionId);
  assert.deepEqual(
    [output.decisions.length, output.decisionsBeforeChange[0].by],
    [2, "bob@example.com"],
  );
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  const nothing = await call(web, "PATCH", url, {});
  const wrong = await call(web, "PATCH", url, { details: { amount: 1_000 } });
  const unknown = await call(web, "PATCH", url, { approvers: ["me@example.com"] });
  const large = await call(web, "PATCH", url, { details: { note: "x".repeat(262_144) } });
  assert.deepEqual([large.statusCode, /must not be larger/.test(large.body)], [400, true]);
  assert.deepEqual(
    [nothing, wrong, unknown].map(({ statusCode }) => statusCode),
    [400, 400, 400],
  );
});

test("a link of before a change shows nothing of what is asked now, with or without a code", async () => {
  const web = await openWeb();
  const { approval, path } = await web.ask({ ...ASKING, confirmation: "challenge" });
  await call(web, "PATCH", `/api/approvals/${approval.id}`, { title: "Something else" });
  for (const fields of [{ choice: "approve" }, { choice: "approve", code: "AAAAAA" }]) {
    const sent = await submit(web, path, fields);
    assert.equal(sent.statusCode, 409);
    assert.doesNotMatch(sent.body, /Something else/);
  }
  assert.doesNotMatch((await look(web, `${path}/instead`)).body, /Something else/);
});

test("a form that was opened before a change gets the request as it is now, and decides nothing", async () => {
  const web = await openWeb();
  const { approver: _, ...rest } = PURCHASE;
  const stages: Json = [{ approvers: ["ann@example.com"] }, { approvers: ["ann@example.com"] }];
  const { executionId } = await web.ask({ ...rest, stages });
  const first = await linkTo(web, "ann@example.com");
  const digest = digestIn((await look(web, first)).body);
  const sent = { choice: "approve", digest, "change.amount": "90" };
  assert.equal((await submit(web, first, sent)).statusCode, 200);
  const again = await submit(web, first, sent);
  assert.equal(again.statusCode, 200, "the same form twice is one decision");
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  const { votes } = await stateOf(
    web,
    (await web.store.listApprovals({}, { limit: 1 }))[0]?.id ?? "",
  );
  assert.equal(votes.length, 1);
  const forged = await submit(web, first, { choice: "approve", digest: "0".repeat(64) });
  assert.equal(forged.statusCode, 409);
  assert.match(forged.body, /This is how it is now.*90\.00 EUR.*name="choice"/s);
  const api = await call(web, "POST", `/api/tasks/${await onlyId(web)}/decision`, {
    choice: "approve",
    digest,
  });
  assert.deepEqual([api.statusCode, api.json().error.code], [409, "RequestChanged"]);
});

test("a form of one stage counts in that stage alone", async () => {
  const web = await openWeb();
  const stages: Json = [{ approvers: ["ann@example.com"] }, { approvers: ["ann@example.com"] }];
  const { executionId } = await web.ask({ title: "Purchase", stages });
  const path = await linkTo(web, "ann@example.com");
  const sent = { choice: "approve", digest: digestIn((await look(web, path)).body) };
  for (const _ of [1, 2]) assert.equal((await submit(web, path, sent)).statusCode, 200);
  assert.equal((await stateOf(web, await onlyId(web))).votes.length, 1);
  assert.equal((await submit(web, path, { ...sent, choice: "decline" })).statusCode, 409);
  const digest = digestIn((await look(web, path)).body);
  assert.equal((await submit(web, path, { ...sent, digest })).statusCode, 200);
  assert.equal((await outputOf(web, executionId)).decisions.length, 2);
});

async function onlyId(web: WebBench): Promise<string> {
  return (await web.store.listApprovals({}, { limit: 1 }))[0]?.id ?? "";
}

test("an approver asks, is not reminded while the question is open, and is mailed the answer", async () => {
  const web = await openWeb();
  const reminders = { after: "1d", every: "1d" };
  const { approval, executionId, path } = await web.ask({ ...ASKING, reminders });
  assert.match((await look(web, `${path}/instead`)).body, /Ask something/);
  assert.equal((await submit(web, `${path}/instead`, { do: "ask", text: " " })).statusCode, 422);
  const asked = await submit(web, `${path}/instead`, { do: "ask", text: "Why <now>?" });
  assert.equal(asked.statusCode, 200);
  const waiting = (await web.app.inject({ url: `/api/approvals/${approval.id}` })).json();
  assert.equal(waiting.questions[0].text, "Why <now>?");
  web.now += 2 * DAY;
  await web.passApprovalTime();
  assert.equal((await linksTo(web, "ann@example.com")).length, 1);
  const eva = await linkTo(web, "eva@example.com");
  assert.match(eva, /^\/requests\//);
  const page = await look(web, eva);
  assert.match(page.body, /Why &lt;now&gt;\?/);
  assert.doesNotMatch(page.body, / checked/);
  assert.equal((await submit(web, eva, { text: "Because" })).statusCode, 422);
  assert.equal((await submit(web, eva, { do: "answer", text: "Because" })).statusCode, 200);
  assert.equal((await submit(web, eva, { do: "answer", text: "Because" })).statusCode, 409);
  const links = await linksTo(web, "ann@example.com");
  assert.equal(links.length, 2);
  assert.match((await look(web, links[0] ?? "")).body, /Why &lt;now&gt;\?.*Because/s);
  web.now += DAY;
  await web.passApprovalTime();
  assert.equal((await linksTo(web, "ann@example.com")).length, 3);
  // The first link is still good: nothing that is asked has changed.
  assert.equal((await submit(web, path, { choice: "approve" })).statusCode, 200);
  assert.equal((await web.getExecution(executionId)).status, "SUCCEEDED");
});

test("the link of whoever has asked decides nothing, and approvers' links answer nothing", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask(ASKING);
  await submit(web, `${path}/instead`, { do: "ask", text: "Why?" });
  const eva = (await linkTo(web, "eva@example.com")).replace("/requests/", "");
  assert.equal((await submit(web, `/approvals/${eva}`, { choice: "approve" })).statusCode, 404);
  const ann = path.replace("/approvals/", "/requests/");
  assert.equal((await submit(web, ann, { do: "withdraw" })).statusCode, 404);
  const snooze = { do: "ask", text: "Why?" };
  assert.equal((await submit(web, `/requests/${eva}`, snooze)).statusCode, 422);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
});

test("a request that was sent back waits for whoever has asked, who changes what may be changed", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask(PURCHASE);
  const back = { do: "sendBack", text: "Too much" };
  assert.equal((await submit(web, `${path}/instead`, back)).statusCode, 200);
  assert.equal((await submit(web, path, { choice: "approve" })).statusCode, 403);
  assert.match((await look(web, path)).body, /was sent back/);
  const eva = await linkTo(web, "eva@example.com");
  const wrong = { do: "resubmit", "change.amount": "500", "change.what": "Gold" };
  assert.equal((await submit(web, eva, wrong)).statusCode, 422);
  const sent = { do: "resubmit", "change.amount": "60", "change.what": "Gold", text: "Cheaper" };
  assert.equal((await submit(web, eva, sent)).statusCode, 200);
  assert.match((await look(web, eva)).body, /There is nothing for you to do/);
  const fresh = await linkTo(web, "ann@example.com");
  const page = (await look(web, fresh)).body;
  assert.match(page, /60\.00 EUR/);
  assert.match(page, /Chairs/);
  assert.equal((await submit(web, fresh, { choice: "approve" })).statusCode, 200);
  assert.deepEqual((await outputOf(web, executionId)).effective, { amount: 60 });
});

test("values with which nobody could decide are refused in the words of whoever typed them", async () => {
  const web = await openWeb();
  const stage = { name: "All", approvers: ["ann@example.com"] };
  const small = { Variable: "$.amount", NumericLessThan: 100 };
  const { path } = await web.ask({
    ...ASKING,
    details: { amount: 50 },
    editable: { properties: { amount: { type: "number" } } },
    stages: [{ ...stage, when: small }],
    approver: undefined as never,
  });
  await submit(web, `${path}/instead`, { do: "sendBack", text: "More" });
  const eva = await linkTo(web, "eva@example.com");
  const { body, statusCode } = await submit(web, eva, { do: "resubmit", "change.amount": "500" });
  assert.equal(statusCode, 422);
  assert.match(body, /with these values nobody could decide/);
  assert.doesNotMatch(body, /approval\.stages/);
});

test("whoever has asked takes a request back", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask(ASKING);
  await submit(web, `${path}/instead`, { do: "sendBack", text: "No" });
  const eva = await linkTo(web, "eva@example.com");
  assert.equal((await submit(web, eva, { do: "withdraw", text: "Never mind" })).statusCode, 200);
  const execution = await web.getExecution(executionId);
  assert.deepEqual([execution.status, execution.error], ["FAILED", "ApprovalCancelled"]);
});

test("nobody can be asked back where the request does not say whose it is", async () => {
  const web = await openWeb();
  const { path } = await web.ask({ title: "Purchase", approver: "ann@example.com" });
  assert.doesNotMatch((await look(web, `${path}/instead`)).body, /Ask something/);
  const asked = await submit(web, `${path}/instead`, { do: "ask", text: "Why?" });
  assert.equal(asked.statusCode, 409);
});

test("where decisions have to be signed in, a link leads there and decides nothing", async () => {
  const web = await openWeb();
  const confirmation: Json = [
    { tier: "signedIn", when: { Variable: "$.amount", NumericGreaterThan: 50 } },
    { tier: "click" },
  ];
  const { approval, executionId, path } = await web.ask({ ...PURCHASE, confirmation });
  const page = (await look(web, path)).body;
  assert.match(page, new RegExp(`/inbox/${approval.id}`));
  assert.doesNotMatch(page, /method="post"/);
  assert.equal((await submit(web, path, { choice: "approve" })).statusCode, 422);
  const code = challengeCode(SECRET, path.replace("/approvals/", ""));
  assert.equal((await submit(web, path, { choice: "approve", code })).statusCode, 422);
  const handOn = { do: "handOn", to: "cid@example.com", code };
  assert.equal((await submit(web, `${path}/instead`, handOn)).statusCode, 422);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  const small = await web.ask({ ...PURCHASE, details: { amount: 10 }, confirmation });
  assert.equal((await submit(web, small.path, { choice: "approve" })).statusCode, 200);
});

test("attachments are shown with the host that they lead to, and only behind https", async () => {
  const web = await openWeb();
  const attachments = [
    { title: "Offer \u202egpj.exe", url: "https://files.example.net/offer.pdf" },
  ];
  const { path } = await web.ask({ ...ASKING, attachments });
  const { body } = await look(web, path);
  assert.match(
    body,
    /href="https:\/\/files\.example\.net\/offer\.pdf"[^>]*>Offer .*files\.example\.net/,
  );
  assert.doesNotMatch(body, /\u202e/);
  for (const url of ["http://example.net", "javascript:alert(1)", "https://a:b@example.net"]) {
    const opened = await call(web, "POST", "/api/approvals", {
      approval: { ...ASKING, attachments: [{ title: "Offer", url }] },
    });
    assert.equal(opened.statusCode, 400, url);
  }
});

test("what has to be signed in for is decided by a session of that very address", async () => {
  const web = await openWeb();
  const { approval, executionId, path } = await web.ask({
    ...{ ...ASKING, confirmation: "signedIn" },
    form: FORM,
  });
  const url = `/inbox/${approval.id}`;
  const bob = await signIn(web, "bob@example.com");
  assert.equal((await bob.get(url)).statusCode, 404);
  assert.equal((await bob.post(url, { choice: "approve" })).statusCode, 404);
  assert.equal((await bob.get(`${url}/instead`)).statusCode, 404);
  const ann = await signIn(web, "ann@example.com");
  assert.match((await ann.get(url)).body, new RegExp(`href="${approval.id}/instead"`));
  const fields = { choice: "approve", "value.costCentre": "AB-1" };
  const stale = await ann.post(url, { ...fields, digest: "0".repeat(64) });
  assert.equal(stale.statusCode, 409);
  assert.match(stale.body, /has changed.*name="choice"/s);
  assert.equal((await ann.post(url, { ...fields, "value.costCentre": "x" })).statusCode, 422);
  assert.equal((await ann.post(url, fields)).statusCode, 200);
  const { decisions, values } = await outputOf(web, executionId);
  assert.deepEqual([decisions[0].proof, values.costCentre], ["session", "AB-1"]);
  assert.equal((await submit(web, path, fields)).statusCode, 200);
});

test("whoever is signed in asks, and hands on, from the inbox, without a code", async () => {
  const web = await openWeb();
  const { approval } = await web.ask({ ...ASKING, confirmation: "challenge" });
  const url = `/inbox/${approval.id}/instead`;
  const ann = await signIn(web, "ann@example.com");
  assert.doesNotMatch((await ann.get(url)).body, /name="code"/);
  assert.equal((await ann.post(url, {})).statusCode, 422);
  assert.equal((await ann.post(url, { do: "ask", text: "" })).statusCode, 422);
  assert.equal((await ann.post(url, { do: "ask", text: "Why?" })).statusCode, 200);
  assert.equal((await stateOf(web, approval.id)).remarks[0].by, "ann@example.com");
  const handOn = { do: "handOn", to: "bob@example.com", reason: "" };
  assert.equal((await ann.post(url, { ...handOn, "form-token": "x" })).statusCode, 403);
  assert.equal((await ann.post(url, handOn)).statusCode, 200);
  assert.equal((await ann.post(url, handOn)).statusCode, 404);
  assert.equal((await ann.get(url)).statusCode, 404);
});

test("whoever is signed in takes a held decision back", async () => {
  const web = await openWeb();
  const { approval } = await web.ask({ ...ASKING, confirmation: "signedIn", undo: "30s" });
  const url = `/inbox/${approval.id}`;
  const ann = await signIn(web, "ann@example.com");
  assert.match((await ann.post(url, { choice: "approve" })).body, /name="sure"/);
  assert.match((await ann.get(url)).body, /name="sure"/);
  assert.equal((await ann.post(url, { do: "takeBack" })).statusCode, 422);
  assert.equal((await ann.post(url, { do: "takeBack", sure: "yes" })).statusCode, 200);
  assert.equal((await stateOf(web, approval.id)).votes.length, 0);
  assert.match((await ann.get(url)).body, /name="choice"/);
});
