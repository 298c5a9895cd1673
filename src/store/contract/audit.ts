import assert from "node:assert/strict";
import type { AuditEntryRecord, AuditSealRecord } from "../audit-records.ts";
import type { Change } from "../change.ts";
import { sampleApproval, sampleId } from "./samples.ts";
import { type Contract, outcomeOf, write } from "./suite.ts";

/** An entry of the sample approval. */
export function auditEntry(
  number: number,
  changes: Partial<AuditEntryRecord> = {},
): AuditEntryRecord {
  return {
    approvalId: sampleId(1),
    number,
    at: 1_000 + number,
    what: "decided",
    actor: "ann@example.com",
    proof: "link",
    requestSha256: "request",
    details: '{"choice":"approve"}',
    detailsSha256: "details",
    previousHash: `hash-${number - 1}`,
    hash: `hash-${number}`,
    ...changes,
  };
}

function create(number: number, ...audit: readonly AuditEntryRecord[]): Change {
  const approval = sampleApproval({ id: sampleId(number), executionId: sampleId(number) });
  return { kind: "createApproval", approval, links: [], audit };
}

function seal(number: number): AuditSealRecord {
  const times = { sealedAt: 10_000, fromAt: 0, untilAt: 9_000 };
  const hashes = { entriesSha256: "e", previousHash: "", hash: `seal-${number}` };
  return { number, ...times, entries: 3, ...hashes };
}

export const auditContract: Contract = {
  "keeps the entries of a step with it, or not at all": async (store) => {
    await write(store, create(1, auditEntry(1)));
    const { id, executionId, task, status, approver, state, dueAt, closedAt, decision } =
      sampleApproval();
    const step: Change = {
      kind: "advanceApproval",
      approval: { id, executionId, task, status, approver, state, dueAt, closedAt, decision },
      expectedVersion: 1,
      links: [],
      audit: [auditEntry(2), auditEntry(3, { proof: null, details: null })],
    };
    assert.equal(await outcomeOf(store, step), "committed");
    assert.equal(await outcomeOf(store, { ...step, audit: [auditEntry(4)] }), "refused");
    const all = await store.listAuditEntries({ approvalId: id }, { limit: 10 });
    assert.deepEqual(all, [
      auditEntry(1),
      auditEntry(2),
      auditEntry(3, { proof: null, details: null }),
    ]);
    assert.deepEqual(await store.findAuditHead(id), all[2]);
    assert.equal(await store.findAuditHead(sampleId(9)), undefined);
  },

  "keeps the entry of an approval that is settled": async (store) => {
    await write(store, create(1, auditEntry(1)));
    const of = { executionId: sampleId(1), task: 1 };
    await write(store, {
      ...{ kind: "closeApproval", ...of, status: "expired", decision: null, at: 5_000 },
    });
    const settle: Change = {
      ...{ kind: "settleApproval", id: sampleId(1), expectedVersion: 2, audit: [auditEntry(2)] },
    };
    await write(store, settle);
    assert.equal(await outcomeOf(store, settle), "refused");
    assert.equal((await store.findAuditHead(sampleId(1)))?.number, 2);
  },

  "lists the entries of a time by request and number, page by page": async (store) => {
    const other = { approvalId: sampleId(2) };
    await write(
      store,
      create(2, auditEntry(1, { ...other, at: 500 }), auditEntry(2, { ...other, at: 700 })),
    );
    await write(store, create(1, auditEntry(1, { at: 600 }), auditEntry(2, { at: 800 })));
    const filter = { fromAt: 500, untilAt: 700 };
    const found = await store.listAuditEntries(filter, { limit: 10 });
    assert.deepEqual(
      found.map(({ approvalId, number }) => [approvalId, number]),
      [
        [sampleId(1), 1],
        [sampleId(2), 2],
      ],
    );
    const after = { approvalId: sampleId(1), number: 1 };
    assert.deepEqual(await store.listAuditEntries(filter, { after, limit: 1 }), found.slice(1));
    assert.equal((await store.listAuditEntries({}, { after, limit: 10 })).length, 3);
  },

  "has one seal of a number": async (store) => {
    assert.equal(await store.findLastAuditSeal(), undefined);
    await write(store, { kind: "sealAudit", seal: seal(1) });
    const rival: Change = { kind: "sealAudit", seal: { ...seal(1), hash: "rival" } };
    assert.equal(await outcomeOf(store, rival), "refused");
    await write(store, { kind: "sealAudit", seal: seal(2) });
    assert.deepEqual(await store.findLastAuditSeal(), seal(2));
    assert.deepEqual(await store.listAuditSeals({ limit: 10 }), [seal(1), seal(2)]);
    assert.deepEqual(await store.listAuditSeals({ after: 1, limit: 10 }), [seal(2)]);
  },
};
