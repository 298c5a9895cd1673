import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { checkOrphanedLeases, checkOwnLeases } from "./contract/leases.ts";
import { putTask, putTimer, sampleDelivery, sampleId } from "./contract/samples.ts";
import { openStore } from "./open-store.ts";

it("an embedded store that is opened again hands out at once what its dead owner had claimed", async (t) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "countersign-leases-"));
  t.after(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const claim = { at: 10_000, leaseUntil: 99_000, limit: 10 };
  const before = await openStore({ dataDirectory });
  await before.commit([
    [
      putTask(),
      putTimer(sampleId(1), 1, 5_000),
      { kind: "createDelivery", delivery: sampleDelivery() },
    ],
  ]);
  await before.claimTasks(claim);
  await before.claimTimers(claim);
  await before.claimDeliveries(claim);
  assert.deepEqual(await before.claimDeliveries(claim), []);
  await before.close();

  const after = await openStore({ dataDirectory });
  assert.equal((await after.claimTasks(claim)).length, 1);
  assert.equal((await after.claimTimers(claim)).length, 1);
  assert.equal((await after.claimDeliveries(claim)).length, 1);
  await after.close();
});

it("the leases of a node that is gone end, and those of others do not", async (t) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "countersign-leases-"));
  t.after(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const store = await openStore({ dataDirectory, nodeId: "n-1" });
  await checkOrphanedLeases(store, store);
  await store.close();
});

it("a node finds what it holds itself, and can end it", async (t) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "countersign-leases-"));
  t.after(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const store = await openStore({ dataDirectory, nodeId: "n-1" });
  await checkOwnLeases(store);
  await store.close();
});
