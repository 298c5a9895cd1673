import assert from "node:assert/strict";
import { test } from "node:test";
import { openWeb } from "./testing.ts";

test("the mailbox lists messages and shows each as text, HTML, headers and raw", async () => {
  const web = await openWeb();
  const { mail } = await web.ask();
  const list = await web.app.inject({ url: "/mailbox" });
  assert.ok(list.body.includes(mail.subject) && list.body.includes("manager@example.com"));
  const url = `/${/href="(mailbox\/[0-9a-z]{26})"/.exec(list.body)?.[1]}`;
  const message = await web.app.inject({ url });
  assert.match(message.body, /<iframe src="[0-9a-z]{26}\/html"[^>]* sandbox="allow-popups /);
  assert.match(message.body, /<dt>Message-ID<\/dt>/);
  const raw = await web.app.inject({ url: `${url}/raw` });
  assert.match(raw.body, /^Auto-Submitted: auto-generated\r$/m);
  assert.match(String(raw.headers["content-disposition"]), /^attachment; filename="\w+\.eml"$/);
});

test("a mail's HTML runs, loads and submits nothing, and only the mailbox frames it", async () => {
  const web = await openWeb();
  await web.ask();
  const [delivery] = await web.store.listDeliveries({}, { limit: 1 });
  const { body, headers } = await web.app.inject({ url: `/mailbox/${delivery?.id}/html` });
  const policy = String(headers["content-security-policy"]);
  assert.match(policy, /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'/);
  assert.ok(policy.includes("frame-ancestors 'self'"));
  assert.equal(headers["x-frame-options"], "SAMEORIGIN");
  assert.match(body, /<head><base target="_blank">/);
});

test("a refused message shows why", async () => {
  const web = await openWeb();
  await web.ask();
  const [delivery] = await web.store.listDeliveries({}, { limit: 1 });
  const id = `${delivery!.id.slice(0, -1)}${delivery!.id.endsWith("z") ? "y" : "z"}`;
  await web.commit([
    {
      kind: "createDelivery",
      delivery: { ...delivery!, id, status: "failed", lastError: "550 <no such user>" },
    },
  ]);
  const list = await web.app.inject({ url: "/mailbox?status=failed" });
  assert.equal(list.body.match(/href="mailbox\/[0-9a-z]{26}"/g)?.length, 1);
  const { body } = await web.app.inject({ url: `/mailbox/${id}` });
  assert.ok(body.includes("550 &lt;no such user&gt;"));
  assert.equal((await web.app.inject({ url: "/mailbox/nothing" })).statusCode, 404);
});
