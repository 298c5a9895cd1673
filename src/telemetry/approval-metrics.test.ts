import assert from "node:assert/strict";
import { test } from "node:test";
import { countApprovals, type PendingApprovals } from "./approval-metrics.ts";
import { Registry } from "./prometheus.ts";

/** A monotonic clock that stands still but for what a test adds. */
function open(countPendingApprovals: () => Promise<readonly PendingApprovals[]> = async () => []) {
  const registry = new Registry();
  const time = { ms: 0 };
  const clock = () => 10_000;
  const options = { countPendingApprovals, clock, monotonicMs: () => time.ms };
  return { ...countApprovals(registry, options), registry, time };
}

test("names that somebody makes up cannot add series without end", async () => {
  const { metrics, registry } = open();
  for (let number = 0; number < 2_000; number++) {
    const vote = { stateMachineName: "expenses", choice: `choice-${number}`, channel: "link" };
    metrics.approvalVoted(vote);
  }
  const lines = (await registry.metrics()).split("\n");
  const votes = lines.filter((line) => line.startsWith("countersign_approvals_votes_total{"));
  assert.equal(votes.length, 501);
  const others = 'state_machine="other",choice="other",channel="other"';
  assert.ok(votes.includes(`countersign_approvals_votes_total{${others}} 1500`));
  metrics.approvalVoted({ stateMachineName: "expenses", choice: "choice-0", channel: "link" });
  const known = 'state_machine="expenses",choice="choice-0",channel="link"';
  assert.ok((await registry.metrics()).includes(`_votes_total{${known}} 2`));
});

test("what is pending is shown by state machine, and what is over is not shown any more", async () => {
  let pending = [
    { stateMachineName: "expenses", count: 2, oldestAt: 4_000 },
    { stateMachineName: "releases", count: 1, oldestAt: 9_000 },
  ];
  const { readPending, registry } = open(async () => pending);
  await readPending();
  const text = await registry.metrics();
  assert.match(text, /^countersign_approvals_pending\{state_machine="expenses"\} 2$/m);
  assert.match(
    text,
    /^countersign_approvals_pending_oldest_seconds\{state_machine="releases"\} 1$/m,
  );
  pending = [];
  await readPending();
  assert.doesNotMatch(await registry.metrics(), /^countersign_approvals_pending\{/m);
});

test("counting takes a hundredth of the time at most, however often somebody asks", async () => {
  let counted = 0;
  const { readPending, time } = open(async () => {
    counted++;
    time.ms += 50;
    return [];
  });
  for (; time.ms < 5_000; time.ms += 10) await readPending();
  assert.equal(counted, 1);
  await readPending();
  assert.equal(counted, 2);
});
