import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import {
  advanceApproval,
  createApproval,
  putTask,
  SAMPLE_DECISION,
  sampleApproval,
  sampleId,
} from "./samples.ts";
import { type Contract, outcomeOf, readPages, write } from "./suite.ts";

const id = sampleId(1);
const decision = SAMPLE_DECISION;
const decide = advanceApproval();
const expire: Change = {
  kind: "closeApproval",
  executionId: sampleId(1),
  task: 1,
  status: "expired",
  decision: null,
  at: 6_000,
};

export const approvalsContract: Contract = {
  "finds an approval by id, by task and by the hash of a link": async (store) => {
    await write(store, createApproval({}, "hash-1", "hash-2"));
    const approval = sampleApproval();
    assert.deepEqual(await store.findApproval(id), approval);
    assert.deepEqual(await store.findApprovalByTask(sampleId(1), 1), approval);
    const link = {
      hash: "hash-2",
      approvalId: id,
      approver: "ann@example.com",
      misses: 0,
      missedAt: null,
      revision: 1,
      role: "approver",
    };
    assert.deepEqual(await store.findApprovalLink("hash-2"), link);
    assert.equal(await store.findApproval("none"), undefined);
    assert.equal(await store.findApprovalByTask(sampleId(1), 2), undefined);
    assert.equal(await store.findApprovalLink("hash-3"), undefined);
  },

  "refuses a second approval of a task, with its links": async (store) => {
    await write(store, createApproval({}, "hash-1"));
    assert.equal(await outcomeOf(store, createApproval({ id: sampleId(2) }, "hash-2")), "refused");
    assert.equal(await store.findApprovalLink("hash-2"), undefined);
    await write(store, createApproval({ id: sampleId(2), task: 2 }, "hash-2"));
  },

  "decides a pending approval once, and with it what its unit holds": async (store) => {
    await write(store, createApproval());
    await write(store, decide);
    const other = advanceApproval({ decision: "{}" }, 2);
    assert.equal(await outcomeOf(store, other, putTask()), "refused");
    const decided = sampleApproval({ status: "decided", decision, closedAt: 5_000, version: 2 });
    assert.deepEqual(await store.findApproval(id), decided);
    assert.equal(await store.findTask(sampleId(1), 1), undefined);
  },

  "lets one of two decisions in the same commit win": async (store) => {
    await write(store, createApproval());
    const other = advanceApproval({ decision: "{}" });
    assert.deepEqual(await store.commit([[decide], [other]]), ["committed", "refused"]);
    assert.equal((await store.findApproval(id))?.decision, decision);
  },

  "refuses a decision on what does not exist": async (store) => {
    assert.equal(await outcomeOf(store, decide), "refused");
  },

  "closes the pending approval of a task and then refuses its decision": async (store) => {
    await write(store, createApproval());
    await write(store, expire);
    const end = { status: "expired", closedAt: 6_000 } as const;
    const expired = sampleApproval({ ...end, version: 2, dueAt: 6_000 });
    assert.deepEqual(await store.findApproval(id), expired);
    assert.equal(await outcomeOf(store, decide), "refused");
  },

  "leaves an approval alone that is closed already, or absent": async (store) => {
    await write(store, expire);
    await write(store, createApproval());
    await write(store, decide);
    await write(store, expire);
    const decided = sampleApproval({ status: "decided", decision, closedAt: 5_000, version: 2 });
    assert.deepEqual(await store.findApproval(id), decided);
  },

  "keeps what is asked from now on, where that has changed": async (store) => {
    await write(store, createApproval());
    const step = { status: "pending", closedAt: null, decision: null } as const;
    const asked = { title: "Another", document: '{"another":true}' };
    const late = { ...advanceApproval(step, 2), asked } as Change;
    assert.equal(await outcomeOf(store, late), "refused");
    assert.equal((await store.findApproval(id))?.title, sampleApproval().title);
    await write(store, { ...advanceApproval(step, 1), asked } as Change);
    const found = await store.findApproval(id);
    assert.deepEqual([found?.title, found?.document], [asked.title, asked.document]);
  },

  "keeps how far a request has come, and adds links": async (store) => {
    await write(store, createApproval({}, "hash-1"));
    const step = { status: "pending", closedAt: null, decision: null, dueAt: 9_000 } as const;
    const changes = { ...step, approver: "bob@example.com", state: '{"stage":1}' };
    await write(store, advanceApproval(changes, 1, "hash-2"));
    const expected = sampleApproval({ ...changes, version: 2 });
    assert.deepEqual(await store.findApproval(id), expected);
    const link = {
      hash: "hash-2",
      approvalId: id,
      approver: "bob@example.com",
      misses: 0,
      missedAt: null,
      revision: 1,
      role: "approver",
    };
    assert.deepEqual(await store.findApprovalLink("hash-2"), link);
    assert.equal(await outcomeOf(store, advanceApproval(changes, 1)), "refused");
  },

  "counts the wrong codes that were tried with a link": async (store) => {
    await write(store, createApproval({}, "hash-1", "hash-2"));
    await store.commit([
      [{ kind: "missApprovalLink", hash: "hash-1", at: 7 }],
      [{ kind: "missApprovalLink", hash: "hash-1", at: 8 }],
      [{ kind: "missApprovalLink", hash: "none", at: 9 }],
    ]);
    const missed = await store.findApprovalLink("hash-1");
    assert.deepEqual([missed?.misses, missed?.missedAt], [2, 8]);
    const other = await store.findApprovalLink("hash-2");
    assert.deepEqual([other?.misses, other?.missedAt], [0, null]);
  },

  "hands out requests that are due, once until the lease ends": async (store) => {
    await write(store, createApproval({ dueAt: 3_000 }));
    await write(store, createApproval({ id: sampleId(2), task: 2, dueAt: 8_000 }));
    assert.equal(await store.nextApprovalAt(), 3_000);
    const claim = { at: 5_000, leaseUntil: 6_000, limit: 9 };
    assert.deepEqual(
      (await store.claimApprovals(claim)).map(({ task }) => task),
      [1],
    );
    assert.deepEqual(await store.claimApprovals(claim), []);
    assert.equal((await store.claimApprovals({ ...claim, at: 6_000 })).length, 1);
    await write(store, expire);
    assert.equal(await store.nextApprovalAt(), 6_000);
  },

  "settles what was closed, once, and not what is pending": async (store) => {
    await write(store, createApproval({ dueAt: 3_000 }));
    const settle = { kind: "settleApproval", id, expectedVersion: 1 } as const;
    assert.equal(await outcomeOf(store, settle), "refused");
    await write(store, expire);
    assert.equal(await outcomeOf(store, settle), "refused");
    await write(store, { ...settle, expectedVersion: 2 });
    assert.equal(await outcomeOf(store, { ...settle, expectedVersion: 2 }), "refused");
    assert.equal(await store.nextApprovalAt(), undefined);
  },

  "decides before it closes when both are in one unit": async (store) => {
    await write(store, createApproval());
    await write(store, expire, decide);
    assert.equal((await store.findApproval(id))?.status, "decided");
  },

  "lists approvals newest first, of one status or all, page by page": async (store) => {
    const numbers = [2, 4, 1, 3];
    await write(store, ...numbers.map((task) => createApproval({ id: sampleId(task), task })));
    await write(store, { ...expire, task: 3 } as Change);
    const list = async (filter: Parameters<typeof store.listApprovals>[0]) => {
      const rows = await readPages(
        (page) => store.listApprovals(filter, page),
        (row) => row.id,
        1,
      );
      return rows.map(({ task }) => task);
    };
    assert.deepEqual(await list({}), [4, 3, 2, 1]);
    assert.deepEqual(await list({ status: "pending" }), [4, 2, 1]);
    assert.deepEqual(await list({ status: "expired" }), [3]);
    assert.deepEqual(await list({ status: "decided" }), []);
  },
};
