// What has happened to a request, as an operator sees it and as whoever has asked does.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { MailContent } from "../notifications/mail.ts";
import { openWeb, type WebBench } from "./testing.ts";

const ASKING = {
  title: "Purchase",
  approver: "ann@example.com",
  requester: { email: "eva@example.com", name: "Eva" },
};

function post(web: WebBench, url: string, fields: Record<string, string>) {
  return web.app.inject({
    method: "POST",
    url,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "same-origin",
    },
    payload: new URLSearchParams(fields).toString(),
  });
}

/** Without tags, and without what keeps names apart from the sentence around them. */
const wordsOf = (body: string) => body.replaceAll(/<[^>]*>/g, "").replaceAll(/[⁨⁩]/g, "");

async function requesterLink(web: WebBench): Promise<string> {
  const mails = await web.store.listDeliveries({ channels: ["email"] }, { limit: 20 });
  const texts = mails.map(({ content }) => (JSON.parse(content) as MailContent).text);
  const link = texts.map((text) => /\/requests\/[\w-]{43}/.exec(text)?.[0]).find((it) => it);
  assert.ok(link, "a mail to whoever has asked");
  return link;
}

test("an operator sees who did what, in order, also when it is over", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask(ASKING);
  await post(web, `${path}/instead`, { do: "handOn", to: "bob@example.com", reason: "<b>Away" });
  await post(web, `/waiting/${executionId}.1`, { choice: "decline", comment: "Too dear" });
  const { body } = await web.app.inject(`/waiting/${executionId}.1`);
  const story = wordsOf(/<details class="timeline">[\s\S]*?<\/details>/.exec(body)?.[0] ?? "");
  assert.match(
    story,
    /What happened[\s\S]*The request was made[\s\S]*ann@example\.com handed it from ann@example\.com to bob@example\.com\s*&lt;b&gt;Away[\s\S]*decided Decline in everybody’s place\s*Too dear[\s\S]*The request ended: Decline/,
  );
});

test("whoever has asked sees it in their language, now and at the end", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask(ASKING);
  await post(web, `${path}/instead`, { do: "ask", text: "Why?" });
  const url = await requesterLink(web);
  const headers = { "accept-language": "de" };
  const pending = wordsOf((await web.app.inject({ url, headers })).body);
  assert.match(pending, /Was geschehen ist[\s\S]*ann@example\.com stellte eine Rückfrage\s*Why\?/);
  await post(web, `/waiting/${executionId}.1`, { choice: "approve", comment: "" });
  const ended = wordsOf((await web.app.inject({ url, headers })).body);
  assert.match(ended, /entschied für alle: Genehmigen[\s\S]*Die Anfrage endete: Genehmigen/);
});
