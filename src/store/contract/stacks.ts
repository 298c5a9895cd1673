import assert from "node:assert/strict";
import type { RestApiRecord, StackRecord } from "../records.ts";
import { type Contract, outcomeOf, write } from "./suite.ts";

const stack: StackRecord = {
  name: "human-review",
  createdAt: 1_000,
  updatedAt: 2_000,
  template: "Resources: {}\n",
  parameters: '{"Email":"ann@example.com"}',
  resources: "{}",
  outputs: "{}",
};
const restApi: RestApiRecord = {
  id: "abcdef0123",
  name: "human-review",
  stage: "Prod",
  definition: '{"openapi":"3.0.1"}',
  variables: "{}",
  createdAt: 1_000,
};

export const stacksContract: Contract = {
  "sets, finds, lists and removes stacks": async (store) => {
    const another = { ...stack, name: "another" };
    await write(store, { kind: "putStack", stack, replaces: undefined });
    await write(store, { kind: "putStack", stack: another, replaces: undefined });
    const changed = { ...stack, updatedAt: 3_000, outputs: '{"Url":"…"}' };
    await write(store, { kind: "putStack", stack: changed, replaces: stack });
    assert.deepEqual(await store.findStack("human-review"), changed);
    assert.deepEqual(
      (await store.listStacks()).map(({ name }) => name),
      ["another", "human-review"],
    );
    await write(store, { kind: "deleteStack", stack: changed });
    assert.equal(await store.findStack("human-review"), undefined);
    assert.equal((await store.listStacks()).length, 1);
  },

  "refuses a change of a stack that somebody else has changed": async (store) => {
    await write(store, { kind: "putStack", stack, replaces: undefined });
    const first = { ...stack, updatedAt: 3_000 };
    const second = { ...stack, updatedAt: 4_000 };
    assert.equal(
      await outcomeOf(store, { kind: "putStack", stack: first, replaces: undefined }),
      "refused",
    );
    await write(store, { kind: "putStack", stack: first, replaces: stack });
    assert.equal(
      await outcomeOf(store, { kind: "putStack", stack: second, replaces: stack }),
      "refused",
    );
    assert.equal(await outcomeOf(store, { kind: "deleteStack", stack }), "refused");
    assert.deepEqual(await store.findStack("human-review"), first);
    await write(store, { kind: "deleteStack", stack: first });
    assert.equal(
      await outcomeOf(store, { kind: "putStack", stack: second, replaces: first }),
      "refused",
    );
  },

  "sets, finds and removes hosted REST APIs": async (store) => {
    await write(store, { kind: "putRestApi", restApi });
    assert.deepEqual(await store.findRestApi("abcdef0123"), restApi);
    await write(store, { kind: "putRestApi", restApi: { ...restApi, stage: "v1" } });
    assert.deepEqual(await store.findRestApi("abcdef0123"), { ...restApi, stage: "v1" });
    await write(store, { kind: "deleteRestApi", id: "abcdef0123" });
    assert.equal(await store.findRestApi("abcdef0123"), undefined);
  },

  "creates a setting once: whoever comes second reads the first's value": async (store) => {
    assert.equal(await store.findSetting("secret"), undefined);
    await write(store, { kind: "createSetting", key: "secret", value: "first" });
    const again = { kind: "createSetting", key: "secret", value: "second" } as const;
    assert.equal(await outcomeOf(store, again), "refused");
    assert.equal(await store.findSetting("secret"), "first");
  },
};
