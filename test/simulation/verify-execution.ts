// Compares all that is stored about an execution with what it should be.

import assert from "node:assert/strict";
import { withProgress } from "../../src/engine/execution-record.ts";
import type { ExecutionRecord } from "../../src/store/records.ts";
import type { Store } from "../../src/store/store.ts";
import type { PlayedBack, PlayedTask } from "./player.ts";
import { sentKey } from "./runners.ts";

export async function verifyExecution(
  store: Store,
  record: ExecutionRecord,
  played: PlayedBack,
): Promise<void> {
  await verifyHistory(store, record, played);
  await verifyState(store, record, played);
  await verifyLines(store, record, played);
  for (const [task, expected] of played.tasks) await verifyTask(store, record, task, expected);
  await verifySent(store, record, played);
  assert.notEqual(record.status, "RUNNING", "everything ends once nothing goes wrong any more");
  assert.equal(played.timers.size, 0);
}

async function verifyHistory(store: Store, { id }: ExecutionRecord, { history }: PlayedBack) {
  const chunks = await store.readHistory(id, { isReverse: false, limit: 100_000 });
  const stored = chunks.flatMap(({ events }) => events);
  for (const [index, event] of stored.entries()) assert.equal(event.id, index + 1, "no gaps");
  assert.deepEqual(comparable(stored), comparable(history));
}

async function verifyState(store: Store, record: ExecutionRecord, { state }: PlayedBack) {
  const { progress } = state;
  const { redrive } = progress;
  assert.deepEqual(comparable(record), {
    ...(comparable(withProgress(record, progress)) as object),
    redriveCount: redrive?.count ?? 0,
    redrivenAt: redrive?.at ?? null,
  });
  const stored = await store.findProgress(record.id);
  const isKept = progress.status !== "SUCCEEDED";
  assert.deepEqual(comparable(stored?.progress), isKept ? comparable(progress) : undefined);
}

async function verifyLines(store: Store, { id }: ExecutionRecord, { state, lines }: PlayedBack) {
  const last = state.progress.lastLine ?? 0;
  assert.deepEqual(
    comparable(await store.listLines(id, 0, Number.MAX_SAFE_INTEGER)),
    comparable(await lines.listLines(0, last)),
  );
  for (let line = 0; line <= last; line++) {
    assert.deepEqual(await store.findFork(id, line), await lines.findFork(line), `fork ${line}`);
  }
}

async function verifyTask(
  store: Store,
  { id }: ExecutionRecord,
  task: number,
  { scheduled, scheduledIn, closed }: PlayedTask,
): Promise<void> {
  const stored = await store.findTask(id, task);
  assert.ok(closed, "what is over waits for nothing");
  const isKept = scheduled.token !== undefined && closed.closedIn !== scheduledIn;
  assert.deepEqual(
    stored && [stored.status, stored.closedAt, stored.closing?.reason, stored.dueAt],
    isKept ? ["closed", closed.at, closed.reason, null] : undefined,
    `task ${task}`,
  );
}

/** What an atomic runner stores along with its answer is there exactly where the answer counts. */
async function verifySent(
  store: Store,
  { id }: ExecutionRecord,
  { answered, tasks }: PlayedBack,
): Promise<void> {
  for (const [task, { scheduled }] of tasks) {
    if (!scheduled.resource.includes(":sns:publish")) continue;
    const sent = await store.findSetting(sentKey({ executionId: id, task }));
    assert.equal(sent !== undefined, answered.has(task), `what task ${task} has sent`);
  }
}

/** As stored, and without what was drawn at random. */
function comparable(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UUID");
  return JSON.parse(text);
}
