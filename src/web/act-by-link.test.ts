// What approvers do through their links beside deciding.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../base/json.ts";
import type { MailContent } from "../notifications/mail.ts";
import { openWeb, type WebBench } from "./testing.ts";

const DAY = 86_400_000;

const ASKING = {
  title: "Purchase",
  requester: { email: "eva@example.com" },
  approvers: ["ann@example.com", "bob@example.com"],
  reminders: { after: "1d", every: "1d" },
} satisfies Json;

async function mailsTo(web: WebBench, address: string) {
  const deliveries = await web.store.listDeliveries({}, { limit: 100 });
  return deliveries
    .filter(({ endpoint }) => endpoint === address)
    .map(({ content }) => {
      const { subject, text } = JSON.parse(content) as MailContent;
      const code = /\b[2-9A-Z]{6}\b/.exec(text.split("code")[1] ?? "")?.[0] ?? "";
      return { subject, code, path: /\/approvals\/[\w-]{43}/.exec(text)?.[0] ?? "" };
    });
}

async function pathOf(web: WebBench, address: string): Promise<string> {
  return (await mailsTo(web, address))[0]?.path ?? "";
}

function submit(web: WebBench, url: string, fields: Readonly<Record<string, string>>) {
  return web.app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields).toString(),
  });
}

test("an approver hands their seat on: its new holder decides, the old one does not", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask(ASKING);
  const ann = await pathOf(web, "ann@example.com");
  assert.match((await web.app.inject({ url: ann })).body, /href="[\w-]{43}\/instead"/);
  const handOn = { do: "handOn", to: "Cid@example.com", reason: "On leave" };
  const done = await submit(web, `${ann}/instead`, handOn);
  assert.equal(done.statusCode, 200);
  assert.match(done.body, /cid@example\.com<\/bdi> is asked in place of <bdi>ann@example\.com/);
  assert.equal((await submit(web, `${ann}/instead`, handOn)).statusCode, 409);
  assert.equal((await submit(web, ann, { choice: "approve" })).statusCode, 403);
  assert.match(
    (await web.app.inject({ url: `${ann}/instead` })).body,
    /Somebody else is asked now/,
  );
  const cid = await pathOf(web, "cid@example.com");
  assert.equal((await submit(web, cid, { choice: "approve" })).statusCode, 200);
  const output = JSON.parse((await web.getExecution(executionId)).output ?? "");
  assert.deepEqual(
    [output.decisions[0].by, output.decisions[0].inPlaceOf],
    ["cid@example.com", "ann@example.com"],
  );
});

test("nobody hands on what is not theirs, to the requester, or to no address", async () => {
  const web = await openWeb();
  await web.ask(ASKING);
  const ann = await pathOf(web, "ann@example.com");
  const send = (to: string) => submit(web, `${ann}/instead`, { do: "handOn", to, reason: "" });
  assert.equal((await send("eva@example.com")).statusCode, 409);
  assert.equal((await send("bob@example.com")).statusCode, 409);
  for (const to of ["", "nobody", "a@example.com, b@example.com", "group:board"]) {
    const refused = await send(to);
    assert.equal(refused.statusCode, 422);
    assert.match(refused.body, /role="alert"/);
  }
  const other = { do: "handOn", from: "bob@example.com", to: "cid@example.com" };
  assert.match(
    (await submit(web, `${ann}/instead`, other)).body,
    /in place of <bdi>ann@example\.com/,
  );
  const unknown = `/approvals/${"A".repeat(43)}/instead`;
  assert.equal((await submit(web, unknown, other)).statusCode, 404);
  assert.equal((await web.app.inject({ url: unknown })).statusCode, 404);
});

test("an approver does nothing by link that is for operators", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(ASKING);
  const ann = await pathOf(web, "ann@example.com");
  for (const name of ["remind", "cancel", "addApprover", "reassign"]) {
    const sent = await submit(web, `${ann}/instead`, { do: name, approver: "x@example.com" });
    assert.equal(sent.statusCode, 422);
  }
  assert.deepEqual(await web.store.findApproval(approval.id), approval);
});

test("an approver who puts the request off is not reminded before then, and others are", async () => {
  const web = await openWeb();
  await web.ask(ASKING);
  const ann = await pathOf(web, "ann@example.com");
  const done = await submit(web, `${ann}/instead`, { do: "snooze", length: "3d" });
  assert.equal(done.statusCode, 200);
  for (const length of ["", "31d", "1y"]) {
    const wrong = await submit(web, `${ann}/instead`, { do: "snooze", length });
    assert.equal(wrong.statusCode, 422);
  }
  for (let day = 1; day <= 3; day++) {
    web.now += DAY;
    await web.passApprovalTime();
  }
  assert.equal((await mailsTo(web, "ann@example.com")).length, 2);
  assert.equal((await mailsTo(web, "bob@example.com")).length, 4);
});

test("a decision is taken back by whoever made it, while it is held, and can be made again", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask({ ...ASKING, undo: "60s" });
  const [ann, bob] = [await pathOf(web, "ann@example.com"), await pathOf(web, "bob@example.com")];
  const takeBack = { do: "takeBack", sure: "yes" };
  assert.equal((await submit(web, ann, takeBack)).statusCode, 409);
  assert.match((await submit(web, ann, { choice: "approve" })).body, /Take my decision back/);
  assert.match((await web.app.inject({ url: ann })).body, /Take my decision back/);
  assert.equal((await submit(web, bob, takeBack)).statusCode, 409);
  const unsure = await submit(web, ann, { do: "takeBack" });
  assert.equal(unsure.statusCode, 422);
  assert.match(unsure.body, /Take my decision back/);
  web.now += 30_000;
  assert.match((await submit(web, ann, takeBack)).body, /was taken back/);
  web.now += 60_000;
  await web.passApprovalTime();
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
  await submit(web, ann, { choice: "decline" });
  web.now += 60_000;
  assert.equal((await submit(web, ann, takeBack)).statusCode, 409);
  await web.passApprovalTime();
  const output = JSON.parse((await web.getExecution(executionId)).output ?? "");
  assert.equal(output.decision, "decline");
});

test("where a code confirms decisions, it confirms what is done instead", async () => {
  const web = await openWeb();
  const { approval } = await web.ask({ ...ASKING, confirmation: "challenge" });
  const [mail] = await mailsTo(web, "ann@example.com");
  const url = `${mail?.path}/instead`;
  const handOn = { do: "handOn", to: "cid@example.com", reason: "" };
  assert.equal((await submit(web, url, handOn)).statusCode, 422);
  assert.equal((await submit(web, url, { ...handOn, code: "WRONG2" })).statusCode, 422);
  assert.deepEqual(await web.store.findApproval(approval.id), approval);
  assert.equal((await submit(web, url, { ...handOn, code: mail?.code ?? "" })).statusCode, 200);
});

test("forms that are submitted as they stand, or by another site, or by robots, change nothing", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(ASKING);
  const url = `${await pathOf(web, "ann@example.com")}/instead`;
  const { body } = await web.app.inject({ url });
  const forms = [...body.matchAll(/<form[^>]* method="post".*?<\/form>/gs)].map(([form]) => form);
  assert.equal(forms.length, 4);
  for (const form of forms) {
    const inputs = [
      ...form.matchAll(
        /<input type="(?:hidden|text)"[^>]*name="([\w-]+)"(?:[^>]*value="([^"]*)")?/g,
      ),
    ];
    const fields = Object.fromEntries(inputs.map(([, name = "", value = ""]) => [name, value]));
    assert.ok(fields["do"]);
    assert.equal((await submit(web, url, fields)).statusCode, 422);
  }
  const robot = { do: "handOn", to: "cid@example.com", website: "https://x.example" };
  assert.equal((await submit(web, url, robot)).statusCode, 422);
  const foreign = await web.app.inject({
    ...{ method: "POST", url, payload: "do=handOn&to=cid%40example.com" },
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "cross-site",
    },
  });
  assert.equal(foreign.statusCode, 403);
  for (const method of ["HEAD", "OPTIONS"] as const) await web.app.inject({ method, url });
  assert.deepEqual(await web.store.findApproval(approval.id), approval);
});
