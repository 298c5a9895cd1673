import assert from "node:assert/strict";
import type { AliasRecord, AliasRoutes, VersionRecord } from "../records.ts";
import type { Store } from "../store.ts";
import { sampleId, sampleRevision, sampleStateMachine } from "./samples.ts";
import { type Contract, outcomeOf, readPages, write } from "./suite.ts";

const create = { kind: "createStateMachine", stateMachine: sampleStateMachine() } as const;

function version(number: number, changes: Partial<VersionRecord> = {}): VersionRecord {
  return {
    stateMachineName: "expense",
    number,
    revisionId: sampleId(900),
    description: null,
    createdAt: 2_000 + number,
    ...changes,
  };
}

function publish(number: number, changes: Partial<VersionRecord> = {}) {
  return { kind: "publishVersion", version: version(number, changes) } as const;
}

function alias(name: string, routes: AliasRoutes, description: string | null = null): AliasRecord {
  const times = { createdAt: 3_000, updatedAt: 3_000 };
  return { stateMachineName: "expense", name, description, routes, ...times };
}

const whole = (number: number): AliasRoutes => [{ version: number, weight: 100 }];
const key = { stateMachineName: "expense" } as const;

async function publishTwo(store: Store): Promise<void> {
  await write(store, create, publish(1));
  await write(store, publish(2, { description: "second" }));
}

export const versionsContract: Contract = {
  "publishes versions with the next number only": async (store) => {
    assert.equal(await outcomeOf(store, publish(1)), "refused");
    await publishTwo(store);
    assert.equal(await outcomeOf(store, publish(2)), "refused");
    assert.equal(await outcomeOf(store, publish(4)), "refused");
    assert.deepEqual(await store.findVersion("expense", 1), version(1));
    assert.deepEqual(await store.findVersion("expense", 2), version(2, { description: "second" }));
    assert.equal(await store.findVersion("expense", 3), undefined);
    assert.equal(await store.findVersion("other", 1), undefined);
    assert.equal((await store.findStateMachine("expense"))?.lastVersion, 2);
  },

  "publishes the current revision of an active machine only": async (store) => {
    await write(store, create);
    const other = publish(1, { revisionId: sampleId(901) });
    assert.equal(await outcomeOf(store, other), "refused");
    const revise = {
      kind: "reviseStateMachine",
      name: "expense",
      expectedRevision: sampleId(900),
      revision: sampleRevision({ id: sampleId(901) }),
      settings: "{}",
      updatedAt: 3_000,
    } as const;
    await write(store, revise, other);
    assert.equal((await store.findVersionOfRevision("expense", sampleId(901)))?.number, 1);
    assert.equal(await store.findVersionOfRevision("expense", sampleId(900)), undefined);
    await write(store, { kind: "beginDeletion", name: "expense" });
    assert.equal(await outcomeOf(store, publish(2, { revisionId: sampleId(901) })), "refused");
  },

  "uses no number of a version twice": async (store) => {
    await publishTwo(store);
    await write(store, { kind: "deleteVersion", ...key, number: 2 });
    assert.equal(await outcomeOf(store, publish(2)), "refused");
    await write(store, publish(3));
    assert.equal((await store.findVersionOfRevision("expense", sampleId(900)))?.number, 3);
  },

  "lists versions newest first, page by page, and counts them": async (store) => {
    await write(store, create);
    for (let number = 1; number <= 12; number++) await write(store, publish(number));
    const list = await readPages(
      (page) => store.listVersions("expense", page),
      ({ number }) => String(number),
      5,
    );
    assert.deepEqual(
      list.map(({ number }) => number),
      [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
    );
    assert.equal(await store.countVersions("expense"), 12);
    assert.equal(await store.countVersions("other"), 0);
  },

  "deletes a version that is there and that no alias leads to": async (store) => {
    const remove = (number: number) => outcomeOf(store, { kind: "deleteVersion", ...key, number });
    await publishTwo(store);
    await write(store, publish(3));
    const routes = [
      { version: 1, weight: 90 },
      { version: 2, weight: 10 },
    ] as const;
    await write(store, { kind: "createAlias", alias: alias("PROD", routes) });
    assert.equal(await remove(1), "refused");
    assert.equal(await remove(2), "refused");
    assert.equal(await remove(3), "committed");
    assert.equal(await remove(3), "refused");
    await write(store, { kind: "deleteAlias", ...key, name: "PROD" });
    assert.equal(await remove(1), "committed");
  },

  "holds a version that is there": async (store) => {
    await publishTwo(store);
    await write(store, { kind: "holdVersion", ...key, number: 2 });
    const missing = { kind: "holdVersion", ...key, number: 3 } as const;
    const unit = { kind: "createAlias", alias: alias("PROD", whole(3)) } as const;
    assert.equal(await outcomeOf(store, missing, unit), "refused");
    assert.equal(await store.findAlias("expense", "PROD"), undefined);
    assert.deepEqual(await store.findVersion("expense", 2), version(2, { description: "second" }));
  },

  "finds an alias as it was created, once": async (store) => {
    const one = alias("PROD", whole(1), "live");
    const two = alias("split", [
      { version: 1, weight: 0 },
      { version: 2, weight: 100 },
    ]);
    await write(store, { kind: "createAlias", alias: one });
    await write(store, { kind: "createAlias", alias: two });
    assert.equal(await outcomeOf(store, { kind: "createAlias", alias: one }), "refused");
    assert.deepEqual(await store.findAlias("expense", "PROD"), one);
    assert.deepEqual(await store.findAlias("expense", "split"), two);
    assert.equal(await store.findAlias("expense", "prod"), undefined);
    assert.equal(await store.countAliases("expense"), 2);
  },

  "updates of an alias what is given": async (store) => {
    const update = { kind: "updateAlias", ...key, name: "PROD" } as const;
    assert.equal(await outcomeOf(store, { ...update, updatedAt: 4_000 }), "refused");
    const before = alias("PROD", whole(1), "live");
    await write(store, { kind: "createAlias", alias: before });
    await write(store, { ...update, routes: whole(2), updatedAt: 4_000 });
    const routed = { ...before, routes: whole(2), updatedAt: 4_000 };
    assert.deepEqual(await store.findAlias("expense", "PROD"), routed);
    await write(store, { ...update, description: "", updatedAt: 5_000 });
    const described = { ...routed, description: "", updatedAt: 5_000 };
    assert.deepEqual(await store.findAlias("expense", "PROD"), described);
  },

  "deletes an alias that is there": async (store) => {
    const remove = { kind: "deleteAlias", ...key, name: "PROD" } as const;
    assert.equal(await outcomeOf(store, remove), "refused");
    await write(store, { kind: "createAlias", alias: alias("PROD", whole(1)) });
    await write(store, remove);
    assert.equal(await store.findAlias("expense", "PROD"), undefined);
  },

  "lists aliases by name, all or those that lead to a version": async (store) => {
    const routes = [
      { version: 2, weight: 50 },
      { version: 1, weight: 50 },
    ] as const;
    await write(store, { kind: "createAlias", alias: alias("c", whole(1)) });
    await write(store, { kind: "createAlias", alias: alias("a", routes) });
    await write(store, { kind: "createAlias", alias: alias("b", whole(2)) });
    const names = async (filter: { readonly version?: number }) => {
      const list = await readPages(
        (page) => store.listAliases({ ...key, ...filter }, page),
        ({ name }) => name,
        2,
      );
      return list.map(({ name }) => name);
    };
    assert.deepEqual(await names({}), ["a", "b", "c"]);
    assert.deepEqual(await names({ version: 1 }), ["a", "c"]);
    assert.deepEqual(await names({ version: 3 }), []);
  },

  "deletes versions and aliases with their machine, and counts from 1 again": async (store) => {
    await publishTwo(store);
    await write(store, { kind: "createAlias", alias: alias("PROD", whole(1)) });
    await write(store, { kind: "beginDeletion", name: "expense" });
    await write(store, { kind: "deleteStateMachine", name: "expense" });
    assert.equal(await store.countVersions("expense"), 0);
    assert.equal(await store.countAliases("expense"), 0);
    await write(store, create, publish(1));
  },
};
