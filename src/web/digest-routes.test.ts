import assert from "node:assert/strict";
import { test } from "node:test";
import type { MailContent } from "../notifications/mail.ts";
import { openWeb, type WebBench } from "./testing.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ANN = "ann@example.com";
const REMINDED = { title: "Purchase", approver: ANN, reminders: { after: "2h", every: "2h" } };

/** The bench begins at midnight UTC of a Thursday. */
async function openWithDigest(digest = "daily 08:00"): Promise<WebBench> {
  const web = await openWeb();
  await web.putPerson(ANN, { digest, locale: "de", timeZone: "Europe/Berlin" });
  return web;
}

async function mailsToAnn(web: WebBench): Promise<readonly MailContent[]> {
  const deliveries = await web.store.listDeliveries({}, { limit: 200 });
  return deliveries
    .filter(({ endpoint }) => endpoint === ANN)
    .map(({ content }) => JSON.parse(content) as MailContent);
}

async function stopPathOf(web: WebBench): Promise<string> {
  const header = (await mailsToAnn(web))[0]?.headers?.["List-Unsubscribe"] ?? "";
  return /^<http:\/\/127\.0\.0\.1:8080(\/digests\/[\w.-]+)>$/.exec(header)?.[1] ?? "";
}

/** Lets both loops do what is due, hour by hour. */
async function pass(web: WebBench, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    web.now += HOUR;
    await web.passApprovalTime();
    await web.sendDigests();
  }
}

test("a digest comes in place of reminders, by the clock and in the language of its reader", async () => {
  const web = await openWithDigest();
  const { approval } = await web.ask(REMINDED);
  await web.ask({ ...REMINDED, title: "Travel" });
  await pass(web, 6);
  assert.equal((await mailsToAnn(web)).length, 2);
  await pass(web, 1);
  const [digest, ...others] = await mailsToAnn(web);
  assert.equal(others.length, 2);
  assert.equal(digest?.subject, "Wartet auf Sie: 2");
  assert.ok(digest?.text.includes("Purchase") && digest.text.includes("Travel"));
  assert.ok(digest?.text.includes(`http://127.0.0.1:8080/inbox/${approval.id}`));
  assert.doesNotMatch(digest?.text ?? "", /\/approvals\//);
  assert.equal(digest?.headers?.["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
  await pass(web, 24);
  assert.equal((await mailsToAnn(web)).length, 4);
});

test("mails that ask have no way to unsubscribe", async () => {
  const web = await openWithDigest();
  const { mail } = await web.ask(REMINDED);
  assert.equal(mail.headers?.["List-Unsubscribe"], undefined);
});

test("what a stopped server has missed comes in one digest", async () => {
  const web = await openWithDigest();
  await web.ask(REMINDED);
  web.now += 5 * DAY;
  await web.sendDigests();
  await web.sendDigests();
  assert.equal((await mailsToAnn(web)).length, 2);
});

test("without anything that waits there is no digest, until somebody asks again", async () => {
  const web = await openWithDigest();
  const { path } = await web.ask(REMINDED);
  await web.app.inject({
    method: "POST",
    url: path,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: "choice=approve",
  });
  const before = (await mailsToAnn(web)).length;
  web.now += DAY;
  assert.equal(await web.sendDigests(), undefined);
  assert.equal((await mailsToAnn(web)).length, before);
  await web.ask(REMINDED);
  web.now += DAY;
  await web.sendDigests();
  assert.equal((await mailsToAnn(web)).length, before + 2);
});

test("a weekly digest comes on its days", async () => {
  const web = await openWithDigest("weekly MON 08:00");
  await web.ask({ ...REMINDED, expiry: { after: "30d" } });
  await pass(web, 3 * 24);
  assert.equal((await mailsToAnn(web)).length, 1);
  await pass(web, 2 * 24);
  assert.equal((await mailsToAnn(web)).length, 2);
});

test("a request that ends before the next digest, or wants no digest, is reminded of by itself", async () => {
  const web = await openWithDigest();
  await web.ask({ ...REMINDED, expiry: { after: "5h" } });
  await web.ask({ ...REMINDED, reminders: { after: "2h", atMost: 1, inDigest: false } });
  await pass(web, 2);
  assert.equal((await mailsToAnn(web)).filter(({ inReplyTo }) => inReplyTo).length, 2);
});

test("a look at the link of a digest stops nothing, nor does a form as it stands", async () => {
  const web = await openWithDigest();
  await web.ask(REMINDED);
  await pass(web, 7);
  const url = await stopPathOf(web);
  for (const method of ["GET", "HEAD", "POST"] as const) {
    const { body, statusCode } = await web.app.inject({ method, url });
    assert.equal(statusCode, method === "POST" ? 422 : 200);
    assert.ok(method === "HEAD" || body.includes("ann@example.com"));
    assert.equal(body.includes("Choose one of the two"), method === "POST");
  }
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const no = await web.app.inject({ method: "POST", url, headers, payload: "answer=no" });
  assert.deepEqual([no.statusCode, no.body.includes("Nothing was changed")], [200, true]);
  await pass(web, 24);
  assert.equal((await mailsToAnn(web)).length, 3);
});

test("a link that was not made here stops nothing", async () => {
  const web = await openWithDigest();
  await web.ask(REMINDED);
  await pass(web, 7);
  const right = await stopPathOf(web);
  const [name, seal = ""] = right.split(".");
  const other = `${name}.${seal.startsWith("A") ? "B" : "A"}${seal.slice(1)}`;
  for (const url of ["/digests/x", "/digests/YUBi.AAAAAAAAAAAAAAAAAAAAAA", other]) {
    const payload = "List-Unsubscribe=One-Click";
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const { statusCode } = await web.app.inject({ method: "POST", url, headers, payload });
    assert.equal(statusCode, 404, url);
  }
});

const ONE_CLICKS = {
  "a choice on its page": ["application/x-www-form-urlencoded", "answer=yes"],
  "one click in a mail program": [
    "application/x-www-form-urlencoded",
    "List-Unsubscribe=One-Click",
  ],
  "one click that comes in parts": [
    "multipart/form-data; boundary=b",
    '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
  ],
} as const;

for (const [name, [type, payload]] of Object.entries(ONE_CLICKS)) {
  test(`digests are stopped by ${name}, reminders come again, and another time begins them anew`, async () => {
    const web = await openWithDigest();
    await web.ask(REMINDED);
    await pass(web, 7);
    const url = await stopPathOf(web);
    const headers = { "content-type": type };
    const { statusCode } = await web.app.inject({ method: "POST", url, headers, payload });
    assert.equal(statusCode, 200);
    await pass(web, 4);
    const [reminder] = await mailsToAnn(web);
    assert.match(reminder?.text ?? "", /^Erinnerung \d+/);
    const [stored] = await web.store.listPeople();
    const person = JSON.parse(stored?.person ?? "{}");
    await web.putPerson(ANN, { ...person, digest: "daily 20:00" });
    const before = (await mailsToAnn(web)).length;
    await pass(web, 10);
    assert.deepEqual(
      (await mailsToAnn(web)).slice(0, -before).map(({ subject }) => subject),
      ["Wartet auf Sie: 1"],
    );
  });
}
