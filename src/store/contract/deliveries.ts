import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import type { Store } from "../store.ts";
import { createDelivery, sampleDelivery, sampleId } from "./samples.ts";
import { type Contract, readPages, write } from "./suite.ts";

const id = sampleId(1);
const claim = { at: 2_000, leaseUntil: 62_000, limit: 10 };
const sent = {
  kind: "settleDelivery",
  id,
  status: "sent",
  dueAt: null,
  at: 3_000,
  lastError: null,
};

async function claimedBy(store: Store, changes: Partial<typeof claim> = {}): Promise<string[]> {
  return (await store.claimDeliveries({ ...claim, ...changes })).map((delivery) => delivery.id);
}

export const deliveriesContract: Contract = {
  "finds a delivery as it was created, also one without a topic": async (store) => {
    const bare = sampleDelivery({ id: sampleId(2), topicName: null, subscriptionId: null });
    await write(store, createDelivery(), createDelivery(bare));
    assert.deepEqual(await store.findDelivery(id), sampleDelivery());
    assert.deepEqual(await store.findDelivery(sampleId(2)), bare);
    assert.equal(await store.findDelivery("none"), undefined);
  },

  "lists deliveries newest first, by channels and status, page by page": async (store) => {
    await write(
      store,
      createDelivery({ id: sampleId(1) }),
      createDelivery({ id: sampleId(2), channel: "https", status: "failed", dueAt: null }),
      createDelivery({ id: sampleId(3), channel: "email-json", status: "sent", dueAt: null }),
      createDelivery({ id: sampleId(4), status: "sent", dueAt: null }),
    );
    const list = async (filter: Parameters<Store["listDeliveries"]>[0]) => {
      const rows = await readPages(
        (page) => store.listDeliveries(filter, page),
        (row) => row.id,
        1,
      );
      return rows.map((row) => Number(row.id.slice(3)));
    };
    assert.deepEqual(await list({}), [4, 3, 2, 1]);
    assert.deepEqual(await list({ channels: ["email", "email-json"] }), [4, 3, 1]);
    assert.deepEqual(await list({ channels: [] }), []);
    assert.deepEqual(await list({ status: "sent" }), [4, 3]);
    assert.deepEqual(await list({ status: "queued" }), [1]);
    assert.deepEqual(await list({ status: "failed", channels: ["https"] }), [2]);
    assert.deepEqual(await list({ status: "failed", channels: ["email"] }), []);
  },

  "hands a due delivery to one claim until the lease runs out": async (store) => {
    await write(store, createDelivery());
    assert.deepEqual(await claimedBy(store, { at: 1_999 }), []);
    assert.deepEqual(await store.claimDeliveries(claim), [sampleDelivery({ dueAt: 62_000 })]);
    assert.deepEqual(await claimedBy(store), []);
    assert.equal(await store.nextDeliveryAt(), 62_000);
    assert.deepEqual(await claimedBy(store, { at: 62_000, leaseUntil: 99_000 }), [id]);
  },

  "hands out the deliveries that are due longest, up to the limit": async (store) => {
    const dues = [1_900, 1_500, 1_800];
    await write(store, ...dues.map((dueAt, at) => createDelivery({ id: sampleId(at), dueAt })));
    assert.equal(await store.nextDeliveryAt(), 1_500);
    assert.deepEqual(await claimedBy(store, { limit: 1 }), [sampleId(1)]);
    assert.deepEqual(await claimedBy(store, { limit: 1 }), [sampleId(2)]);
    assert.deepEqual(await claimedBy(store), [sampleId(0)]);
  },

  "settles a delivery as sent and counts the attempt": async (store) => {
    await write(store, createDelivery());
    await claimedBy(store);
    await write(store, sent as Change);
    const after = { status: "sent", attempts: 1, dueAt: null, settledAt: 3_000 } as const;
    assert.deepEqual(await store.findDelivery(id), sampleDelivery(after));
    assert.deepEqual(await claimedBy(store, { at: 99_000 }), []);
    assert.equal(await store.nextDeliveryAt(), undefined);
  },

  "leaves a delivery alone that is over": async (store) => {
    const delivery = sampleDelivery();
    await write(store, { kind: "createDelivery", delivery });
    const settle = { kind: "settleDelivery", id: delivery.id, lastError: null } as const;
    await write(store, { ...settle, status: "sent", dueAt: null, at: 3_000 });
    const sent = await store.findDelivery(delivery.id);
    await write(store, { ...settle, status: "queued", dueAt: 4_000, at: 3_500 });
    assert.deepEqual(await store.findDelivery(delivery.id), sent);
  },

  "queues a delivery again and counts every attempt until it fails for good": async (store) => {
    await write(store, createDelivery());
    const again = { ...sent, status: "queued", dueAt: 8_000, lastError: "421 try later" } as Change;
    await write(store, again);
    const queued = { attempts: 1, dueAt: 8_000, lastError: "421 try later" };
    assert.deepEqual(await store.findDelivery(id), sampleDelivery(queued));
    assert.deepEqual(await claimedBy(store, { at: 8_000 }), [id]);
    await write(store, { ...sent, status: "failed", at: 9_000, lastError: "550 no" } as Change);
    const failed = { attempts: 2, dueAt: null, settledAt: 9_000, lastError: "550 no" };
    assert.deepEqual(await store.findDelivery(id), sampleDelivery({ status: "failed", ...failed }));
  },
};
