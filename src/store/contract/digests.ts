import assert from "node:assert/strict";
import { type Contract, outcomeOf, write } from "./suite.ts";

const address = "ann@example.com";
const claim = { at: 1_000, leaseUntil: 31_000, limit: 10 };

export const digestsContract: Contract = {
  "keeps the earliest time at which a digest is due": async (store) => {
    assert.equal(await store.nextDigestAt(), undefined);
    await write(store, { kind: "scheduleDigest", address, dueAt: 900 });
    await write(store, { kind: "scheduleDigest", address, dueAt: 950 });
    assert.equal(await store.nextDigestAt(), 900);
    await write(store, { kind: "scheduleDigest", address, dueAt: 800 });
    assert.equal(await store.nextDigestAt(), 800);
  },

  "hands a due digest out once, until its lease ends": async (store) => {
    await write(store, { kind: "scheduleDigest", address, dueAt: 900 });
    assert.deepEqual(await store.claimDigests(claim), [{ address, version: 1 }]);
    assert.deepEqual(await store.claimDigests(claim), []);
    const later = { ...claim, at: 31_000, leaseUntil: 61_000 };
    assert.deepEqual(await store.claimDigests(later), [{ address, version: 1 }]);
  },

  "lets a digest be advanced by one, and not past what has come meanwhile": async (store) => {
    await write(store, { kind: "scheduleDigest", address, dueAt: 900 });
    await store.claimDigests(claim);
    const advance = { kind: "advanceDigest", address, expectedVersion: 1 } as const;
    await write(store, { kind: "scheduleDigest", address, dueAt: 90_000 });
    assert.equal(await outcomeOf(store, { ...advance, dueAt: null }), "refused");
    assert.equal(await store.nextDigestAt(), 31_000);
    const again = { ...advance, expectedVersion: 2 };
    await write(store, { ...again, dueAt: null });
    assert.equal(await outcomeOf(store, { ...again, dueAt: 5_000 }), "refused");
    assert.equal(await store.nextDigestAt(), undefined);
    await write(store, { kind: "scheduleDigest", address, dueAt: 90_000 });
    assert.equal(await store.nextDigestAt(), 90_000);
  },
};
