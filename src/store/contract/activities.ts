import assert from "node:assert/strict";
import { type Contract, outcomeOf, readPages, write } from "./suite.ts";

const activity = { name: "review", createdAt: 1_000, tags: '{"team":"finance"}' };

export const activitiesContract: Contract = {
  "finds an activity as it was created, once": async (store) => {
    await write(store, { kind: "createActivity", activity });
    const again = { kind: "createActivity", activity: { ...activity, createdAt: 2_000 } } as const;
    assert.equal(await outcomeOf(store, again), "refused");
    assert.deepEqual(await store.findActivity("review"), activity);
    assert.equal(await store.findActivity("Review"), undefined);
  },

  "replaces tags only while they are those that were read": async (store) => {
    const tag = (replaces: string) =>
      outcomeOf(store, { kind: "tagActivity", name: "review", tags: "{}", replaces });
    assert.equal(await tag(activity.tags), "refused");
    await write(store, { kind: "createActivity", activity });
    assert.equal(await tag('{"team":"legal"}'), "refused");
    assert.equal(await tag(activity.tags), "committed");
    assert.deepEqual(await store.findActivity("review"), { ...activity, tags: "{}" });
  },

  "lists activities by name, page by page, until they are deleted": async (store) => {
    for (const name of ["c", "a", "b"]) {
      await write(store, { kind: "createActivity", activity: { ...activity, name } });
    }
    await write(store, { kind: "deleteActivity", name: "b" });
    const list = await readPages(
      (page) => store.listActivities(page),
      ({ name }) => name,
      1,
    );
    assert.deepEqual(
      list.map(({ name }) => name),
      ["a", "c"],
    );
  },
};
