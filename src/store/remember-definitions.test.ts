import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createExecution, sampleTopic } from "./contract/samples.ts";
import { write } from "./contract/suite.ts";
import { openMemoryStore } from "./open-store.ts";
import { rememberDefinitions } from "./remember-definitions.ts";
import type { Store } from "./store.ts";

describe("a store that remembers definitions", () => {
  it("reads a definition once, as long as nobody changes one", async () => {
    const { store, reads } = await openCounted();
    await write(store, { kind: "createTopic", topic: sampleTopic() });
    const [first, second] = [
      await store.findTopic("approvals"),
      await store.findTopic("approvals"),
    ];
    assert.deepEqual(first, sampleTopic());
    assert.equal(second, first);
    await write(store, createExecution(1));
    assert.equal(await store.findTopic("approvals"), first);
    assert.equal(reads(), 1);
  });

  it("reads again after a change", async () => {
    const { store, reads } = await openCounted();
    await write(store, { kind: "createTopic", topic: sampleTopic() });
    await store.findTopic("approvals");
    await write(store, { kind: "deleteTopic", name: "approvals" });
    assert.equal(await store.findTopic("approvals"), undefined);
    await write(store, { kind: "createTopic", topic: sampleTopic({ createdAt: 5 }) });
    assert.deepEqual(await store.findTopic("approvals"), { ...sampleTopic(), createdAt: 5 });
    assert.equal(reads(), 3);
  });

  it("does not remember what is not there", async () => {
    const { store, reads } = await openCounted();
    assert.equal(await store.findTopic("approvals"), undefined);
    assert.equal(await store.findTopic("approvals"), undefined);
    assert.equal(reads(), 2);
  });

  it("does not keep what it read while a change was on its way", async () => {
    const memory = await openMemoryStore();
    const gate = Promise.withResolvers<void>();
    const slow: Store = {
      ...memory,
      async findTopic(name) {
        const found = await memory.findTopic(name);
        await gate.promise;
        return found;
      },
    };
    const store = rememberDefinitions(slow);
    await write(store, { kind: "createTopic", topic: sampleTopic() });
    const before = store.findTopic("approvals");
    await write(store, { kind: "deleteTopic", name: "approvals" });
    gate.resolve();
    assert.notEqual(await before, undefined);
    assert.equal(await store.findTopic("approvals"), undefined);
  });

  it("keeps a bounded number", async () => {
    const { store, reads } = await openCounted();
    const names = Array.from({ length: 300 }, (_, index) => `topic-${index}`);
    for (const name of names) {
      await write(store, { kind: "createTopic", topic: sampleTopic({ name }) });
    }
    for (const name of names) await store.findTopic(name);
    assert.equal(reads(), 300);
    await store.findTopic("topic-299");
    assert.equal(reads(), 300);
    await store.findTopic("topic-0");
    assert.equal(reads(), 301);
  });

  describe("that others change as well", () => {
    it("reads again after a change of theirs, and looks for one in every turn", async () => {
      let mark = "a";
      const { store, reads, looks } = await openCounted(async () => mark);
      await write(store, { kind: "createTopic", topic: sampleTopic() });
      for (const expected of [1, 1, 2, 2]) {
        if (expected === 2) mark = "b";
        await inTurn(() => store.findTopic("approvals"));
        assert.equal(reads(), expected);
      }
      assert.equal(looks(), 4);
    });

    it("looks once for what is asked without waiting in between", async () => {
      const { store, reads, looks } = await openCounted(async () => "a");
      await write(store, { kind: "createTopic", topic: sampleTopic() });
      await inTurn(() => store.findTopic("approvals"));
      await inTurn(async () => {
        for (let time = 0; time < 3; time++) await store.findTopic("approvals");
      });
      assert.deepEqual([reads(), looks()], [1, 2]);
    });

    it("keeps nothing before there is a mark", async () => {
      const { store, reads } = await openCounted(async () => undefined);
      await write(store, { kind: "createTopic", topic: sampleTopic() });
      for (const expected of [1, 2]) {
        await inTurn(() => store.findTopic("approvals"));
        assert.equal(reads(), expected);
      }
    });
  });
});

/** As a call that comes by itself. */
async function inTurn(act: () => Promise<unknown>): Promise<void> {
  await new Promise(setImmediate);
  await act();
}

async function openCounted(findMark?: () => Promise<string | undefined>) {
  const memory = await openMemoryStore();
  let count = 0;
  let looked = 0;
  const look = async () => {
    looked++;
    return findMark?.();
  };
  const counted: Store = {
    ...memory,
    findTopic(name) {
      count++;
      return memory.findTopic(name);
    },
  };
  return {
    store: rememberDefinitions(counted, findMark && look),
    reads: () => count,
    looks: () => looked,
  };
}
