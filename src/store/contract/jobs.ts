import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import type { Store } from "../store.ts";
import { closeTask, createExecution, putTask, sampleClosing, sampleId } from "./samples.ts";
import { type Contract, outcomeOf, write } from "./suite.ts";

const executionId = sampleId(1);
const resource = "arn:aws:states:::states:startExecution.sync:2";
const putJob = (changes = {}) => putTask({ resource, ...changes });
const endJob: Change = { kind: "endJob", executionId, task: 1, at: 4_000 };
const awaitEnd: Change = { kind: "awaitToken", executionId, task: 1, subject: null };
const cancelled = closeTask(1, { ...sampleClosing, reason: "cancelled" }, 6_000);

async function taskOf(store: Store) {
  const task = await store.findTask(executionId, 1);
  return [task?.status, task?.dueAt];
}

async function claim(store: Store) {
  const tasks = await store.claimTasks({ at: 9_000, leaseUntil: 60_000, limit: 10 });
  return tasks.map(({ task, status }) => [task, status]);
}

/** Tasks that wait for the end of an execution that they have started. */
export const jobsContract: Contract = {
  "finds the execution that a task has started": async (store) => {
    const parentTask = `${executionId}.1`;
    await write(store, createExecution(2), createExecution(3, { parentTask }));
    assert.equal((await store.findExecutionByParent(parentTask))?.id, sampleId(3));
    assert.equal(await store.findExecutionByParent(`${executionId}.2`), undefined);
  },

  "makes a job that was started run, and no list of those who are asked shows it": async (
    store,
  ) => {
    await write(store, putJob());
    await claim(store);
    await write(store, awaitEnd);
    assert.deepEqual(await taskOf(store), ["running", null]);
    assert.deepEqual(await store.listWaitingTasks({}, { limit: 10 }), []);
    assert.equal((await store.countWaitingTasks()).count, 0);
    assert.deepEqual(await claim(store), []);
  },

  "hands a job out when it has ended": async (store) => {
    await write(store, putJob());
    await claim(store);
    await write(store, awaitEnd);
    await write(store, endJob);
    assert.equal(await store.nextTaskAt(), 4_000);
    assert.deepEqual(await claim(store), [[1, "ended"]]);
  },

  "keeps the end of a job that ends before its start is known": async (store) => {
    await write(store, putJob());
    await claim(store);
    await write(store, endJob);
    await write(store, awaitEnd);
    assert.deepEqual(await taskOf(store), ["ended", 4_000]);
    assert.deepEqual(await claim(store), [[1, "ended"]]);
  },

  "leaves other tasks and those that are over as they are when a job ends": async (store) => {
    await write(store, putTask());
    await write(store, endJob);
    assert.deepEqual(await taskOf(store), ["queued", 2_000]);
    await write(store, putJob());
    await write(store, closeTask(1));
    await write(store, endJob);
    assert.deepEqual(await taskOf(store), ["closed", null]);
  },

  "hands a job out once more when its task was cancelled, until that is settled": async (store) => {
    await write(store, putJob());
    await claim(store);
    await write(store, awaitEnd);
    await write(store, cancelled);
    assert.deepEqual(await taskOf(store), ["closed", 6_000]);
    assert.deepEqual(await claim(store), [[1, "closed"]]);
    assert.deepEqual(await taskOf(store), ["closed", 60_000]);
    await write(store, { kind: "settleTask", executionId, task: 1 });
    assert.deepEqual(await taskOf(store), ["closed", null]);
  },

  "does not hand out other tasks that were cancelled, nor jobs that ended otherwise": async (
    store,
  ) => {
    await write(store, putTask());
    await write(store, cancelled);
    assert.deepEqual(await taskOf(store), ["closed", null]);
    await write(store, putJob());
    await write(store, closeTask(1, { ...sampleClosing, reason: "timedOut" }, 5_000));
    await write(store, cancelled);
    assert.deepEqual(await taskOf(store), ["closed", null]);
  },

  "writes a unit that holds a task only while that is open": async (store) => {
    const hold: Change = { kind: "holdTask", executionId, task: 1 };
    assert.equal(await outcomeOf(store, hold, createExecution(2)), "refused");
    await write(store, putJob());
    assert.equal(await outcomeOf(store, hold, createExecution(2)), "committed");
    await write(store, closeTask(1));
    assert.equal(await outcomeOf(store, hold, createExecution(3)), "refused");
    assert.equal(await store.findExecution(sampleId(3)), undefined);
  },
};
