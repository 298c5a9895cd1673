import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Contract } from "./suite.ts";

const node = { id: "n-1", host: "web-1", pid: 17, version: "1.2.3", status: "serving" } as const;

export const nodesContract: Contract = {
  "keeps when a node came and when it was seen, by the database's clock": async (store) => {
    const first = await store.beat(node);
    assert.ok(Number.isSafeInteger(first));
    assert.ok(Math.abs(first - Date.now()) < 60_000);
    await delay(5);
    const second = await store.beat({ ...node, status: "draining" });
    assert.ok(second > first);
    assert.deepEqual(await store.listNodes(), [
      {
        ...node,
        status: "draining",
        startedAt: first,
        seenAt: second,
        tasks: 0,
        deliveries: 0,
        mapRuns: 0,
      },
    ]);
  },

  "removes a node that leaves and one that is silent": async (store) => {
    await store.beat(node);
    await store.beat({ ...node, id: "n-2" });
    await delay(1_500);
    await store.beat({ ...node, id: "n-3" });
    await store.removeNode("n-2");
    assert.deepEqual(await store.removeSilentNodes(1_000), ["n-1"]);
    assert.deepEqual(await store.removeSilentNodes(60_000), []);
    assert.deepEqual(
      (await store.listNodes()).map(({ id }) => id),
      ["n-3"],
    );
  },

  "has nothing to end where nobody holds a lease": async (store) => {
    await store.beat(node);
    await store.removeNode(node.id);
    assert.equal(await store.endOrphanedLeases(), undefined);
  },
};
