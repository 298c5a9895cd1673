import assert from "node:assert/strict";
import type { Store } from "../store.ts";
import { sampleMapRun } from "./map-runs.ts";
import { putTask, sampleDelivery, sampleId } from "./samples.ts";
import { write } from "./suite.ts";

const CLAIM = { at: 10_000, leaseUntil: 99_000, limit: 10 };
const NODE = { host: "web-1", pid: 17, version: "1.2.3", status: "serving" } as const;

/**
 * The leases of a node that is gone end, and those of the others do not.
 * @param first Opened by the node `n-1`.
 * @param other Opened by the same or by another node.
 */
export async function checkOrphanedLeases(first: Store, other: Store): Promise<void> {
  await write(
    first,
    putTask(),
    { kind: "createDelivery", delivery: sampleDelivery() },
    { kind: "createMapRun", mapRun: sampleMapRun() },
  );
  await first.beat({ ...NODE, id: "n-1" });
  assert.equal((await first.claimTasks(CLAIM)).length, 1);
  assert.equal((await first.claimDeliveries(CLAIM)).length, 1);
  assert.equal((await first.claimMapRuns(CLAIM)).length, 1);
  const [listed] = await other.listNodes();
  const { id, tasks, deliveries, mapRuns } = listed ?? {};
  assert.deepEqual(
    { id, tasks, deliveries, mapRuns },
    {
      id: "n-1",
      tasks: 1,
      deliveries: 1,
      mapRuns: 1,
    },
  );

  assert.equal(await other.endOrphanedLeases(), undefined);
  assert.deepEqual(await other.claimTasks(CLAIM), []);
  await other.removeNode("n-1");
  assert.deepEqual(await other.endOrphanedLeases(), { tasks: 0, deliveries: 0, mapRuns: 0 });
  assert.equal(await other.endOrphanedLeases(), undefined);
  const [task] = await other.claimTasks(CLAIM);
  assert.equal(task?.executionId, sampleId(1));
  assert.equal((await other.claimDeliveries(CLAIM)).length, 1);
  assert.equal((await other.claimMapRuns(CLAIM)).length, 1);
}

/**
 * A node finds what it holds itself, and can end it where it has not changed.
 * @param store Opened by the node `n-1`.
 */
export async function checkOwnLeases(store: Store): Promise<void> {
  await write(
    store,
    putTask(),
    { kind: "createDelivery", delivery: sampleDelivery() },
    { kind: "createMapRun", mapRun: sampleMapRun() },
  );
  const claims = {
    tasks: () => store.claimTasks(CLAIM),
    deliveries: () => store.claimDeliveries(CLAIM),
    mapRuns: () => store.claimMapRuns(CLAIM),
  };
  for (const queue of ["tasks", "deliveries", "mapRuns"] as const) {
    assert.deepEqual(await store.listLeases(queue), [], queue);
    assert.equal((await claims[queue]()).length, 1);
    const [lease, ...others] = await store.listLeases(queue);
    assert.deepEqual(others, []);
    assert.equal(lease?.until, CLAIM.leaseUntil);
    await store.endLease(queue, { ...lease, until: 98_000 });
    assert.deepEqual(await claims[queue](), [], "another lease than that");
    await store.endLease(queue, lease);
    assert.deepEqual(await store.listLeases(queue), []);
    assert.equal((await claims[queue]()).length, 1);
  }
}
