import assert from "node:assert/strict";
import type { RevisionRecord } from "../records.ts";
import {
  createExecution,
  sampleExecution,
  sampleId,
  sampleRevision,
  sampleStateMachine,
} from "./samples.ts";
import { type Contract, outcomeOf, readPages, write } from "./suite.ts";

const create = (stateMachine = sampleStateMachine()) =>
  ({ kind: "createStateMachine", stateMachine }) as const;
const second = sampleRevision({
  id: sampleId(901),
  publicId: "00000000-0000-4000-8000-000000000002",
  definition: '{"StartAt":"Other"}',
  createdAt: 3_000,
});
const revise = {
  kind: "reviseStateMachine",
  name: "expense",
  expectedRevision: sampleId(900),
  revision: second,
  settings: '{"tracing":true}',
  updatedAt: 3_000,
} as const;

const stored = (revision: RevisionRecord, settings = "{}") => ({ ...revision, settings });

export const stateMachinesContract: Contract = {
  "finds a state machine as it was created, and its revision": async (store) => {
    await write(store, create());
    assert.deepEqual(await store.findStateMachine("expense"), sampleStateMachine());
    assert.deepEqual(await store.findRevision(sampleId(900)), stored(sampleRevision()));
    assert.equal(await store.findStateMachine("Expense"), undefined);
    assert.equal(await store.findRevision("none"), undefined);
  },

  "refuses a second state machine of a name": async (store) => {
    await write(store, create());
    const revision = sampleRevision({ id: sampleId(902) });
    assert.equal(await outcomeOf(store, create(sampleStateMachine({ revision }))), "refused");
    assert.equal(await store.findRevision(sampleId(902)), undefined);
  },

  "revises a state machine and keeps the revision before": async (store) => {
    await write(store, create());
    await write(store, revise);
    assert.deepEqual(
      await store.findStateMachine("expense"),
      sampleStateMachine({ revision: second, settings: '{"tracing":true}', updatedAt: 3_000 }),
    );
    assert.deepEqual(await store.findRevision(sampleId(900)), stored(sampleRevision()));
    assert.deepEqual(await store.findRevision(sampleId(901)), stored(second, '{"tracing":true}'));
  },

  "refuses a revision when the current one is not the expected one": async (store) => {
    assert.equal(await outcomeOf(store, revise), "refused");
    await write(store, create());
    await write(store, revise);
    const third = sampleRevision({ id: sampleId(902) });
    assert.equal(await outcomeOf(store, { ...revise, revision: third }), "refused");
    assert.equal(await store.findRevision(sampleId(902)), undefined);
  },

  "changes settings alone when a revision is given again": async (store) => {
    await write(store, create());
    await write(store, { ...revise, revision: sampleRevision() });
    const found = await store.findStateMachine("expense");
    assert.equal(found?.settings, '{"tracing":true}');
    assert.deepEqual(found?.revision, sampleRevision());
  },

  "sets the tags of a state machine and nothing else": async (store) => {
    await write(store, create());
    const replaces = sampleStateMachine().tags;
    const change = {
      kind: "tagStateMachine",
      name: "expense",
      tags: '{"a":"b"}',
      replaces,
    } as const;
    assert.equal(await outcomeOf(store, change), "committed");
    assert.equal(await outcomeOf(store, change), "refused", "they are no longer as they were read");
    const found = await store.findStateMachine("expense");
    assert.deepEqual(found, sampleStateMachine({ tags: '{"a":"b"}' }));
  },

  "replaces tags only while they are those that were read": async (store) => {
    const tag = (replaces: string, tags: string) =>
      outcomeOf(store, { kind: "tagStateMachine", name: "expense", tags, replaces });
    const { tags } = sampleStateMachine();
    assert.equal(await tag(tags, "{}"), "refused");
    await write(store, create());
    assert.equal(await tag("{}", '{"a":"1"}'), "refused");
    assert.equal(await tag(tags, '{"a":"1"}'), "committed");
    assert.equal((await store.findStateMachine("expense"))?.tags, '{"a":"1"}');
  },

  "marks a machine whose deletion has begun, and revises it no more": async (store) => {
    await write(store, create());
    assert.deepEqual(await store.listDeletions(), []);
    await write(store, { kind: "beginDeletion", name: "expense" });
    assert.equal((await store.findStateMachine("expense"))?.status, "DELETING");
    assert.deepEqual(await store.listDeletions(), ["expense"]);
    assert.equal(await outcomeOf(store, revise), "refused");
    assert.equal(await outcomeOf(store, create()), "refused");
    await write(store, { kind: "beginDeletion", name: "expense" });
    await write(store, { kind: "deleteStateMachine", name: "expense" });
    assert.deepEqual(await store.listDeletions(), []);
  },

  "keeps revisions and executions of a deleted state machine": async (store) => {
    await write(store, create());
    await write(store, createExecution(1));
    await write(store, { kind: "beginDeletion", name: "expense" });
    await write(store, { kind: "deleteStateMachine", name: "expense" });
    const execution = sampleExecution({ name: "run-1" });
    assert.equal(await store.findStateMachine("expense"), undefined);
    assert.deepEqual(await store.listStateMachines({ limit: 10 }), []);
    assert.deepEqual(await store.findRevision(sampleId(900)), stored(sampleRevision()));
    assert.deepEqual(await store.findExecution(sampleId(1)), execution);
    assert.deepEqual(await store.findExecutionByName("expense", "run-1"), execution);
    assert.equal(
      (await store.listExecutions({ stateMachineName: "expense" }, { limit: 9 })).length,
      1,
    );
  },

  "frees the name of a deleted state machine, not those of its executions": async (store) => {
    await write(store, create());
    await write(store, createExecution(1));
    await write(store, { kind: "beginDeletion", name: "expense" });
    await write(store, { kind: "deleteStateMachine", name: "expense" });
    await write(store, create(sampleStateMachine({ revision: second })));
    const again = createExecution(2, { name: "run-1" });
    assert.equal(await outcomeOf(store, again), "refused");
  },

  "lists state machines by name, page by page": async (store) => {
    for (const name of ["b", "C", "a", "c", "d"]) {
      const revision = sampleRevision({ id: `revision-${name}`, stateMachineName: name });
      await write(store, create(sampleStateMachine({ name, revision })));
    }
    const list = await readPages(
      (page) => store.listStateMachines(page),
      ({ name }) => name,
      2,
    );
    assert.deepEqual(
      list.map(({ name }) => name),
      ["C", "a", "b", "c", "d"],
    );
    assert.equal(list[1]?.revision.id, "revision-a");
  },
};
