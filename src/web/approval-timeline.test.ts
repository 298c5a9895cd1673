// A month of a request, on the real store and loop, beside what was promised before anybody was asked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decide } from "../approvals/decide.ts";
import { NO_DIRECTORY } from "../approvals/directory.ts";
import { simulateApproval } from "../approvals/simulate-approval.ts";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { openWeb } from "./testing.ts";

const REQUEST: Json = {
  title: "Release 2.0",
  approver: "ann@example.com",
  reminders: { at: "09:00", on: ["MON", "THU"], atMost: 9 },
  escalation: [
    { after: "5wd", to: ["bob@example.com"] },
    { after: "10wd", to: ["cfo@example.com"], mode: "replace" },
  ],
  expiry: { after: "30d", outcome: "decline" },
  calendar: { timeZone: "Europe/Berlin", from: "09:00", to: "17:00", holidays: ["2027-01-01"] },
  quietHours: { from: "20:00", to: "07:00" },
};

interface Sent {
  readonly at: string;
  readonly to: string;
}

/** Whom it will mail, and when. */
function promisedMails(openedAt: number): readonly Sent[] {
  const simulated = simulateApproval({
    approval: REQUEST,
    directory: NO_DIRECTORY,
    openedAt,
    decisions: [],
  });
  assert.ok(simulated.kind === "simulated");
  const moments = simulated.moments as readonly { at: string; effects: readonly Json[] }[];
  return moments.flatMap(({ at, effects }) =>
    effects.filter(isJsonObject).flatMap(({ kind, seat, to }) => {
      if (kind === "ask") return [{ at, to: String(seat) }];
      return kind === "tell" && Array.isArray(to)
        ? to.map((each) => ({ at, to: String(each) }))
        : [];
    }),
  );
}

test("a month of reminders, two escalations and the end come as they were promised", async () => {
  const web = await openWeb();
  const openedAt = web.now;
  const { executionId } = await web.ask(REQUEST);
  for (let due = await web.store.nextApprovalAt(); due !== undefined; ) {
    web.now = Math.max(web.now, due);
    due = await web.passApprovalTime();
  }
  const mails = await web.store.listDeliveries({ channels: ["email"] }, { limit: 100 });
  const sent = mails
    .map(({ createdAt, endpoint }) => ({ at: new Date(createdAt).toISOString(), to: endpoint }))
    .reverse();
  assert.deepEqual(sent, promisedMails(openedAt));
  assert.ok(sent.length > 9, "there was something to send");
  const { output, status } = await web.getExecution(executionId);
  assert.equal(status, "SUCCEEDED");
  assert.equal(JSON.parse(output ?? "")["decision"], "decline");
  assert.ok(web.now - openedAt >= 30 * 86_400_000);
});

const ANN = "ann@example.com";
const BOB = "bob@example.com";
const CID = "cid@example.com";
const CFO = "cfo@example.com";
const HOUR = 3_600_000;

/** What people do: who, what, and how many hours after the request was made. */
type Deed = readonly [by: string, choice: string, hours: number];

const PLAYED: readonly (readonly [name: string, request: JsonObject, deeds: readonly Deed[]])[] = [
  [
    "two of three, reminded until they answer",
    {
      stages: [{ approvers: [ANN, BOB, CID], need: 2 }],
      reminders: { after: "1d", every: "2d", atMost: 3 },
    },
    [
      [ANN, "approve", 36],
      [BOB, "decline", 96],
      [CID, "approve", 120],
    ],
  ],
  [
    "stages by the details, escalation in place of who has not answered",
    {
      details: { amount: 20_000 },
      stages: [
        { approvers: [ANN] },
        {
          approvers: [BOB, CID],
          need: "all",
          when: { Variable: "$.amount", NumericGreaterThan: 10_000 },
        },
      ],
      escalation: [
        { after: "2d", to: [CFO], mode: "replace" },
        { after: "4d", to: [ANN], mode: "tell" },
      ],
      expiry: { after: "9d", outcome: "approve" },
    },
    [
      [ANN, "approve", 24],
      [BOB, "approve", 26],
    ],
  ],
  [
    "an end that comes while a decision can be taken back",
    {
      stages: [{ approvers: [ANN] }, { approvers: [BOB] }],
      undo: "3h",
      expiry: { after: "1d", outcome: "decline" },
    },
    [
      [ANN, "approve", 23],
      [BOB, "approve", 27],
    ],
  ],
  [
    "working days over a change of the clocks",
    {
      approver: ANN,
      calendar: { timeZone: "Europe/Berlin", from: "09:00", to: "17:00" },
      reminders: { after: "1wd", every: "10wd", atMost: 20 },
      escalation: [{ after: "70wd", to: [BOB] }],
      expiry: { after: "80wd", outcome: "fail" },
    },
    [],
  ],
  [
    "decisions that do not count",
    { approver: ANN, requester: { email: CFO }, expiry: { after: "2d", outcome: "fail" } },
    [
      [CFO, "approve", 1],
      [BOB, "approve", 2],
      [ANN, "maybe", 3],
      [ANN, "approve", 48],
    ],
  ],
];

for (const [name, request, deeds] of PLAYED) {
  test(`as it was promised: ${name}`, async () => {
    const web = await openWeb();
    const openedAt = web.now;
    const approval = { title: "T", ...request };
    const promised = simulateApproval({
      ...{ approval, directory: NO_DIRECTORY, openedAt },
      decisions: deeds.map(([by, choice, hours]) => ({ by, choice, after: `${hours}h` })),
    });
    assert.ok(promised.kind === "simulated", JSON.stringify(promised));
    const opened = await web.openRequest({ approval, startedBy: "ops" });
    assert.ok(opened.kind === "opened", JSON.stringify(opened));
    const waiting = [...deeds];
    for (;;) {
      const due = (await web.store.nextApprovalAt()) ?? Infinity;
      const [by = "", choiceId = "", hours = Infinity] = waiting[0] ?? [];
      const at = openedAt + hours * HOUR;
      if (Math.min(due, at) === Infinity) break;
      web.now = Math.max(web.now, Math.min(due, at));
      if (at > due) {
        await web.passApprovalTime();
        continue;
      }
      waiting.shift();
      const who = { approvalId: opened.approval.id, channel: "inbox", by } as const;
      await decide(web.approving, { ...who, choiceId, comment: "As simulated" });
    }
    const of = { approvalId: opened.approval.id };
    const entries = await web.store.listAuditEntries(of, { limit: 1_000 });
    const moments = promised.moments as readonly { at: string; entries?: readonly JsonObject[] }[];
    assert.deepEqual(
      entries.map(({ actor, at, what }) => [new Date(at).toISOString(), what, actor]),
      moments.flatMap(({ at, entries = [] }) =>
        entries.map(({ actor, what }) => [at, what, actor]),
      ),
    );
  });
}
