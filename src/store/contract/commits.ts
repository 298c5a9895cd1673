import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import {
  createApproval,
  createExecution,
  putTask,
  putTimer,
  SAMPLE_PROGRESS,
  sampleApproval,
  sampleId,
  sampleTopic,
} from "./samples.ts";
import { type Contract, outcomeOf, write } from "./suite.ts";

const setting = (key: string, value: string): Change => ({ kind: "createSetting", key, value });

export const commitsContract: Contract = {
  "answers nothing to no units": async (store) => {
    assert.deepEqual(await store.commit([]), []);
  },

  "commits a unit without changes": async (store) => {
    assert.deepEqual(await store.commit([[]]), ["committed"]);
  },

  "answers outcomes in the order of the units, a refused one between others": async (store) => {
    const outcomes = await store.commit([
      [setting("a", "1")],
      [setting("a", "2")],
      [setting("b", "3")],
    ]);
    assert.deepEqual(outcomes, ["committed", "refused", "committed"]);
    assert.equal(await store.findSetting("a"), "1");
    assert.equal(await store.findSetting("b"), "3");
  },

  "lets a unit see what the units before it wrote": async (store) => {
    const outcomes = await store.commit([
      [createExecution(1)],
      [advance(1)],
      [advance(1)],
      [advance(2)],
    ]);
    assert.deepEqual(outcomes, ["committed", "committed", "refused", "committed"]);
    assert.equal((await store.findProgress(sampleId(1)))?.version, 3);
  },

  "writes nothing of a refused unit, wherever its guard stands": async (store) => {
    await write(store, setting("taken", "1"));
    const others = [putTask(), putTimer(sampleId(1), 1, 50)];
    assert.equal(await outcomeOf(store, ...others, setting("taken", "2")), "refused");
    assert.equal(await outcomeOf(store, setting("taken", "2"), ...others), "refused");
    assert.equal(await store.findTask(sampleId(1), 1), undefined);
    assert.equal(await store.nextTimerAt(), undefined);
  },

  "takes back guards that held when a later guard of the unit does not": async (store) => {
    await write(store, setting("taken", "1"));
    const outcomes = await store.commit([
      [setting("new", "1"), createExecution(1), setting("taken", "2"), putTask()],
      [setting("other", "1"), createExecution(2)],
    ]);
    assert.deepEqual(outcomes, ["refused", "committed"]);
    assert.equal(await store.findSetting("new"), undefined);
    assert.equal(await store.findExecution(sampleId(1)), undefined);
    assert.equal(await store.findTask(sampleId(1), 1), undefined);
    assert.equal(await store.findSetting("other"), "1");
  },

  "looks with its guards at what was there before the unit": async (store) => {
    await write(store, { kind: "createTopic", topic: sampleTopic() });
    const outcome = await outcomeOf(
      store,
      { kind: "deleteTopic", name: "approvals" },
      { kind: "createTopic", topic: sampleTopic() },
    );
    assert.equal(outcome, "refused");
    assert.deepEqual(await store.findTopic("approvals"), sampleTopic());
  },

  "applies the changes of a unit in their order": async (store) => {
    const id = sampleId(1);
    await write(store, putTimer(id, 1, 10), { kind: "removeTimer", executionId: id, timer: 1 });
    assert.equal(await store.nextTimerAt(), undefined);
    await write(store, { kind: "removeTimer", executionId: id, timer: 1 }, putTimer(id, 1, 20));
    assert.equal(await store.nextTimerAt(), 20);
  },

  "stores nothing of a call in which anything but a guard fails": async (store) => {
    const repeated = createApproval({ id: sampleId(2), task: 2 }, "hash");
    const failing = store.commit([
      [setting("a", "1")],
      [createApproval({}, "hash")],
      [repeated],
      [setting("b", "1")],
    ]);
    await assert.rejects(failing, { name: "StoreError" });
    assert.equal(await store.findSetting("a"), undefined);
    assert.equal(await store.findApproval(sampleId(1)), undefined);
    await write(store, setting("a", "2"), createApproval({}, "hash"));
    assert.deepEqual(await store.findApproval(sampleId(1)), sampleApproval());
  },

  "never shows half of a commit to a reader beside it": async (store) => {
    let isDone = false;
    const committed = store
      .commit([[createExecution(1)], [putTask()], [putTimer("x", 1, 5)]])
      .finally(() => {
        isDone = true;
      });
    for (;;) {
      const wasDone = isDone;
      // Whoever sees one of them sees, from then on, all of them.
      const last = await store.nextTimerAt();
      const others = [await store.findExecution(sampleId(1)), await store.findTask(sampleId(1), 1)];
      if (last !== undefined) assert.ok(!others.includes(undefined), "half of a commit is visible");
      if (wasDone) break;
      await new Promise(setImmediate);
    }
    assert.deepEqual(await committed, ["committed", "committed", "committed"]);
    assert.equal(await store.nextTimerAt(), 5);
  },
};

function advance(expectedVersion: number): Change {
  const executionId = sampleId(1);
  return { kind: "advanceExecution", executionId, expectedVersion, progress: SAMPLE_PROGRESS };
}
