import assert from "node:assert/strict";
import { test } from "node:test";
import { sealAudit } from "../approvals/seal-audit.ts";
import type { JsonObject } from "../base/json.ts";
import { openWeb } from "./testing.ts";

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
      ["stopped", "countersign:workflow"],
    ],
  );
});
