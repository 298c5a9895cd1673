// Signing in by mail, as a browser meets it.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { MailContent } from "../notifications/mail.ts";
import { openWeb, type WebBench, type WebBenchOptions } from "./testing.ts";

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "0123456789abcdef" };
const ASKING = { title: "T", approver: "ann@example.com", requester: { email: "eva@example.com" } };
const MINUTE = 60_000;

interface Browser {
  readonly cookies: Map<string, string>;
  get(url: string): ReturnType<Browser["post"]>;
  post(
    url: string,
    fields?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Awaited<ReturnType<WebBench["app"]["inject"]>>>;
}

function openBrowser(web: WebBench): Browser {
  const cookies = new Map<string, string>();
  const send = async (
    method: "GET" | "POST",
    url: string,
    payload: string,
    headers: Record<string, string>,
  ) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const all = { ...(cookie === "" ? {} : { cookie }), ...headers };
    const answer = await web.app.inject({ method, url, headers: all, payload });
    for (const { name, value, maxAge } of answer.cookies) {
      if (maxAge === 0) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    get: (url) => send("GET", url, "", {}),
    post: (url, fields = {}, headers = { "sec-fetch-site": "same-origin" }) =>
      send("POST", url, new URLSearchParams(fields).toString(), {
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      }),
  };
}

async function linkIn(web: WebBench, address: string): Promise<string | undefined> {
  const [mail] = (await web.store.listDeliveries({}, { limit: 100 })).filter(
    ({ endpoint, kind }) => endpoint === address && kind === "signIn",
  );
  const { text } = JSON.parse(mail?.content ?? '{"text":""}') as MailContent;
  return /\/sign-in\/[\w-]{43}/.exec(text)?.[0];
}

async function signIn(web: WebBench, address: string): Promise<Browser> {
  const browser = openBrowser(web);
  await browser.post("/sign-in", { address });
  const link = (await linkIn(web, address)) ?? "";
  assert.equal((await browser.post(link)).statusCode, 303);
  return browser;
}

const formTokenIn = (body: string) => /name="form-token" value="([\w-]+)"/.exec(body)?.[1] ?? "";

const openGuarded = (options: WebBenchOptions = {}) =>
  openWeb({ credentials: CREDENTIALS, roles: { "ops@example.com": "operator" }, ...options });

test("a link signs in once, after its button, and leads to the inbox", async () => {
  const web = await openGuarded();
  const browser = openBrowser(web);
  await browser.post("/sign-in", { address: " OPS@example.com" });
  const link = (await linkIn(web, "ops@example.com")) ?? "";
  assert.equal((await browser.get("/inbox")).statusCode, 401);
  assert.match((await browser.get(link)).body, /sign in as <bdi><strong>ops@example\.com/);
  const copy = new Map(browser.cookies);
  const answer = await browser.post(link);
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, "../inbox"]);
  const [cookie] = answer.cookies.filter(({ name }) => name === "countersign-session");
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.secure], [true, "Lax", undefined]);
  assert.equal((await browser.get("/inbox")).statusCode, 200);
  const second = openBrowser(web);
  for (const [name, value] of copy) second.cookies.set(name, value);
  assert.equal((await second.post(link)).statusCode, 404);
});

test("a link is of no use to whoever did not ask for it, nor after its time", async () => {
  const web = await openGuarded();
  const browser = openBrowser(web);
  await browser.post("/sign-in", { address: "ops@example.com" });
  const link = (await linkIn(web, "ops@example.com")) ?? "";
  const robot = openBrowser(web);
  const seen = await robot.get(link);
  assert.equal(seen.statusCode, 404);
  assert.doesNotMatch(seen.body, /ops@example|method="post"/);
  assert.equal((await robot.post(link)).statusCode, 404);
  await robot.post("/sign-in", { address: "other@example.com" });
  assert.equal((await robot.post(link)).statusCode, 404);
  assert.equal((await browser.post(link, {}, { "sec-fetch-site": "cross-site" })).statusCode, 403);
  web.now += 15 * MINUTE;
  assert.equal((await browser.post(link)).statusCode, 404);
  assert.equal(robot.cookies.has("countersign-session"), false);
});

test("whoever has asked for a decision can sign in", async () => {
  const web = await openWeb();
  const approval = { title: "T", requester: { email: "Eva@example.com" } };
  await web.ask({ ...approval, approver: "ann@example.com" });
  for (const address of ["eva@example.com", "fay@example.com"]) {
    await openBrowser(web).post("/sign-in", { address });
  }
  const mails = await web.store.listDeliveries({ channels: ["email"] }, { limit: 9 });
  assert.deepEqual(
    mails.filter(({ kind }) => kind === "signIn").map(({ endpoint }) => endpoint),
    ["eva@example.com"],
  );
});

test("the answer to an unknown address is the same, and no mail is sent", async () => {
  const web = await openGuarded();
  const known = await openBrowser(web).post("/sign-in", { address: "ops@example.com" });
  const unknown = await openBrowser(web).post("/sign-in", { address: "nobody@example.com" });
  assert.equal(unknown.body, known.body);
  const names = ({ headers }: typeof known) => Object.keys(headers).sort();
  assert.deepEqual(names(unknown), names(known));
  assert.equal(await linkIn(web, "nobody@example.com"), undefined);
});

test("mails are limited for each address, and attempts for each network", async () => {
  const web = await openGuarded();
  const browser = openBrowser(web);
  const statuses: number[] = [];
  for (let count = 0; count < 21; count++) {
    statuses.push((await browser.post("/sign-in", { address: "ops@example.com" })).statusCode);
  }
  assert.deepEqual([statuses.at(-2), statuses.at(-1)], [200, 429]);
  assert.equal((await web.store.listDeliveries({}, { limit: 99 })).length, 5);
});

test("a session ends when it idles, when its time is over, and by signing out", async () => {
  const web = await openGuarded();
  const idle = await signIn(web, "ops@example.com");
  web.now += 60 * MINUTE;
  assert.equal((await idle.get("/inbox")).statusCode, 401);
  const busy = await signIn(web, "ops@example.com");
  for (let half = 1; half < 24; half++) {
    web.now += 30 * MINUTE;
    assert.equal((await busy.get("/inbox")).statusCode, 200);
  }
  web.now += 30 * MINUTE;
  assert.equal((await busy.get("/inbox")).statusCode, 401);
  const one = await signIn(web, "ops@example.com");
  const two = await signIn(web, "ops@example.com");
  const three = await signIn(web, "ops@example.com");
  const sendOff = async (browser: Browser, url: string) => {
    const formToken = formTokenIn((await browser.get("/inbox")).body);
    const stolen = new Map(browser.cookies);
    assert.equal((await browser.post(url, { "form-token": formToken })).statusCode, 303);
    for (const [name, value] of stolen) browser.cookies.set(name, value);
  };
  await sendOff(one, "/sign-out");
  assert.equal((await one.get("/inbox")).statusCode, 401);
  assert.equal((await two.get("/inbox")).statusCode, 200);
  await sendOff(two, "/sign-out-everywhere");
  assert.equal((await two.get("/inbox")).statusCode, 401);
  assert.equal((await three.get("/inbox")).statusCode, 401);
});

test("an operator's form counts with the session's own token only, and under their name", async () => {
  const web = await openGuarded();
  const { approval, executionId } = await web.ask(ASKING);
  const browser = await signIn(web, "ops@example.com");
  const url = `/waiting/${executionId}.1`;
  for (const token of ["", "x", formTokenIn((await browser.get("/executions")).body)]) {
    const answer = await browser.post(url, { choice: "approve", "form-token": token });
    assert.equal(answer.statusCode, 403);
  }
  const formToken = formTokenIn((await browser.get(url)).body);
  const foreign = { "sec-fetch-site": "cross-site" };
  const fields = { choice: "approve", "form-token": formToken };
  assert.equal((await browser.post(url, fields, foreign)).statusCode, 403);
  const unexplained = await browser.post(url, fields);
  assert.equal(unexplained.statusCode, 422);
  assert.match(unexplained.body, /Say why in the comment/);
  assert.equal((await browser.post(url, { ...fields, comment: "On leave" })).statusCode, 200);
  const state = JSON.parse((await web.store.findApproval(approval.id))?.state ?? "{}");
  const { by, channel, isOverride, proof } = state.votes[0];
  assert.deepEqual([by, channel, proof, isOverride], ["ops@example.com", "page", "session", true]);
});

test("an operator cannot decide on a request of their own in others' place", async () => {
  const web = await openGuarded({ roles: { "eva@example.com": "admin" } });
  const { executionId } = await web.ask(ASKING);
  const browser = await signIn(web, "eva@example.com");
  const url = `/waiting/${executionId}.1`;
  const formToken = formTokenIn((await browser.get(url)).body);
  const fields = { choice: "approve", comment: "Mine", "form-token": formToken };
  await browser.post(url, fields);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
});

test("the inbox shows one's own requests, and decides them with the proof of a session", async () => {
  const web = await openGuarded();
  const mine = await web.ask(ASKING);
  const foreign = await web.ask({ ...ASKING, title: "Foreign", approver: "bob@example.com" });
  const browser = await signIn(web, "ann@example.com");
  const inbox = (await browser.get("/inbox")).body;
  assert.ok(inbox.includes(`inbox/${mine.approval.id}`) && !inbox.includes("Foreign"));
  for (const answer of [
    await browser.get(`/inbox/${foreign.approval.id}`),
    await browser.post(`/inbox/${foreign.approval.id}`, {
      choice: "approve",
      "form-token": formTokenIn(inbox),
    }),
  ]) {
    assert.equal(answer.statusCode, 404);
  }
  assert.equal((await browser.get("/executions")).statusCode, 403);
  const url = `/inbox/${mine.approval.id}`;
  const formToken = formTokenIn((await browser.get(url)).body);
  assert.equal((await browser.post(url, { choice: "approve" })).statusCode, 403);
  assert.equal((await browser.post(url, { "form-token": formToken })).statusCode, 422);
  const done = await browser.post(url, { choice: "approve", "form-token": formToken });
  assert.equal(done.statusCode, 200);
  const output = JSON.parse((await web.getExecution(mine.executionId)).output ?? "{}");
  const [{ by, proof }] = output.decisions;
  assert.deepEqual([by, proof, output.channel], ["ann@example.com", "session", "inbox"]);
  assert.match((await browser.get("/inbox")).body, /Decided by you lately.*inbox\//s);
});

test("a decision by link says that the link was all the proof", async () => {
  const web = await openGuarded();
  const { executionId, path } = await web.ask(ASKING);
  await openBrowser(web).post(path, { choice: "approve" });
  const output = JSON.parse((await web.getExecution(executionId)).output ?? "{}");
  assert.equal(output.decisions[0].proof, "link");
});

test("links come from the public URL, whatever a request says about its host", async () => {
  const web = await openGuarded({ publicUrl: "https://approve.example.com/base" });
  const browser = openBrowser(web);
  const answer = await browser.post(
    "/sign-in",
    { address: "ops@example.com" },
    {
      "sec-fetch-site": "same-origin",
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
    },
  );
  assert.equal(answer.statusCode, 200);
  const asked = await web.ask(ASKING);
  const deliveries = await web.store.listDeliveries({}, { limit: 9 });
  assert.equal(deliveries.length, 2);
  for (const { content } of deliveries) {
    assert.ok(!content.includes("evil"));
    assert.ok(content.includes("https://approve.example.com/base/"));
  }
  assert.ok(asked.mail.text.includes("https://approve.example.com/base/approvals/"));
  const [cookie] = answer.cookies;
  assert.deepEqual([cookie?.name, cookie?.secure], ["__Host-countersign-browser", true]);
});

test("secrets are kept as hashes", async () => {
  const web = await openGuarded();
  const browser = await signIn(web, "ops@example.com");
  const secret = browser.cookies.get("countersign-session") ?? "";
  assert.equal(await web.store.findSession(secret), undefined);
});
