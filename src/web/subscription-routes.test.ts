import assert from "node:assert/strict";
import { test } from "node:test";
import { openWeb, type WebBench } from "./testing.ts";

function post(web: WebBench, url: string, payload: string) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return web.app.inject({ method: "POST", url, payload, headers });
}

async function confirmed(web: WebBench): Promise<boolean> {
  const [subscription] = await web.store.listSubscriptions({}, { limit: 1 });
  return subscription !== undefined && subscription.confirmedAt !== null;
}

test("a confirmation link confirms when a person has said yes on its page, not before", async () => {
  const web = await openWeb();
  const link = await web.subscribe("jane@example.com");
  const page = await web.app.inject({ url: link });
  assert.ok(page.body.includes("jane@example.com") && page.body.includes("Confirm your"));
  await web.app.inject({ method: "HEAD", url: link });
  assert.equal((await post(web, link, "website=")).statusCode, 422);
  assert.equal((await post(web, link, "answer=yes&website=x")).statusCode, 422);
  assert.ok((await post(web, link, "answer=no")).body.includes("Nothing was changed"));
  assert.equal(await confirmed(web), false);
  assert.ok((await post(web, link, "answer=yes")).body.includes("Subscription confirmed"));
  assert.equal(await confirmed(web), true);
  assert.ok((await web.app.inject({ url: link })).body.includes("Subscription confirmed"));
});

test("a confirmation link that is broken or too old says so", async () => {
  const web = await openWeb();
  const link = await web.subscribe("jane@example.com");
  assert.equal((await web.app.inject({ url: "/subscriptions/confirm" })).statusCode, 404);
  assert.equal((await web.app.inject({ url: link.replace("Token=", "Token=x") })).statusCode, 404);
  web.now += 3 * 86_400_000;
  const late = await post(web, link, "answer=yes");
  assert.equal(late.statusCode, 404);
  assert.ok(late.body.includes("older than two days"));
});

test("an unsubscribe link ends the subscription when a person has said yes, not before", async () => {
  const web = await openWeb();
  await post(web, await web.subscribe("jane@example.com"), "answer=yes");
  const [subscription] = await web.store.listSubscriptions({}, { limit: 1 });
  const arn = `arn:aws:sns:us-east-1:000000000000:approvals:${subscription?.id}`;
  const link = `/subscriptions/unsubscribe?SubscriptionArn=${arn}`;
  assert.equal((await web.app.inject({ url: link })).statusCode, 200);
  assert.equal((await post(web, link, "")).statusCode, 422);
  assert.equal(await confirmed(web), true);
  assert.ok((await post(web, link, "answer=yes")).body.includes("You are unsubscribed"));
  assert.deepEqual(await web.store.listSubscriptions({}, { limit: 1 }), []);
  assert.equal((await web.app.inject({ url: link })).statusCode, 404);
});
