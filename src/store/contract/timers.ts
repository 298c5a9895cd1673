import assert from "node:assert/strict";
import { putTimer, sampleId } from "./samples.ts";
import { type Contract, write } from "./suite.ts";

const [one, two] = [sampleId(1), sampleId(2)];
const claim = { at: 1_000, leaseUntil: 31_000, limit: 10 };

export const timersContract: Contract = {
  "tells when the next timer is due": async (store) => {
    assert.equal(await store.nextTimerAt(), undefined);
    await write(store, putTimer(one, 1, 900), putTimer(one, 2, 700), putTimer(two, 1, 800));
    assert.equal(await store.nextTimerAt(), 700);
    await write(store, { kind: "removeTimer", executionId: one, timer: 2 });
    assert.equal(await store.nextTimerAt(), 800);
  },

  "claims due timers, those due longest first, up to the limit": async (store) => {
    await write(store, putTimer(one, 1, 900), putTimer(one, 2, 700), putTimer(two, 1, 800));
    await write(store, putTimer(two, 2, 1_001));
    assert.deepEqual(await store.claimTimers({ ...claim, limit: 2 }), [
      { executionId: one, timer: 2, line: 0, dueAt: 700 },
      { executionId: two, timer: 1, line: 0, dueAt: 800 },
    ]);
    assert.deepEqual(await store.claimTimers(claim), [
      { executionId: one, timer: 1, line: 0, dueAt: 900 },
    ]);
    assert.deepEqual(await store.claimTimers(claim), []);
    assert.equal(await store.nextTimerAt(), 1_001);
  },

  "claims a timer again after the lease and still tells when it was due": async (store) => {
    await write(store, putTimer(one, 1, 900));
    await store.claimTimers(claim);
    assert.equal(await store.nextTimerAt(), 31_000);
    assert.deepEqual(await store.claimTimers({ ...claim, at: 30_999 }), []);
    const again = await store.claimTimers({ at: 31_000, leaseUntil: 61_000, limit: 10 });
    assert.deepEqual(again, [{ executionId: one, timer: 1, line: 0, dueAt: 900 }]);
    assert.equal(await store.nextTimerAt(), 61_000);
  },

  "moves a timer, also one that is claimed": async (store) => {
    await write(store, putTimer(one, 1, 900));
    await write(store, putTimer(one, 1, 950));
    assert.equal(await store.nextTimerAt(), 950);
    await store.claimTimers(claim);
    await write(store, putTimer(one, 1, 5_000));
    assert.equal(await store.nextTimerAt(), 5_000);
    const moved = await store.claimTimers({ ...claim, at: 5_000 });
    assert.deepEqual(moved, [{ executionId: one, timer: 1, line: 0, dueAt: 5_000 }]);
  },

  "does not hand out a timer that was removed while it was claimed": async (store) => {
    await write(store, putTimer(one, 1, 900));
    await store.claimTimers(claim);
    await write(store, { kind: "removeTimer", executionId: one, timer: 1 });
    assert.equal(await store.nextTimerAt(), undefined);
    assert.deepEqual(await store.claimTimers({ ...claim, at: 99_000 }), []);
  },

  "ignores the removal of a timer that is gone": async (store) => {
    await write(store, { kind: "removeTimer", executionId: one, timer: 1 });
    assert.equal(await store.nextTimerAt(), undefined);
  },
};
