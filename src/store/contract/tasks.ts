import assert from "node:assert/strict";
import type { Store } from "../store.ts";
import {
  closePlainTask,
  closeTask,
  putTask,
  sampleClosing,
  sampleId,
  sampleTask,
  waitingTask,
} from "./samples.ts";
import { type Contract, readPages, write } from "./suite.ts";

const executionId = sampleId(1);
const find = (store: Store, task = 1) => store.findTask(executionId, task);
const claim = { at: 2_000, leaseUntil: 62_000, limit: 10 };

async function claimedBy(store: Store, changes: Partial<typeof claim> = {}): Promise<number[]> {
  return (await store.claimTasks({ ...claim, ...changes })).map(({ task }) => task);
}

export const tasksContract: Contract = {
  "finds a task as it was put": async (store) => {
    const closed = sampleTask({ task: 2, status: "closed", closedAt: 9, closing: sampleClosing });
    await write(store, putTask(), { kind: "putTask", task: closed });
    assert.deepEqual(await find(store), sampleTask());
    assert.deepEqual(await find(store, 2), closed);
    assert.equal(await find(store, 3), undefined);
    assert.equal(await store.findTask(sampleId(2), 1), undefined);
  },

  "makes a queued task wait for its token": async (store) => {
    await write(store, putTask());
    await write(store, { kind: "awaitToken", executionId, task: 1, subject: "Please approve" });
    assert.deepEqual(await find(store), waitingTask({ subject: "Please approve" }));
    assert.deepEqual(await claimedBy(store), []);
  },

  "does not reopen a closed task, by its token or by a queue": async (store) => {
    await write(store, putTask());
    await write(store, closeTask(1));
    const closed = await find(store);
    await write(store, { kind: "awaitToken", executionId, task: 1, subject: "late" });
    await write(store, { kind: "requeueTask", executionId, task: 1, dueAt: 5_000 });
    assert.deepEqual(await find(store), closed);
    assert.equal(await store.nextTaskAt(), undefined);
  },

  "keeps a token task that is over, with how it ended": async (store) => {
    await write(store, { kind: "putTask", task: waitingTask({ subject: "Please" }) });
    await write(store, closeTask(1));
    const closing = sampleClosing;
    const over = { status: "closed", closedAt: 5_000, closing, subject: "Please" } as const;
    assert.deepEqual(await find(store), waitingTask(over));
  },

  "closes a token task whose resource was never called": async (store) => {
    await write(store, putTask());
    await write(store, closeTask(1));
    const task = await find(store);
    assert.deepEqual([task?.status, task?.dueAt, task?.parameters], ["closed", null, null]);
  },

  "closes a task once: the first end stays": async (store) => {
    await write(store, { kind: "putTask", task: waitingTask() });
    await write(store, closeTask(1));
    await write(store, closeTask(1, { reason: "timedOut", via: "timer", by: null }, 9_000));
    const task = await find(store);
    assert.deepEqual([task?.closing, task?.closedAt], [sampleClosing, 5_000]);
  },

  "removes a task without a token when it is over, and ignores one that is gone": async (store) => {
    await write(store, putTask({ hasToken: false }));
    await write(store, closePlainTask(1));
    await write(store, closePlainTask(1));
    assert.equal(await find(store), undefined);
  },

  "lists open token tasks oldest first, page by page": async (store) => {
    await write(
      store,
      putTask({ ...waitingTask({ executionId: sampleId(1), task: 2, createdAt: 300 }) }),
      putTask({ ...waitingTask({ executionId: sampleId(2), task: 1, createdAt: 100 }) }),
      putTask({ ...waitingTask({ executionId: sampleId(1), task: 10, createdAt: 200 }) }),
      putTask({ ...waitingTask({ executionId: sampleId(1), task: 9, createdAt: 200 }) }),
      putTask({ executionId: sampleId(3), task: 1 }),
      putTask({ executionId: sampleId(3), task: 2, hasToken: false }),
    );
    const keyOf = (row: { executionId: string; task: number }) => `${row.executionId}.${row.task}`;
    const list = async (filter: Parameters<Store["listWaitingTasks"]>[0]) =>
      (await readPages((page) => store.listWaitingTasks(filter, page), keyOf, 1)).map(keyOf);
    const [first, second] = [sampleId(1), sampleId(2)];
    const all = [`${second}.1`, `${first}.9`, `${first}.10`, `${first}.2`];
    assert.deepEqual(await list({}), all);
    assert.deepEqual(await list({ executionId: second }), [`${second}.1`]);
    assert.deepEqual(await list({ stateMachineName: "expense" }), all);
    assert.deepEqual(await list({ stateMachineName: "other" }), []);
  },

  "goes on with a list of open tasks after one that was closed meanwhile": async (store) => {
    const tasks = [1, 2, 3].map((task) => waitingTask({ task }));
    await write(store, ...tasks.map((task) => ({ kind: "putTask", task }) as const));
    await write(store, closeTask(1));
    const rest = await store.listWaitingTasks({}, { after: `${executionId}.1`, limit: 10 });
    assert.deepEqual(
      rest.map(({ task }) => task),
      [2, 3],
    );
  },

  "counts open token tasks and tells since when the oldest waits": async (store) => {
    assert.deepEqual(await store.countWaitingTasks(), { count: 0, oldestAt: undefined });
    const tasks = [900, 700, 800].map((createdAt, task) => waitingTask({ task, createdAt }));
    await write(store, ...tasks.map((task) => ({ kind: "putTask", task }) as const));
    await write(store, putTask({ task: 9, createdAt: 100 }));
    assert.deepEqual(await store.countWaitingTasks(), { count: 3, oldestAt: 700 });
    await write(store, closeTask(1));
    assert.deepEqual(await store.countWaitingTasks(), { count: 2, oldestAt: 800 });
  },
};

export const taskClaimsContract: Contract = {
  "hands a due task to one claim and moves it to the end of the lease": async (store) => {
    await write(store, putTask(), putTask({ task: 2, dueAt: 2_001 }));
    assert.deepEqual(await store.claimTasks(claim), [sampleTask({ dueAt: 62_000 })]);
    assert.deepEqual(await claimedBy(store), []);
    assert.deepEqual(await find(store), sampleTask({ dueAt: 62_000 }));
    assert.equal(await store.nextTaskAt(), 2_001);
  },

  "hands a task out again when the lease has run out": async (store) => {
    await write(store, putTask());
    await claimedBy(store);
    assert.deepEqual(await claimedBy(store, { at: 61_999 }), []);
    assert.deepEqual(await claimedBy(store, { at: 62_000, leaseUntil: 99_000 }), [1]);
    assert.equal(await store.nextTaskAt(), 99_000);
  },

  "forgets the lease of a task that is put again": async (store) => {
    await write(store, putTask());
    await claimedBy(store);
    await write(store, putTask());
    assert.deepEqual(await claimedBy(store), [1]);
  },

  "hands out the tasks that are due longest, up to the limit": async (store) => {
    const dues = [1_900, 1_500, 1_800, 2_001];
    await write(store, ...dues.map((dueAt, task) => putTask({ task, dueAt })));
    assert.equal(await store.nextTaskAt(), 1_500);
    assert.deepEqual(await claimedBy(store, { limit: 1 }), [1]);
    assert.deepEqual(await claimedBy(store, { limit: 1 }), [2]);
    assert.deepEqual(await claimedBy(store), [0]);
    assert.deepEqual(await claimedBy(store, { at: 9_000 }), [3]);
  },

  "hands a task that was given back out when it is due": async (store) => {
    await write(store, putTask());
    await claimedBy(store);
    await write(store, { kind: "requeueTask", executionId, task: 1, dueAt: 5_000 });
    assert.equal(await store.nextTaskAt(), 5_000);
    assert.deepEqual(await claimedBy(store, { at: 4_999 }), []);
    assert.deepEqual(await claimedBy(store, { at: 5_000 }), [1]);
  },

  "does not hand out a task that was closed while it was claimed": async (store) => {
    await write(store, putTask(), putTask({ task: 2, hasToken: false }));
    await claimedBy(store);
    await write(store, closeTask(1), closePlainTask(2));
    assert.deepEqual(await claimedBy(store, { at: 99_000 }), []);
    assert.equal(await store.nextTaskAt(), undefined);
  },

  "never gives a task to two claims made at once": async (store) => {
    await write(store, ...Array.from({ length: 40 }, (_, task) => putTask({ task })));
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => claimedBy(store, { limit: 9 })),
    );
    const claimed = claims.flat();
    assert.equal(claimed.length, 40);
    assert.equal(new Set(claimed).size, 40);
  },
};
