import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import type { ExecutionRecord } from "../records.ts";
import type { Store } from "../store.ts";
import { auditEntry } from "./audit.ts";
import { sampleMapRun } from "./map-runs.ts";
import {
  advanceApproval,
  createApproval,
  createDelivery,
  createExecution,
  putTask,
  putTimer,
  SAMPLE_DECISION,
  SAMPLE_PROGRESS,
  sampleApproval,
  sampleChunk,
  sampleId,
  sampleRevision,
  sampleStateMachine,
  waitingTask,
} from "./samples.ts";
import { type Contract, outcomeOf, write } from "./suite.ts";

const LONG_AGO = 1_000;
const CUTOFF = 10_000;
const DIGEST = "814abb9f6cfc14e51b68df9c9228611968c031cbf701599e80c5a4c39fd01f0f";
const LAST = sampleId(9_999);

/** The `number`-th execution, over since long ago. */
function ended(number: number, changes: Partial<ExecutionRecord> = {}): Change {
  const end = { status: "FAILED", stoppedAt: LONG_AGO, error: "Rejected" } as const;
  const progress = { ...SAMPLE_PROGRESS, status: "FAILED", end: { at: LONG_AGO } } as const;
  return createExecution(number, { ...end, ...changes }, progress);
}

function remove(number: number): Change {
  const names = { stateMachineName: "expense", name: `run-${number}` };
  const removal = { executionId: sampleId(number), endedBefore: CUTOFF };
  return { kind: "removeExecution", ...removal, ...names };
}

async function sweepAll(store: Store, limit: number): Promise<number> {
  let steps = 0;
  while ((await store.sweepRemovals(limit)) > 0) steps++;
  return steps;
}

export const removalsContract: Contract = {
  "removes an execution that ended before, and frees its name": async (store) => {
    await write(store, ended(1));
    assert.equal(await outcomeOf(store, remove(1)), "committed");
    assert.equal(await store.findExecution(sampleId(1)), undefined);
    assert.equal(await store.findProgress(sampleId(1)), undefined);
    assert.equal(await outcomeOf(store, remove(1)), "refused");
    await write(store, createExecution(2, { name: "run-1" }));
  },

  "does not remove one that runs, ended later, or does not exist": async (store) => {
    await write(store, createExecution(1), ended(2, { stoppedAt: CUTOFF }));
    for (const number of [1, 2, 3]) assert.equal(await outcomeOf(store, remove(number)), "refused");
    assert.notEqual(await store.findProgress(sampleId(1)), undefined);
  },

  "does not remove one whose task still has to be stopped": async (store) => {
    const task = { executionId: sampleId(1), task: 1 };
    await write(store, ended(1), putTask({ ...task, status: "closed", dueAt: 5 }));
    assert.equal(await outcomeOf(store, remove(1)), "refused");
    await write(store, { kind: "settleTask", ...task });
    assert.equal(await outcomeOf(store, remove(1)), "committed");
  },

  "does not remove one whose end its parent has yet to hear of": async (store) => {
    const job = { executionId: sampleId(2), task: 1, hasToken: false };
    await write(
      store,
      createExecution(2),
      putTask({ ...job, status: "running", dueAt: null }),
      ended(1, { parentTask: `${sampleId(2)}.1` }),
      ended(3, { parentTask: `${sampleId(2)}.2` }),
    );
    assert.equal(await outcomeOf(store, remove(1)), "refused");
    assert.equal(await outcomeOf(store, remove(3)), "committed");
  },

  "keeps child executions as long as their Map Run, and that until it is over": async (store) => {
    const running = sampleMapRun({ phase: "running", dueAt: null });
    const child = ended(2, { mapRun: running.id });
    await write(store, ended(1), child, { kind: "createMapRun", mapRun: running });
    const isOfMapRun = async () => {
      const range = { status: "FAILED", after: sampleId(1), before: LAST, limit: 5 } as const;
      return (await store.listEndedExecutions(range)).map((it) => it.isOfMapRun);
    };
    assert.deepEqual(await isOfMapRun(), [true]);
    for (const number of [1, 2]) assert.equal(await outcomeOf(store, remove(number)), "refused");
    const over = { ...running, phase: "over", dueAt: null } as const;
    await write(store, { kind: "advanceMapRun", mapRun: over, isLeased: false });
    assert.equal(await outcomeOf(store, remove(2)), "refused");
    assert.equal(await outcomeOf(store, remove(1)), "committed");
    await sweepAll(store, 10);
    assert.equal(await store.findMapRun(running.id), undefined);
    assert.deepEqual(await isOfMapRun(), [false]);
    assert.equal(await outcomeOf(store, remove(2)), "committed");
  },

  "sweeps up what belonged to removed executions, and nothing of others": async (store) => {
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
    for (const number of numbers) await write(store, ended(number), ...belongings(number));
    for (const number of numbers.slice(1)) await write(store, remove(number));
    await sweepAll(store, 1_000);
    for (const number of numbers) {
      const id = sampleId(number);
      const isKept = number === 1;
      assert.equal((await store.readHistory(id, ALL)).length, isKept ? 1 : 0);
      assert.equal((await store.findTask(id, 1)) !== undefined, isKept);
      assert.equal((await store.findApprovalByTask(id, 1)) !== undefined, isKept);
    }
    assert.equal((await store.claimTimers({ at: 9, leaseUntil: 10, limit: 99 })).length, 1);
  },

  "takes many small steps, and can stop after any": async (store) => {
    const mapRun = sampleMapRun({ phase: "over", dueAt: null });
    const items = Array.from({ length: 25 }, (_, item) => ({ item, size: 1, input: "" }));
    await write(
      store,
      ended(1),
      { kind: "createMapRun", mapRun },
      { kind: "addMapItems", mapRun: mapRun.id, items },
      remove(1),
    );
    assert.equal(await store.sweepRemovals(10), 10);
    assert.equal((await store.listMapResults(mapRun.id, { limit: 99 })).length, 15);
    assert.notEqual(await store.findMapRun(mapRun.id), undefined);
    await sweepAll(store, 10);
    assert.equal((await store.listMapResults(mapRun.id, { limit: 99 })).length, 0);
    assert.equal(await store.findMapRun(mapRun.id), undefined);
    assert.equal(await store.sweepRemovals(10), 0);
  },

  "keeps what was decided, and a digest of what it was about": async (store) => {
    const audited = { ...advanceApproval({}, 1, "hash-2"), audit: [auditEntry(1)] } as Change;
    await write(store, ended(1), createApproval({}, "hash-1"), audited);
    const { document: _, version, dueAt, ...kept } = sampleApproval();
    await write(store, remove(1));
    await sweepAll(store, 5);
    assert.equal(await store.findApproval(sampleId(1)), undefined);
    const past = await store.listPastApprovals({ executionId: sampleId(1) }, { limit: 5 });
    assert.deepEqual(past, [
      {
        ...kept,
        status: "decided",
        closedAt: 5_000,
        decision: SAMPLE_DECISION,
        stateMachineName: "expense",
        executionName: "run-1",
        documentSha256: DIGEST,
      },
    ]);
    assert.deepEqual(await store.listPastApprovals({}, { after: sampleId(1), limit: 5 }), []);
    const forgotten = { ...auditEntry(1), details: null };
    assert.deepEqual(await store.findAuditHead(sampleId(1)), forgotten);
  },

  "removes links of approvals that are gone": async (store) => {
    await write(store, ended(1), createApproval({}, "hash-1", "hash-3"), remove(1));
    await write(store, createApproval({ id: sampleId(2), executionId: "x" }, "hash-2"));
    await sweepAll(store, 5);
    const first = await store.removeUnusedLinks({ after: "", limit: 2 });
    assert.deepEqual(first, { count: 1, last: "hash-2" });
    const second = await store.removeUnusedLinks({ after: "hash-2", limit: 2 });
    assert.deepEqual(second, { count: 1, last: "hash-3" });
    const third = await store.removeUnusedLinks({ after: "hash-3", limit: 2 });
    assert.deepEqual(third, { count: 0, last: undefined });
    assert.notEqual(await store.findApprovalLink("hash-2"), undefined);
    assert.equal(await store.findApprovalLink("hash-1"), undefined);
  },

  "lists what is over, page by page": async (store) => {
    for (const number of [1, 2, 3]) await write(store, ended(number));
    await write(store, createExecution(4), ended(5, { status: "ABORTED" }));
    const range = { status: "FAILED", before: sampleId(3), limit: 1 } as const;
    const [first] = await store.listEndedExecutions({ ...range, after: "" });
    assert.deepEqual(first, {
      id: sampleId(1),
      stateMachineName: "expense",
      name: "run-1",
      stoppedAt: LONG_AGO,
      isOfMapRun: false,
    });
    const [second] = await store.listEndedExecutions({ ...range, after: sampleId(1) });
    assert.equal(second?.id, sampleId(2));
    assert.deepEqual(await store.listEndedExecutions({ ...range, after: sampleId(2) }), []);
  },

  "removes deliveries that were settled before, slice by slice": async (store) => {
    const settled = { status: "sent", dueAt: null, settledAt: 5 } as const;
    await write(
      store,
      createDelivery({ id: sampleId(1), ...settled }),
      createDelivery({ id: sampleId(2) }),
      createDelivery({ id: sampleId(3), ...settled, status: "failed" }),
      createDelivery({ id: sampleId(4), ...settled, settledAt: CUTOFF }),
      createDelivery({ id: sampleId(5), ...settled }),
    );
    const range = { before: sampleId(5), settledBefore: CUTOFF, limit: 3 };
    const first = await store.removeSettledDeliveries({ ...range, after: "" });
    assert.deepEqual(first, { count: 2, last: sampleId(3) });
    const second = await store.removeSettledDeliveries({ ...range, after: sampleId(3) });
    assert.deepEqual(second, { count: 0, last: sampleId(4) });
    const left = await store.listDeliveries({}, { limit: 9 });
    assert.deepEqual(
      left.map(({ id }) => id),
      [5, 4, 2].map(sampleId),
    );
  },

  "knows the revisions that nobody can start, and removes them": async (store) => {
    const current = sampleRevision({ id: sampleId(3) });
    const first = sampleRevision({ id: sampleId(1) });
    const machine = sampleStateMachine({ revision: first });
    const revise = {
      kind: "reviseStateMachine",
      name: "expense",
      settings: "{}",
      updatedAt: 1_000,
    } as const;
    const versioned = sampleRevision({ id: sampleId(2) });
    const version = { stateMachineName: "expense", number: 1, description: null, createdAt: 1 };
    await write(store, { kind: "createStateMachine", stateMachine: machine });
    await write(store, { ...revise, revision: versioned, expectedRevision: first.id });
    await write(store, {
      kind: "publishVersion",
      version: { ...version, revisionId: versioned.id },
    });
    await write(store, { ...revise, revision: current, expectedRevision: versioned.id });
    const range = { after: "", before: LAST, limit: 9 };
    assert.deepEqual(await store.listUnusedRevisions({ ...range, unchangedSince: 1_000 }), []);
    const unused = await store.listUnusedRevisions({ ...range, unchangedSince: 1_001 });
    assert.deepEqual(unused, [first.id]);
    assert.equal(await store.removeUnusedRevision(current.id, 1_001), false);
    assert.equal(await store.removeUnusedRevision(versioned.id, 1_001), false);
    assert.equal(await store.removeUnusedRevision(first.id, 1_001), true);
    assert.equal(await store.findRevision(first.id), undefined);
    await write(store, { kind: "beginDeletion", name: "expense" });
    await write(store, { kind: "deleteStateMachine", name: "expense" });
    const rest = await store.listUnusedRevisions({ ...range, unchangedSince: 0 });
    assert.deepEqual(rest, [versioned.id, current.id]);
  },

  "tells which revision each execution has": async (store) => {
    await write(store, createExecution(1), ended(2, { revisionId: "r" }));
    const uses = await store.listRevisionUses({ after: sampleId(1), limit: 9 });
    assert.deepEqual(uses, [{ id: sampleId(2), revisionId: "r" }]);
    assert.equal((await store.listRevisionUses({ limit: 9 })).length, 2);
  },
};

const ALL = { isReverse: false, limit: 99 };

/** A row in most tables for the `number`-th execution. */
function belongings(number: number): Change[] {
  const executionId = sampleId(number);
  const closed = waitingTask({ executionId, status: "closed" });
  return [
    { kind: "appendHistory", chunk: { ...sampleChunk(1, 2), executionId } },
    { kind: "putTask", task: closed },
    putTimer(executionId, 1, 5),
    createApproval({ id: sampleId(1_000 + number), executionId }, `hash-${number}`),
  ];
}
