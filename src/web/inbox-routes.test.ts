// What somebody has decided, in their inbox.

import assert from "node:assert/strict";
import { test } from "node:test";
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
    return body.slice(body.indexOf("<h2>"));
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
