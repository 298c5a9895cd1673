// Everybody at once: people decide, operators interfere, time runs out, and processes die before or after what
// they have stored. However it comes about, a request has one end, each is told once, and the audit holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { type ActDeps, act } from "../approvals/act.ts";
import { passApprovalTime } from "../approvals/approval-loop.ts";
import { decide } from "../approvals/decide.ts";
import { stateOf } from "../approvals/stored-approval.ts";
import { type ExportedEntry, verifyAudit } from "../approvals/verify-audit.ts";
import { defined } from "../base/assert.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { type Random, randomFrom } from "../base/random.ts";
import { SECRET } from "../engine/testing.ts";
import { mintTaskToken } from "../execution/task-token.ts";
import type { MailContent } from "../notifications/mail.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { StoreError } from "../store/store-error.ts";
import { openWeb, type WebBench } from "./testing.ts";

/** COUNTERSIGN_RACES plays others as well. */
const SCHEDULES = Number(process.env["COUNTERSIGN_RACES"] ?? 300);
const SCHEDULES_PER_STORE = 100;
const LOG = { debug() {}, info() {}, warn() {}, error() {} };
const ENDS = ["closed", "expired", "cancelled", "answeredWithToken", "timedOut", "stopped"];

/** Someone who acts on a request; what is refused or fails is no concern of the others. */
type Deed = (deps: ActDeps, approval: ApprovalRecord, web: WebBench) => Promise<unknown>;

test("a request has one end, whoever acts on it at the same time and whatever dies", async () => {
  for (let first = 0; first < SCHEDULES; first += SCHEDULES_PER_STORE) {
    const web = await openWeb();
    for (let seed = first; seed < first + SCHEDULES_PER_STORE; seed++) {
      await play(web, seed).catch((cause: unknown) => {
        throw new Error(`schedule ${seed}`, { cause });
      });
    }
    await web.app.close();
    await web.store.close();
  }
});

async function play(web: WebBench, seed: number): Promise<void> {
  const random = randomFrom(`race ${seed}`);
  const title = `Schedule ${seed}.`;
  // One in fifty is a crowd.
  const count = drawn(random, 0.02) ? 100 : 1 + draw(random, 6);
  const people = Array.from({ length: count }, (_, index) => `p${index}@example.com`);
  const opened = await web.openRequest({
    approval: drawApproval(random, title, people),
    startedBy: "a race",
  });
  assert.ok(opened.kind === "opened", JSON.stringify(opened));
  const { approval } = opened;
  const deeds = shuffled(random, [
    ...people.map((by) => drawDecision(random, by)),
    ...[cancel, override, answerWithToken, runOut].filter(() => drawn(random, 0.3)),
  ]);
  await Promise.all(
    deeds.map(async (deed) => {
      for (let turns = draw(random, 6); turns > 0; turns--) await turn();
      await persistently(random, web, (deps) => deed(deps, approval, web));
    }),
  );
  await letTimePass(web);
  await verify(web, approval, title);
}

function drawApproval(random: Random, title: string, people: readonly string[]): JsonObject {
  const need = ["any", "all", Math.ceil(people.length / 2)][draw(random, 3)] ?? "any";
  const outcome = ["fail", "decline", "approve"][draw(random, 3)] ?? "fail";
  const half = Math.ceil(people.length / 2);
  const stages: Json[] =
    people.length > 1 && drawn(random, 0.3)
      ? [{ approvers: people.slice(0, half) }, { approvers: people.slice(half) }]
      : [{ approvers: [...people], need }];
  return {
    title,
    stages,
    expiry: { after: "1d", outcome },
    ...(drawn(random, 0.3) && { undo: "1m" }),
    ...(drawn(random, 0.3) && { reminders: { after: "6h", every: "6h" } }),
    ...(drawn(random, 0.3) && { escalation: [{ after: "12h", to: ["boss@example.com"] }] }),
  };
}

function drawDecision(random: Random, by: string): Deed {
  const choiceId = drawn(random, 0.7) ? "approve" : "decline";
  return (deps, { id }) =>
    decide(deps, { approvalId: id, channel: "inbox", by, choiceId, comment: "As I see it." });
}

const override: Deed = (deps, { id }) =>
  decide(deps, {
    ...{ approvalId: id, channel: "api", by: "ops", proof: "key" },
    ...{ choiceId: "approve", comment: "In their place." },
  });

const cancel: Deed = (deps, { id }) =>
  act(deps, { channel: "api", approvalId: id, by: "ops" }, { kind: "cancel", reason: "Over." });

const answerWithToken: Deed = ({ engine }, approval) =>
  engine.answerTask(
    mintTaskToken(SECRET, approval),
    { kind: "succeeded", output: "{}" },
    { closing: { via: "api", by: "a program" } },
  );

const runOut: Deed = (deps, _approval, web) => {
  web.now += 86_400_000;
  return passApprovalTime({ ...web.approving, ...deps, store: web.store, log: LOG });
};

/** Tries again as often as a process dies under it. */
async function persistently(
  random: Random,
  web: WebBench,
  act: (deps: ActDeps) => Promise<unknown>,
): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    try {
      await act(dyingDeps(random, web));
      return;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }
}

/** Those of a process that dies now and then, before or after its unit is stored. */
function dyingDeps(random: Random, web: WebBench): ActDeps {
  const { approving } = web;
  async function dying<Result>(run: () => Promise<Result>): Promise<Result> {
    if (drawn(random, 0.1)) throw new StoreError("died before");
    const result = await run();
    if (drawn(random, 0.1)) throw new StoreError("died after");
    return result;
  }
  return {
    ...approving,
    commit: (unit) => dying(() => approving.commit(unit)),
    engine: {
      ...approving.engine,
      answerTask: (...answer) => dying(() => approving.engine.answerTask(...answer)),
    },
  };
}

async function letTimePass(web: WebBench): Promise<void> {
  for (let due = await web.store.nextApprovalAt(); due !== undefined; ) {
    web.now = Math.max(web.now, due);
    due = await web.passApprovalTime();
  }
}

async function verify(web: WebBench, { id, executionId }: ApprovalRecord, title: string) {
  const approval = defined(await web.store.findApproval(id), "the request");
  assert.notEqual(approval.status, "pending");
  assert.notEqual((await web.getExecution(executionId)).status, "RUNNING");
  const { votes } = stateOf(approval);
  const seats = votes.map(({ by, stage }) => `${stage} ${by}`);
  assert.equal(new Set(seats).size, seats.length, "each votes once in a stage");

  const entries = await web.store.listAuditEntries({ approvalId: id }, { limit: 10_000 });
  const exported = entries.map(
    (entry): ExportedEntry => ({
      ...entry,
      details: JSON.parse(entry.details ?? "null") as Json,
    }),
  );
  assert.deepEqual(verifyAudit({ entries: exported, seals: [] }).problems, []);
  const words = entries.map(({ what }) => what);
  assert.equal(words.filter((what) => ENDS.includes(what)).length, 1, words.join(" "));
  const decided = entries.filter(({ what }) => what === "decided" || what === "overridden");
  const undone = entries.filter(({ what }) => what === "undone");
  assert.equal(decided.length - undone.length, votes.length, "every vote has its entry");

  const mails = await web.store.listDeliveries({ channels: ["email"] }, { limit: 1_000 });
  const told = mails
    .filter(({ content }) => content.includes(title))
    .map(({ content, endpoint }) => {
      const { subject, text } = JSON.parse(content) as MailContent;
      return `${endpoint} ${subject} ${text.replaceAll(/\/approvals\/\S+/g, "")}`;
    });
  assert.equal(new Set(told).size, told.length, "nobody is told the same twice");
}

function draw(random: Random, below: number): number {
  return Math.floor(random.next() * below);
}

function drawn(random: Random, chance: number): boolean {
  return random.next() < chance;
}

function shuffled<Item>(random: Random, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
