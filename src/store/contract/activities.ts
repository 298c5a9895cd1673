import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import type { Store } from "../store.ts";
import { closeTask, putTask, sampleId } from "./samples.ts";
import { type Contract, outcomeOf, readPages, write } from "./suite.ts";

const activity = { name: "review", createdAt: 1_000, tags: '{"team":"finance"}' };

export const activitiesContract: Contract = {
  "finds an activity as it was created, once": async (store) => {
    await write(store, { kind: "createActivity", activity });
    const again = { kind: "createActivity", activity: { ...activity, createdAt: 2_000 } } as const;
    assert.equal(await outcomeOf(store, again), "refused");
    assert.deepEqual(await store.findActivity("review"), activity);
    assert.equal(await store.findActivity("Review"), undefined);
  },

  "replaces tags only while they are those that were read": async (store) => {
    const tag = (replaces: string) =>
      outcomeOf(store, { kind: "tagActivity", name: "review", tags: "{}", replaces });
    assert.equal(await tag(activity.tags), "refused");
    await write(store, { kind: "createActivity", activity });
    assert.equal(await tag('{"team":"legal"}'), "refused");
    assert.equal(await tag(activity.tags), "committed");
    assert.deepEqual(await store.findActivity("review"), { ...activity, tags: "{}" });
  },

  "lists activities by name, page by page, until they are deleted": async (store) => {
    for (const name of ["c", "a", "b"]) {
      await write(store, { kind: "createActivity", activity: { ...activity, name } });
    }
    await write(store, { kind: "deleteActivity", name: "b" });
    const list = await readPages(
      (page) => store.listActivities(page),
      ({ name }) => name,
      1,
    );
    assert.deepEqual(
      list.map(({ name }) => name),
      ["a", "c"],
    );
  },
};

const resource = "arn:aws:states:us-east-1:000000000000:activity:review";
const executionId = sampleId(1);
const queue = (task: number, changes = {}): Change =>
  putTask({ task, resource, dueAt: null, ...changes });
const take = (task: number): Change => ({ kind: "takeTask", executionId, task });
const release = (task: number): Change => ({ kind: "releaseTask", executionId, task });
const tasksIn = async (store: Store, limit = 10) =>
  (await store.listActivityTasks(resource, limit)).map(({ task }) => task);

export const activityTasksContract: Contract = {
  "lists the tasks of an activity that nobody has taken, oldest first": async (store) => {
    await write(store, queue(3, { createdAt: 100 }), queue(1, { createdAt: 300 }));
    await write(store, queue(2, { createdAt: 200 }), putTask({ task: 4 }));
    await write(store, queue(5, { resource: `${resource}2` }));
    assert.deepEqual(await tasksIn(store), [3, 2, 1]);
    assert.deepEqual(await tasksIn(store, 2), [3, 2]);
    assert.equal(
      (await store.listActivityTasks(resource, 1))[0]?.parameters,
      '{"Message":"please"}',
    );
  },

  "never claims them for a resource to be called": async (store) => {
    await write(store, queue(1));
    assert.equal(await store.nextTaskAt(), undefined);
    const claim = { at: 99_000, leaseUntil: 100_000, limit: 9 };
    assert.deepEqual(await store.claimTasks(claim), []);
  },

  "gives a task to the first who takes it, and to another when it is released": async (store) => {
    await write(store, queue(1), queue(2));
    assert.equal(await outcomeOf(store, take(1)), "committed");
    assert.equal(await outcomeOf(store, take(1)), "refused");
    assert.deepEqual(await tasksIn(store), [2]);
    assert.equal((await store.findTask(executionId, 1))?.status, "waiting");
    await write(store, release(1), release(2));
    assert.deepEqual(await tasksIn(store), [1, 2]);
    assert.equal(
      (await store.listActivityTasks(resource, 1))[0]?.parameters,
      '{"Message":"please"}',
    );
    assert.equal(await outcomeOf(store, take(1)), "committed");
  },

  "gives nobody a task that is over": async (store) => {
    await write(store, queue(1), queue(2));
    await write(store, take(2));
    await write(store, closeTask(1), closeTask(2));
    assert.deepEqual(await tasksIn(store), []);
    await write(store, release(2));
    assert.equal(await outcomeOf(store, take(1)), "refused");
    assert.equal(await outcomeOf(store, take(2)), "refused");
  },
};
