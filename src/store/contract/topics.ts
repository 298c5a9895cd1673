import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import type { SubscriptionRecord } from "../records.ts";
import { sampleSubscription, sampleTopic } from "./samples.ts";
import { type Contract, outcomeOf, readPages, write } from "./suite.ts";

function createTopic(name: string): Change {
  return { kind: "createTopic", topic: sampleTopic({ name }) };
}

function subscribe(id: string, changes: Partial<SubscriptionRecord> = {}): Change {
  const endpoint = `${id}@example.com`;
  const subscription = sampleSubscription({ id, endpoint, ...changes });
  return { kind: "putSubscription", subscription };
}

export const topicsContract: Contract = {
  "finds a topic as it was created and refuses a second of the name": async (store) => {
    await write(store, createTopic("approvals"));
    const other: Change = { kind: "createTopic", topic: sampleTopic({ attributes: "{}" }) };
    assert.equal(await outcomeOf(store, other), "refused");
    assert.deepEqual(await store.findTopic("approvals"), sampleTopic());
    assert.equal(await store.findTopic("Approvals"), undefined);
  },

  "updates attributes and tags of a topic": async (store) => {
    await write(store, createTopic("approvals"), createTopic("other"));
    const changes = { attributes: '{"DisplayName":"New"}', tags: '{"a":"b"}' };
    const update: Change = {
      kind: "updateTopic",
      name: "approvals",
      ...changes,
      replaces: sampleTopic(),
    };
    assert.equal(await outcomeOf(store, update), "committed");
    assert.equal(await outcomeOf(store, update), "refused", "it is no longer as it was read");
    assert.deepEqual(await store.findTopic("approvals"), sampleTopic(changes));
    assert.deepEqual(await store.findTopic("other"), sampleTopic({ name: "other" }));
  },

  "lists topics by name, page by page": async (store) => {
    await write(store, ...["b", "C", "a", "c"].map(createTopic));
    const list = await readPages(
      (page) => store.listTopics(page),
      ({ name }) => name,
      2,
    );
    assert.deepEqual(
      list.map(({ name }) => name),
      ["C", "a", "b", "c"],
    );
  },

  "removes a topic together with its subscriptions only": async (store) => {
    await write(store, createTopic("approvals"), createTopic("other"));
    await write(store, subscribe("s1"), subscribe("s2", { topicName: "other" }));
    await write(store, { kind: "deleteTopic", name: "approvals" });
    assert.equal(await store.findTopic("approvals"), undefined);
    assert.equal(await store.findSubscription("s1"), undefined);
    const rest = await store.listSubscriptions({}, { limit: 10 });
    assert.deepEqual(
      rest.map(({ id }) => id),
      ["s2"],
    );
    await write(store, createTopic("approvals"));
  },

  "finds a subscription by id, by endpoint and by token, within its topic": async (store) => {
    const found = sampleSubscription({ id: "s1" });
    await write(store, { kind: "putSubscription", subscription: found });
    const hash = found.tokenHash;
    const byEndpoint = (topic: string, protocol: string, endpoint: string) =>
      store.findSubscriptionByEndpoint(topic, protocol, endpoint);
    assert.deepEqual(await store.findSubscription("s1"), found);
    assert.deepEqual(await byEndpoint("approvals", "email", "ann@example.com"), found);
    assert.deepEqual(await store.findSubscriptionByToken("approvals", hash), found);
    assert.equal(await byEndpoint("other", "email", "ann@example.com"), undefined);
    assert.equal(await byEndpoint("approvals", "email-json", "ann@example.com"), undefined);
    assert.equal(await byEndpoint("approvals", "email", "ANN@example.com"), undefined);
    assert.equal(await store.findSubscriptionByToken("other", hash), undefined);
    assert.equal(await store.findSubscriptionByToken("approvals", "b".repeat(64)), undefined);
  },

  "subscribes an address to a topic once": async (store) => {
    const create = (id: string, changes: Partial<SubscriptionRecord> = {}) =>
      outcomeOf(store, {
        kind: "createSubscription",
        subscription: sampleSubscription({ id, ...changes }),
      });
    assert.equal(await create("s1"), "committed");
    assert.equal(await create("s2"), "refused");
    assert.equal(await store.findSubscription("s2"), undefined);
    assert.equal(await create("s2", { protocol: "email-json" }), "committed");
    assert.equal(await create("s3", { topicName: "other" }), "committed");
    assert.deepEqual(await store.findSubscription("s1"), sampleSubscription({ id: "s1" }));
  },

  "sets the whole of a subscription when it is put again": async (store) => {
    await write(store, subscribe("s1"));
    const changes = { confirmedAt: 4_000, tokenHash: "c".repeat(64), attributes: '{"a":1}' };
    await write(store, subscribe("s1", changes));
    assert.deepEqual(
      await store.findSubscription("s1"),
      sampleSubscription({ id: "s1", endpoint: "s1@example.com", ...changes }),
    );
    assert.equal(await store.findSubscriptionByToken("approvals", "a".repeat(64)), undefined);
    assert.equal((await store.listSubscriptions({}, { limit: 10 })).length, 1);
  },

  "refuses to replace a subscription that is no longer as it was read": async (store) => {
    const read = sampleSubscription({ id: "s1" });
    await write(store, { kind: "putSubscription", subscription: read });
    const confirmed = { ...read, confirmedAt: 4_000 };
    const replace = (subscription: SubscriptionRecord, replaces: SubscriptionRecord) =>
      outcomeOf(store, { kind: "putSubscription", subscription, replaces });
    assert.equal(await replace(confirmed, read), "committed");
    assert.equal(await replace({ ...read, attributes: '{"a":1}' }, read), "refused");
    assert.deepEqual(await store.findSubscription("s1"), confirmed);
    await write(store, { kind: "deleteSubscription", id: "s1" });
    assert.equal(await replace(confirmed, confirmed), "refused");
    assert.equal(await store.findSubscription("s1"), undefined);
  },

  "lists subscriptions by id, of all topics or of one, page by page": async (store) => {
    const topicName = "other";
    await write(store, subscribe("s3"), subscribe("s1"), subscribe("s2", { topicName }));
    const list = async (filter: { readonly topicName?: string }) => {
      const rows = await readPages(
        (page) => store.listSubscriptions(filter, page),
        ({ id }) => id,
        1,
      );
      return rows.map(({ id }) => id);
    };
    assert.deepEqual(await list({}), ["s1", "s2", "s3"]);
    assert.deepEqual(await list({ topicName: "approvals" }), ["s1", "s3"]);
    assert.deepEqual(await list({ topicName: "none" }), []);
  },

  "lists every confirmed subscription of a topic": async (store) => {
    const confirmedAt = 4_000;
    await write(store, subscribe("s1"), subscribe("s2", { confirmedAt }));
    await write(store, subscribe("s3", { confirmedAt, topicName: "other" }));
    const confirmed = await store.listConfirmedSubscriptions("approvals");
    assert.deepEqual(confirmed, [
      sampleSubscription({ id: "s2", endpoint: "s2@example.com", confirmedAt }),
    ]);
  },

  "removes a subscription and ignores one that is gone": async (store) => {
    await write(store, subscribe("s1"), subscribe("s2"));
    await write(store, { kind: "deleteSubscription", id: "s1" });
    await write(store, { kind: "deleteSubscription", id: "s1" });
    assert.equal(await store.findSubscription("s1"), undefined);
    assert.notEqual(await store.findSubscription("s2"), undefined);
  },
};
