// Requests that a program opens without a workflow, through the API.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { JsonObject } from "../base/json.ts";
import { SECRET } from "../engine/testing.ts";
import { createHttpTransport } from "../notifications/deliver-http.ts";
import { createWebhookSigner } from "../notifications/sign-webhook.ts";
import { openWeb, type WebBench } from "./testing.ts";

const APPROVAL: JsonObject = { title: "Release 4.2", approver: "ann@example.com" };

function open(web: WebBench, body: JsonObject, headers: Readonly<Record<string, string>> = {}) {
  return web.app.inject({
    method: "POST",
    url: "/api/approvals",
    payload: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}

function decide(web: WebBench, id: string) {
  return web.app.inject({
    method: "POST",
    url: `/api/tasks/${id}/decision`,
    payload: JSON.stringify({ choice: "approve" }),
    headers: { "content-type": "application/json" },
  });
}

test("a request needs no workflow: it is mailed, decided and answered like every other", async () => {
  const web = await openWeb();
  const opened = await open(web, { approval: APPROVAL });
  assert.equal(opened.statusCode, 201);
  const { id, status, waitsFor } = opened.json();
  assert.equal(status, "pending");
  assert.deepEqual(
    waitsFor.map(({ address }: JsonObject) => address),
    ["ann@example.com"],
  );
  const [mail] = await web.store.listDeliveries({ channels: ["email"] }, { limit: 1 });
  assert.match(mail?.content ?? "", /Release 4\.2/);
  assert.doesNotMatch(mail?.content ?? "", /Workflow|countersign\.requests/);
  await decide(web, id);
  const closed = (await web.app.inject({ url: `/api/approvals/${id}` })).json();
  assert.equal(closed.status, "decided");
  assert.equal(closed.result.decision, "approve");
  assert.equal(closed.result.approvalId, id);
  assert.equal(closed.votes[0].isOverride, true);
});

test("its state machine is in no list, and is made only once", async () => {
  const web = await openWeb();
  await open(web, { approval: APPROVAL });
  const made = await web.store.findStateMachine("countersign.requests");
  await open(web, { approval: APPROVAL });
  assert.deepEqual(await web.store.listStateMachines({ limit: 10 }), []);
  assert.deepEqual(await web.store.findStateMachine("countersign.requests"), made);
});

test("a key opens one request, however often it is sent", async () => {
  const web = await openWeb();
  const body = { approval: APPROVAL, idempotencyKey: "build 17 / release" };
  const [first, second] = await Promise.all([open(web, body), open(web, body)]);
  assert.equal(first?.json().id, second?.json().id);
  assert.deepEqual([first?.statusCode, second?.statusCode].sort(), [200, 201]);
  const byHeader = await open(
    web,
    { approval: APPROVAL },
    { "idempotency-key": "build 17 / release" },
  );
  assert.equal(byHeader.json().id, first?.json().id);
  const other = await open(web, { ...body, approval: { ...APPROVAL, title: "Release 5" } });
  assert.deepEqual([other.statusCode, other.json().error.code], [409, "IdempotencyKeyTaken"]);
  assert.equal((await web.store.listApprovals({}, { limit: 10 })).length, 1);
});

test("a request that could never be decided is refused, with all that is wrong", async () => {
  const web = await openWeb();
  const wrong = {
    title: "T",
    approver: "ann@example.com",
    requester: { email: "ann@example.com" },
  };
  const refused = await open(web, { approval: wrong });
  assert.equal(refused.statusCode, 400);
  assert.match(refused.json().error.message, /nobody who may decide/);
  for (const body of [
    {},
    { approval: "yes" },
    { approval: { title: "T" } },
    { approval: { ...APPROVAL, webhook: "ftp://example.com" } },
    { approval: { ...APPROVAL, webhook: "https://user:word@example.com" } },
    { approval: { ...APPROVAL, details: { text: "x".repeat(300_000) } } },
    { approval: APPROVAL, idempotencyKey: "" },
  ]) {
    assert.equal((await open(web, body)).statusCode, 400);
  }
  assert.deepEqual(await web.store.listApprovals({}, { limit: 10 }), []);
});

test("whoever waits for a decision hears of it at once, or that there is none yet", async () => {
  const web = await openWeb();
  const { id } = (await open(web, { approval: APPROVAL })).json();
  const early = await web.app.inject({ url: `/api/approvals/${id}?wait=0` });
  assert.equal(early.json().status, "pending");
  const waiting = web.app.inject({ url: `/api/approvals/${id}?wait=30` });
  await decide(web, id);
  assert.equal((await waiting).json().status, "decided");
  assert.equal((await web.app.inject({ url: `/api/approvals/${id}?wait=61` })).statusCode, 400);
  assert.equal((await web.app.inject({ url: "/api/approvals/none?wait=5" })).statusCode, 404);
});

test("the end is posted to the webhook once, with a signature that its receiver can check", async () => {
  const web = await openWeb();
  const seen: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      seen.push({ headers: request.headers, body });
      response.end();
    });
  }).listen(0, "127.0.0.1");
  try {
    await new Promise((resolve) => receiver.once("listening", resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const opened = (await open(web, { approval: { ...APPROVAL, webhook: url } })).json();
    assert.equal(opened.webhook.url, url);
    assert.deepEqual(await web.store.listDeliveries({ channels: ["http"] }, { limit: 9 }), []);
    await decide(web, opened.id);
    const [delivery, ...more] = await web.store.listDeliveries(
      { channels: ["http"] },
      { limit: 9 },
    );
    assert.ok(delivery && more.length === 0);
    assert.doesNotMatch(delivery.content, /whsec_|webhook-signature/);
    const signer = createWebhookSigner(SECRET, () => web.now);
    const transport = createHttpTransport(undefined, signer.headersFor);
    assert.deepEqual(await transport.deliver(delivery), { kind: "sent" });
    transport.close();
    const [{ headers, body } = { headers: {}, body: "" }] = seen;
    const key = Buffer.from(String(opened.webhook.secret).slice("whsec_".length), "base64");
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const wanted = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    assert.equal(headers["webhook-signature"], wanted);
    assert.equal(headers["webhook-timestamp"], String(Math.floor(web.now / 1000)));
    const { data, type } = JSON.parse(body);
    assert.deepEqual(
      [type, data.id, data.result.decision],
      ["approval.closed", opened.id, "approve"],
    );
  } finally {
    receiver.close();
  }
});

test("a webhook in a private network is not reached where that is forbidden", async () => {
  const web = await openWeb();
  const url = "http://169.254.169.254/latest/meta-data";
  const { id } = (await open(web, { approval: { ...APPROVAL, webhook: url } })).json();
  await decide(web, id);
  const [delivery] = await web.store.listDeliveries({ channels: ["http"] }, { limit: 1 });
  assert.ok(delivery);
  const transport = createHttpTransport();
  assert.equal((await transport.deliver(delivery)).kind, "refused");
  transport.close();
});
