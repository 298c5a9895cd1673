// A month of a request, on the real store and loop, beside what was promised before anybody was asked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_DIRECTORY } from "../approvals/directory.ts";
import { simulateApproval } from "../approvals/simulate-approval.ts";
import { isJsonObject, type Json } from "../base/json.ts";
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
