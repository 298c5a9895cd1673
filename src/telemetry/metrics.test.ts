import assert from "node:assert/strict";
import { test } from "node:test";
import { createMetrics } from "./metrics.ts";

function createTestMetrics(waiting: { count: number; oldestAt: number | undefined }) {
  return createMetrics({
    countWaitingTasks: async () => waiting,
    countPendingApprovals: async () => [],
    clock: () => 10_000,
  });
}

const NONE = { count: 0, oldestAt: undefined };

test("executions are counted by state machine and by how they ended", async () => {
  const metrics = createTestMetrics(NONE);
  const statuses = ["SUCCEEDED", "FAILED", "FAILED", "TIMED_OUT", "ABORTED"] as const;
  for (const status of statuses) {
    metrics.executionStarted("Expense");
    metrics.executionEnded({ stateMachineName: "Expense", status, seconds: 30 });
  }
  const text = await metrics.text();
  const labels = '{state_machine="Expense"}';
  for (const line of [
    `countersign_executions_started_total${labels} 5`,
    `countersign_executions_succeeded_total${labels} 1`,
    `countersign_executions_failed_total${labels} 2`,
    `countersign_executions_timed_out_total${labels} 1`,
    `countersign_executions_aborted_total${labels} 1`,
    `countersign_execution_seconds_sum${labels} 150`,
    'countersign_execution_seconds_bucket{le="10",state_machine="Expense"} 0',
    'countersign_execution_seconds_bucket{le="60",state_machine="Expense"} 5',
  ]) {
    assert.ok(text.split("\n").includes(line), `${line}\n${text}`);
  }
});

test("waiting tasks are shown with the age of the oldest", async () => {
  const text = await createTestMetrics({ count: 3, oldestAt: 4_000 }).text();
  assert.match(text, /^countersign_tasks_waiting 3$/m);
  assert.match(text, /^countersign_tasks_waiting_oldest_seconds 6$/m);
});

test("no waiting task has the age 0", async () => {
  const text = await createTestMetrics(NONE).text();
  assert.match(text, /^countersign_tasks_waiting 0$/m);
  assert.match(text, /^countersign_tasks_waiting_oldest_seconds 0$/m);
});

test("deliveries, commits and requests are counted", async () => {
  const metrics = createTestMetrics(NONE);
  metrics.deliverySettled({ protocol: "email" }, "sent");
  metrics.deliverySettled({ protocol: "https" }, "failed");
  metrics.batchCommitted({ units: 3, seconds: 0.002 });
  metrics.requestAnswered({ method: "POST", route: "/", status: 200, seconds: 0.002 });
  metrics.requestAnswered({ method: "WHATEVER", route: "/", status: 405, seconds: 0.002 });
  const text = await metrics.text();
  assert.match(text, /^countersign_deliveries_sent_total\{protocol="email"\} 1$/m);
  assert.match(text, /^countersign_deliveries_failed_total\{protocol="https"\} 1$/m);
  assert.match(text, /^countersign_commit_units_sum 3$/m);
  assert.match(text, /^countersign_commit_seconds_count 1$/m);
  assert.match(
    text,
    /^countersign_http_request_seconds_count\{method="POST",route="\/",status="200"\} 1$/m,
  );
  assert.match(text, /method="other"/);
});

test("two servers in one process count apart", async () => {
  const [one, other] = [createTestMetrics(NONE), createTestMetrics(NONE)];
  one.executionStarted("Expense");
  assert.ok(!(await other.text()).includes("Expense"));
});
