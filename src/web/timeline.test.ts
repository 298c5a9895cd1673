// What has happened to a request, as everybody sees it who has to do with it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { markupOf } from "../base/html.ts";
import { newSession } from "../identity/sessions.ts";
import type { MailContent } from "../notifications/mail.ts";
import { renderDecisionPage } from "./pages/approval-page.ts";
import { createReader } from "./pages/reader.ts";
import { openWeb, type WebBench } from "./testing.ts";

const ANN = "ann@example.com";
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

async function linkTo(web: WebBench, address: string): Promise<string> {
  const mails = await web.store.listDeliveries({ channels: ["email"] }, { limit: 50 });
  const texts = mails
    .filter(({ endpoint }) => endpoint === address)
    .map(({ content }) => (JSON.parse(content) as MailContent).text);
  const link = texts
    .map((text) => /\/(?:requests|approvals)\/[\w-]{43}/.exec(text)?.[0])
    .find((it) => it);
  assert.ok(link, `a mail to ${address} with a link`);
  return link;
}

/** Without what every page begins with. */
async function look(web: WebBench, url: string, address?: string): Promise<string> {
  const { body } = await web.app.inject({ url, headers: await headersOf(web, address) });
  return body.slice(body.indexOf("<main>"));
}

async function headersOf(web: WebBench, address?: string): Promise<Record<string, string>> {
  if (address === undefined) return {};
  const { secret, session } = newSession({ sessionHours: 1 }, { address, method: "mail" }, web.now);
  await web.commit([{ kind: "createSession", session }]);
  return { cookie: `countersign-session=${secret}` };
}

const countOf = (text: string, part: string) => text.split(part).length - 1;

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
  const url = await linkTo(web, "eva@example.com");
  const headers = { "accept-language": "de" };
  const pending = wordsOf((await web.app.inject({ url, headers })).body);
  assert.match(pending, /Was geschehen ist[\s\S]*ann@example\.com stellte eine Rückfrage\s*Why\?/);
  await post(web, `/waiting/${executionId}.1`, { choice: "approve", comment: "" });
  const ended = wordsOf((await web.app.inject({ url, headers })).body);
  assert.match(ended, /entschied für alle: Genehmigen[\s\S]*Die Anfrage endete: Genehmigen/);
});

const BOARD = {
  title: "Purchase",
  requester: { email: "eva@example.com" },
  stages: [
    { name: "Team", approvers: ["ann@example.com", "amy@example.com"] },
    {
      name: "Board",
      approvers: ["bob@example.com", "cid@example.com", "dan@example.com"],
      need: 2,
    },
  ],
  reminders: { after: "1d", every: "1d" },
  escalation: [{ after: "3d", to: ["boss@example.com"] }],
};

/** Everything that names somebody who has not acted. */
async function openBoard(web: WebBench) {
  const { approval, executionId } = await web.ask(BOARD);
  const path = await linkTo(web, ANN);
  const waiting = `/waiting/${executionId}.1`;
  await post(web, path, { choice: "approve", comment: "Fine with me" });
  await post(web, waiting, { do: "addApprover", approver: "fay@example.com" });
  const moved = { from: "dan@example.com", to: "gus@example.com", reason: "Away" };
  await post(web, waiting, { do: "reassign", ...moved });
  await post(web, waiting, { do: "remind" });
  for (let day = 0; day < 4; day++) {
    web.now += 86_400_000;
    await web.passApprovalTime();
  }
  const handing = { do: "handOn", to: "hal@example.com", reason: "Holiday" };
  await post(web, `${await linkTo(web, "cid@example.com")}/instead`, handing);
  return { approval, path, waiting };
}

const SILENT = ["amy", "dan", "fay", "gus", "boss", "hal"];

test("whoever comes by a link reads of those who have acted, and gets nobody else's address", async () => {
  const web = await openWeb();
  const { approval, path, waiting } = await openBoard(web);
  const pages = {
    asked: [await look(web, await linkTo(web, "bob@example.com")), "bob"],
    decided: [await look(web, path), "ann"],
    handedOn: [await look(web, await linkTo(web, "cid@example.com")), "cid", "hal"],
    inbox: [await look(web, `/inbox/${approval.id}`, "bob@example.com"), "bob"],
    inboxDecided: [await look(web, `/inbox/${approval.id}`, "ann@example.com"), "ann"],
    requester: [await look(web, `/inbox/${approval.id}`, "eva@example.com"), "eva"],
  };
  for (const [name, [body = "", ...own]] of Object.entries(pages)) {
    const text = wordsOf(body);
    assert.match(text, /ann@example\.com chose Approve\s*Fine with me/, name);
    const named = SILENT.filter((each) => body.includes(`${each}@example.com`));
    assert.deepEqual(
      named,
      own.filter((each) => SILENT.includes(each)),
      name,
    );
    assert.match(text, /asked somebody else as well/, name);
    assert.match(text, /handed it to somebody else\s*Away/, name);
    assert.match(text, /Reminders were sent/, name);
    assert.match(text, /It was escalated\s/, name);
  }
  const all = wordsOf(await look(web, waiting));
  for (const each of SILENT.filter((each) => each !== "amy")) assert.match(all, new RegExp(each));
  assert.match(all, /handed it from dan@example\.com to gus@example\.com/);
});

test("reminders in a row that name nobody are told once, with the last one's time", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(BOARD);
  for (let day = 0; day < 2; day++) {
    web.now += 86_400_000;
    await web.passApprovalTime();
  }
  const told = wordsOf(await look(web, `/inbox/${approval.id}`, "eva@example.com"));
  assert.equal(countOf(told, "Reminders were sent"), 1);
  assert.match(told, /3 Jan 2026, 00:00 UTC\s*Reminders were sent/);
  const own = wordsOf(await look(web, `/inbox/${approval.id}`, "ann@example.com"));
  assert.equal(countOf(own, "ann@example.com was reminded"), 2);
});

test("what others have said is in view before a decision, once, and folded where there is nothing", async () => {
  const web = await openWeb();
  await web.ask({ ...BOARD, form: { properties: { centre: { type: "string" } } } });
  const path = await linkTo(web, ANN);
  assert.match(await look(web, path), /<details class="timeline"><summary>What happened/);
  await post(web, path, { choice: "approve", comment: "Fine", "value.centre": "DE-1" });
  const body = await look(web, await linkTo(web, "bob@example.com"));
  assert.match(body, /<details class="timeline" open>/);
  assert.match(wordsOf(body), /ann@example\.com chose Approve\s*Fine\s*Centre: DE-1/);
  assert.equal(countOf(body, "Fine"), 1);
});

test("an open question and a request that was sent back are told of outside the story", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask(BOARD);
  const path = await linkTo(web, ANN);
  await post(web, `${path}/instead`, { do: "ask", text: "Why?" });
  const amy = await linkTo(web, "amy@example.com");
  const asked = (await look(web, amy)).replace(/<details[\s\S]*<\/details>/, "");
  assert.match(wordsOf(asked), /ann@example\.com waits for the answer to a question/);
  await post(web, `/waiting/${executionId}.1`, { do: "answer", answer: "Because" });
  const answered = await look(web, amy);
  assert.doesNotMatch(wordsOf(answered), /waits for the answer/);
  assert.match(wordsOf(answered), /Why\?[\s\S]*Because/);
  await post(web, `${amy}/instead`, { do: "sendBack", text: "Too dear" });
  const back = (await look(web, path)).replace(/<details[\s\S]*<\/details>/, "");
  assert.match(wordsOf(back), /was sent back, and waits to be changed/);
});

test("a request of before there was an audit is told of by its votes", async () => {
  const web = await openWeb();
  const { approval } = await web.ask(BOARD);
  await post(web, await linkTo(web, ANN), { choice: "approve", comment: "Fine" });
  const now = await web.store.findApproval(approval.id);
  assert.ok(now);
  const entries = await web.store.listAuditEntries({ approvalId: now.id }, { limit: 9 });
  const show = (story: typeof entries) =>
    wordsOf(
      markupOf(
        renderDecisionPage(
          now,
          { entries: story, toldTo: { address: "bob@example.com" } },
          {},
        )(createReader("en")),
      ),
    );
  assert.match(show([]), /So far[\s\S]*Approve: ann@example\.com[\s\S]*“Fine”/);
  assert.doesNotMatch(show([]), /What happened/);
  assert.match(show(entries.slice(2)), /So far[\s\S]*“Fine”[\s\S]*What happened/);
  assert.doesNotMatch(show(entries), /So far/);
});

test("whoever decides in somebody's place is told of with both names", async () => {
  const web = await openWeb();
  const { approval, path } = await web.ask(ASKING);
  await post(web, `${path}/instead`, { do: "handOn", to: "bob@example.com" });
  await post(web, await linkTo(web, "bob@example.com"), { choice: "approve" });
  const told = wordsOf(await look(web, path));
  assert.match(told, /bob@example\.com chose Approve, in place of ann@example\.com/);
  const entries = await web.store.listAuditEntries({ approvalId: approval.id }, { limit: 9 });
  const decided = entries.find(({ what }) => what === "decided");
  assert.equal(JSON.parse(decided?.details ?? "{}")["inPlaceOf"], "ann@example.com");
});
