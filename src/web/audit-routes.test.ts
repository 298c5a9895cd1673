import assert from "node:assert/strict";
import { test } from "node:test";
import fastify from "fastify";
import { act } from "../approvals/act.ts";
import { decide } from "../approvals/decide.ts";
import { sealAudit } from "../approvals/seal-audit.ts";
import { type ExportedEntry, verifyAudit } from "../approvals/verify-audit.ts";
import { createAuthenticator } from "../aws/protocols/signature-v4.ts";
import { defined } from "../base/assert.ts";
import type { JsonObject } from "../base/json.ts";
import { SECRET } from "../engine/testing.ts";
import { mintTaskToken } from "../execution/task-token.ts";
import { registerAuditRoutes } from "./audit-routes.ts";
import { type Asked, openWeb, type WebBench } from "./testing.ts";

const HOUR = 3_600_000;

test("an hour of the audit gets a seal, once, when nothing of it can still come in", async () => {
  const web = await openWeb();
  const seals = async () => (await web.app.inject("/api/audit/seals")).json()["seals"];
  await web.ask();
  await sealAudit({ ...web.approving, store: web.store });
  assert.deepEqual(await seals(), []);
  web.now += HOUR;
  await sealAudit({ ...web.approving, store: web.store });
  await sealAudit({ ...web.approving, store: web.store });
  const [first, ...others] = await seals();
  assert.deepEqual([first.number, first.entries, others], [1, 1, []]);
  assert.equal(first.untilAt, new Date(web.now - HOUR / 6).toISOString());
  web.now += 2 * HOUR;
  await sealAudit({ ...web.approving, store: web.store });
  assert.equal((await seals()).length, 1, "nothing has happened since");
  await web.ask();
  web.now += HOUR;
  await sealAudit({ ...web.approving, store: web.store });
  const [, second] = await seals();
  assert.deepEqual(
    [second.number, second.entries, second.fromAt, second.previousHash],
    [2, 1, first.untilAt, first.hash],
  );
});

test("entries are listed by time and by request", async () => {
  const web = await openWeb();
  const asked = [await web.ask(), await web.ask()];
  const list = async (query: string): Promise<readonly JsonObject[]> => {
    const answer = await web.app.inject(`/api/audit${query}`);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json()["entries"];
  };
  assert.equal((await list("")).length, 2);
  const [entry] = await list(`?approval=${asked[1]?.approval.id}`);
  assert.equal(entry?.["approvalId"], asked[1]?.approval.id);
  assert.deepEqual([entry?.["what"], entry?.["number"]], ["opened", 1]);
  assert.deepEqual(await list(`?from=${new Date(web.now).toISOString()}`), []);
  for (const wrong of ["?from=yesterday", "?after=x", "?to=%00"]) {
    assert.equal((await web.app.inject(`/api/audit${wrong}`)).statusCode, 400, wrong);
  }
  assert.equal((await web.app.inject("/api/audit/seals?after=-1")).statusCode, 400);
});

test("what a task's token alone has ended is entered when those who were asked are told", async () => {
  const web = await openWeb();
  const { approval, executionId } = await web.ask();
  await web.engine.deliver(
    executionId,
    { kind: "stopRequested" },
    { closing: { via: "api", by: "ops" } },
  );
  await web.passApprovalTime();
  const { entries } = (await web.app.inject(`/api/audit?approval=${approval.id}`)).json();
  assert.deepEqual(
    entries.map(({ actor, what }: JsonObject) => [what, actor]),
    [
      ["opened", "countersign:workflow"],
      ["stopped", "ops"],
    ],
  );
});

const MINUTE = 60_000;
const ANN = "ann@example.com";
const EVA = "eva@example.com";

/** A way to the end of a request, and the entries after the first that it leaves. */
type End = readonly [
  name: string,
  end: (web: WebBench, asked: Asked) => Promise<unknown>,
  entries: readonly (readonly [what: string, actor: string])[],
];

const stop: End[1] = ({ engine }, { executionId }) =>
  engine.deliver(executionId, { kind: "stopRequested" });

const answerWithToken: End[1] = ({ engine }, { executionId }) => {
  const token = mintTaskToken(SECRET, { executionId, task: 1 });
  const closing = { via: "api", by: "AKIA", comment: "The house is on fire" };
  return engine.answerTask(token, { kind: "succeeded", output: "{}" }, { closing });
};

const decideByLink: End[1] = ({ app }, { path }) =>
  app.inject({
    method: "POST",
    url: path,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: "choice=decline",
  });

const expire: End[1] = async (web) => {
  web.now += 60 * MINUTE;
  await web.passApprovalTime();
};

const timeOut: End[1] = async (web) => {
  web.now += 30 * 24 * HOUR;
  await web.fireTimers();
};

const ENDS: readonly End[] = [
  [
    "decided",
    decideByLink,
    [
      ["decided", ANN],
      ["closed", ANN],
    ],
  ],
  [
    "overridden",
    (web, { approval: { id: approvalId } }) =>
      decide(web.approving, {
        ...{ approvalId, channel: "api", by: "AKIA", proof: "key" },
        ...{ choiceId: "approve", comment: "Ann is away" },
      }),
    [
      ["overridden", "AKIA"],
      ["closed", "AKIA"],
    ],
  ],
  [
    "taken back by whoever has asked",
    (web, { approval: { id: approvalId } }) =>
      act(web.approving, { channel: "inbox", approvalId, by: EVA }, { kind: "cancel", reason: "" }),
    [["cancelled", EVA]],
  ],
  ["expired", expire, [["expired", "countersign:time"]]],
  ["timed out with its task", timeOut, [["timedOut", "countersign:workflow"]]],
  ["stopped with its execution", stop, [["stopped", "countersign:workflow"]]],
  ["answered with the token", answerWithToken, [["answeredWithToken", "AKIA"]]],
  [
    "stopped while a decision can be taken back",
    async (web, asked) => {
      await decideByLink(web, asked);
      await stop(web, asked);
    },
    [
      ["decided", ANN],
      ["stopped", "countersign:workflow"],
    ],
  ],
];

for (const [name, end, expected] of ENDS) {
  test(`a request that is ${name} has its last entry`, async () => {
    const web = await openWeb();
    const isTimed = end === expire;
    const isHeld = expected.length === 2 && expected[1]?.[0] === "stopped";
    const asked = await web.ask({
      ...{ title: "T", approver: ANN, requester: { email: EVA } },
      ...(isTimed && { expiry: { after: "1h", outcome: "fail" } }),
      ...(isHeld && { undo: "1h" }),
    });
    await end(web, asked);
    await web.passApprovalTime();
    await web.passApprovalTime();
    const { entries } = (await web.app.inject(`/api/audit?approval=${asked.approval.id}`)).json();
    assert.deepEqual(
      entries.map(({ actor, what }: JsonObject) => [what, actor]),
      [["opened", "countersign:workflow"], ...expected],
    );
    if (end === answerWithToken) {
      assert.equal(entries.at(-1).details.comment, "The house is on fire");
    }
  });
}

test("details that somebody has made no JSON are told as they are, for the proof to find", async () => {
  const web = await openWeb();
  const { approval } = await web.ask();
  const [opened] = await web.store.listAuditEntries({ approvalId: approval.id }, { limit: 1 });
  const spoilt = { ...defined(opened, "the entry"), details: "{" };
  const app = fastify();
  registerAuditRoutes(app, {
    store: { ...web.store, listAuditEntries: async () => [spoilt] },
    authenticate: createAuthenticator(undefined, () => web.now),
    publicUrl: () => "http://127.0.0.1:8080",
  });
  const [entry] = (await app.inject("/api/audit")).json().entries;
  assert.equal(entry.details, "{");
  const told = { ...entry, at: Date.parse(entry.at) } as ExportedEntry;
  const { problems } = verifyAudit({ entries: [told], seals: [] });
  assert.match(String(problems), /has other details than when it was written$/);
});
