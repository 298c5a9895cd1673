import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../base/json.ts";
import { newSession } from "../identity/sessions.ts";
import { openWeb, type WebBench } from "./testing.ts";

function call(web: WebBench, method: "GET" | "PUT" | "DELETE", url: string, body?: Json) {
  return web.app.inject({
    method,
    url,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      payload: JSON.stringify(body),
    }),
  });
}

const ABSENCE = { to: "bob@example.com", from: "2026-01-01", until: "2026-01-31" };

test("people and groups that are put count for the next request", async () => {
  const web = await openWeb();
  const put = await call(web, "PUT", "/api/people/Ann@Example.com", {
    ...{ name: "Ann", locale: "de", timeZone: "Europe/Berlin", manager: "cid@example.com" },
    ...{ delegate: ABSENCE, role: "operator", digest: "daily 08:00" },
  });
  assert.equal(put.statusCode, 200, put.body);
  assert.deepEqual(put.json().fromFile, []);
  assert.equal(put.json().role, "operator");
  const members = ["ann@example.com", "Ann@example.com", "dan@example.com"];
  const group = await call(web, "PUT", "/api/groups/board", { members });
  assert.deepEqual(group.json().members, ["ann@example.com", "dan@example.com"]);
  const { approval } = await web.ask({ title: "Purchase", approvers: ["group:board"] });
  assert.equal(approval.approver, "bob@example.com, dan@example.com");
  const listed = (await call(web, "GET", "/api/people")).json().people;
  assert.deepEqual(
    listed.map(({ email }: { email: string }) => email),
    ["ann@example.com"],
  );
  assert.equal((await call(web, "GET", "/api/people/ann@example.com")).json().name, "Ann");
  assert.equal((await call(web, "GET", "/api/groups")).json().groups[0].name, "board");
  assert.equal((await call(web, "GET", "/api/groups/board")).statusCode, 200);
});

test("what is wrong with a person is said in one list, and nothing is stored", async () => {
  const web = await openWeb();
  const wrong = { timeZone: "Mars/Base", locale: "?", role: "king", colour: "red" };
  const refused = await call(web, "PUT", "/api/people/ann@example.com", wrong);
  assert.equal(refused.statusCode, 400);
  for (const name of ["timeZone", "locale", "role", "colour"]) {
    assert.match(refused.json().error.message, new RegExp(name));
  }
  assert.equal((await call(web, "PUT", "/api/people/ann", {})).statusCode, 400);
  assert.equal((await call(web, "PUT", "/api/groups/board", { members: [] })).statusCode, 400);
  assert.equal((await call(web, "PUT", "/api/groups/board", { members: ["ann"] })).statusCode, 400);
  assert.deepEqual([await web.store.listPeople(), await web.store.listGroups()], [[], []]);
});

test("what is removed is gone, and what was never there is said not to be", async () => {
  const web = await openWeb();
  await call(web, "PUT", "/api/people/ann@example.com", { delegate: ABSENCE });
  await call(web, "PUT", "/api/groups/board", { members: ["ann@example.com"] });
  assert.equal((await call(web, "DELETE", "/api/people/ann@example.com")).statusCode, 200);
  assert.equal((await call(web, "DELETE", "/api/groups/board")).statusCode, 200);
  assert.equal((await call(web, "DELETE", "/api/people/ann@example.com")).statusCode, 404);
  assert.equal((await call(web, "DELETE", "/api/groups/board")).statusCode, 404);
  assert.equal((await call(web, "GET", "/api/people/ann@example.com")).statusCode, 404);
  const { approval } = await web.ask({ title: "Purchase", approver: "ann@example.com" });
  assert.equal(approval.approver, "ann@example.com");
});

test("delegations never come back to where they began, at the same time", async () => {
  const web = await openWeb();
  const put = (address: string, delegate: Json) =>
    call(web, "PUT", `/api/people/${address}`, { delegate });
  const status = async (address: string, delegate: Json) =>
    (await put(address, delegate)).statusCode;
  assert.equal(await status("bob@example.com", ABSENCE), 400);
  assert.equal(await status("ann@example.com", ABSENCE), 200);
  const toCid = { ...ABSENCE, to: "cid@example.com" };
  assert.equal(await status("bob@example.com", toCid), 200);
  const toAnn = { ...ABSENCE, to: "Ann@example.com" };
  assert.match((await put("cid@example.com", toAnn)).json().error.message, /come back/);
  const later = { to: "ann@example.com", from: "2026-02-01", until: "2026-02-03" };
  assert.equal(await status("cid@example.com", later), 200);
  assert.equal(await status("dan@example.com", { ...ABSENCE, until: "2025-12-31" }), 400);
  assert.equal(await status("dan@example.com", { ...ABSENCE, until: "2028-01-01" }), 400);
});

test("nobody is asked about their own request because somebody has delegated to them", async () => {
  const web = await openWeb();
  await call(web, "PUT", "/api/people/ann@example.com", { delegate: ABSENCE });
  const opened = await web.app.inject({
    ...{ method: "POST", url: "/api/approvals", headers: { "content-type": "application/json" } },
    payload: JSON.stringify({
      approval: {
        title: "Purchase",
        requester: { email: "bob@example.com" },
        approver: "ann@example.com",
      },
    }),
  });
  assert.equal(opened.statusCode, 400);
  assert.match(opened.json().error.message, /nobody decides on their own request/);
});

async function signIn(web: WebBench, address: string) {
  const { secret, session } = newSession({ sessionHours: 1 }, { address, method: "mail" }, web.now);
  await web.commit([{ kind: "createSession", session }]);
  const cookie = `countersign-session=${secret}`;
  const url = "/settings/delegation";
  const { body } = await web.app.inject({ url, headers: { cookie } });
  const formToken = /name="form-token" value="([\w-]+)"/.exec(body)?.[1] ?? "";
  const headers = {
    ...{ cookie, "sec-fetch-site": "same-origin" },
    "content-type": "application/x-www-form-urlencoded",
  };
  return (
    fields: Readonly<Record<string, string>>,
    site = "same-origin",
    more: Readonly<Record<string, string>> = {},
  ) =>
    web.app.inject({
      ...{ method: "POST", url, headers: { ...headers, ...more, "sec-fetch-site": site } },
      payload: new URLSearchParams({ "form-token": formToken, ...fields }).toString(),
    });
}

test("whoever is signed in names who stands in for them, and ends it", async () => {
  const web = await openWeb();
  await call(web, "PUT", "/api/people/ann@example.com", { name: "Ann", role: "viewer" });
  const send = await signIn(web, "ann@example.com");
  const set = { do: "set", ...ABSENCE };
  assert.equal((await send({ ...set, "form-token": "x" })).statusCode, 403);
  assert.equal((await send(set, "cross-site")).statusCode, 403);
  assert.equal((await send({ to: "bob@example.com" })).statusCode, 422);
  assert.equal((await send({ ...set, to: "nobody" })).statusCode, 422);
  assert.equal((await send({ ...set, from: "soon" })).statusCode, 422);
  assert.equal((await send({ ...set, to: "ann@example.com" })).statusCode, 422);
  const done = await send(set);
  assert.equal(done.statusCode, 200);
  assert.match(done.body, /bob@example\.com.*2026-01-01.*2026-01-31/s);
  const kept = (await call(web, "GET", "/api/people/ann@example.com")).json();
  assert.deepEqual([kept.name, kept.role, kept.delegate], ["Ann", "viewer", ABSENCE]);
  const { approval } = await web.ask({ title: "Purchase", approver: "ann@example.com" });
  assert.equal(approval.approver, "bob@example.com");
  assert.equal((await send({ do: "end" })).statusCode, 200);
  const own = await web.ask({ title: "Purchase", approver: "ann@example.com" });
  assert.equal(own.approval.approver, "ann@example.com");
});

test("nobody settles who stands in for somebody else", async () => {
  const web = await openWeb();
  const send = await signIn(web, "cid@example.com");
  await send({ do: "set", ...ABSENCE, address: "ann@example.com", email: "ann@example.com" });
  assert.equal((await call(web, "GET", "/api/people/ann@example.com")).statusCode, 404);
  const stranger = await web.app.inject({ url: "/settings/delegation" });
  assert.equal(stranger.statusCode, 401);
});

test("what somebody has mistyped is told in their language, and to programs in English", async () => {
  const web = await openWeb();
  const send = await signIn(web, "ann@example.com");
  const typed = (fields: object) =>
    send({ do: "set", ...ABSENCE, ...fields }, "same-origin", { "accept-language": "de" });
  const noDay = await typed({ from: "2026-02-30" });
  assert.equal(noDay.statusCode, 422);
  assert.match(noDay.body, /role="alert"><p>Das muss ein Datum sein\./);
  assert.doesNotMatch(noDay.body, /must be/);
  const turned = await typed({ from: "2026-09-02", until: "2026-09-01" });
  assert.match(turned.body, /role="alert"><p>Die Vertretung endet, bevor sie beginnt\./);
  const delegate = { ...ABSENCE, from: "2026-02-30" };
  const said = await call(web, "PUT", "/api/people/ann@example.com", { delegate });
  assert.match(said.body, /must be a date such as 2026-08-01/);
});
