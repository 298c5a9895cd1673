import assert from "node:assert/strict";
import { defined } from "../../base/assert.ts";
import type { Change } from "../change.ts";
import type { MapItemStatus, MapRunRecord } from "../map-run-records.ts";
import type { Store } from "../store.ts";
import { createExecution, sampleExecution, sampleId } from "./samples.ts";
import { type Contract, outcomeOf, readPages, write } from "./suite.ts";

const RUN = "0f1e2d3c-0000-4000-8000-000000000001";
const OTHER = "0f1e2d3c-0000-4000-8000-000000000002";
const NONE = { executions: 0, items: 0 };

export function sampleMapRun(changes: Partial<MapRunRecord> = {}): MapRunRecord {
  return {
    id: RUN,
    executionId: sampleId(1),
    line: 3,
    stateMachineName: "expense",
    stateName: "Each",
    label: "Lines",
    startedEventId: 4,
    startedAt: 1_000,
    stoppedAt: null,
    status: "RUNNING",
    phase: "reading",
    version: 1,
    dueAt: 1_000,
    maxConcurrency: 5,
    toleratedFailureCount: null,
    toleratedFailurePercentage: 12.5,
    redriveCount: 0,
    redrivenAt: null,
    counts: {
      total: NONE,
      succeeded: NONE,
      failed: NONE,
      timedOut: NONE,
      aborted: NONE,
      written: NONE,
    },
    failure: null,
    request: '{"source":{"kind":"items","items":[1]}}',
    ...changes,
  };
}

function createMapRun(changes: Partial<MapRunRecord> = {}): Change {
  return { kind: "createMapRun", mapRun: sampleMapRun(changes) };
}

function advance(changes: Partial<MapRunRecord>, isLeased = false): Change {
  return { kind: "advanceMapRun", mapRun: sampleMapRun(changes), isLeased };
}

/** A Map Run with as many items, each of two. */
async function withItems(store: Store, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, item) => ({ item, size: 2, input: `${item}` }));
  await write(store, createMapRun(), { kind: "addMapItems", mapRun: RUN, items });
}

function startItem(item: number, executionId = childId(item)): Change {
  return { kind: "startMapItem", mapRun: RUN, item, executionId };
}

function settleItem(item: number, status: MapItemStatus): Change {
  return { kind: "settleMapItem", executionId: childId(item), status, at: 2_000 };
}

function childId(item: number): string {
  return sampleId(100 + item);
}

async function claimed(store: Store, at: number): Promise<readonly string[]> {
  const mapRuns = await store.claimMapRuns({ at, leaseUntil: at + 100, limit: 10 });
  return mapRuns.map(({ id }) => id);
}

async function pendingItems(store: Store): Promise<readonly number[]> {
  return (await store.listPendingMapItems(RUN, 100)).map(({ item }) => item);
}

export const mapRunsContract: Contract = {
  "finds a Map Run as it was created": async (store) => {
    await write(store, createMapRun());
    assert.deepEqual(await store.findMapRun(RUN), sampleMapRun());
    assert.equal(await store.findMapRun(OTHER), undefined);
  },

  "lists the Map Runs of an execution, newest first, page by page": async (store) => {
    for (const [index, startedEventId] of [9, 4, 11, 30].entries()) {
      await write(store, createMapRun({ id: `run-${index}`, startedEventId }));
    }
    await write(store, createMapRun({ id: "elsewhere", executionId: sampleId(2) }));
    const rows = await readPages(
      (page) => store.listMapRuns(sampleId(1), page),
      (row) => String(row.startedEventId),
      3,
    );
    assert.deepEqual(
      rows.map(({ startedEventId }) => startedEventId),
      [30, 11, 9, 4],
    );
  },

  "changes a Map Run whose version is the expected one": async (store) => {
    await write(store, createMapRun());
    const failure = { error: "States.ItemReaderFailed", cause: "no such key" };
    const patch = { status: "FAILED", phase: "over", stoppedAt: 5_000, dueAt: null } as const;
    await write(store, advance({ ...patch, failure }));
    assert.deepEqual(await store.findMapRun(RUN), sampleMapRun({ ...patch, failure, version: 2 }));
    assert.equal(await outcomeOf(store, advance({ phase: "running" })), "refused");
  },

  "keeps of a request what is still needed": async (store) => {
    await write(store, createMapRun(), { kind: "trimMapRun", mapRun: RUN, request: "{}" });
    assert.deepEqual(await store.findMapRun(RUN), sampleMapRun({ request: "{}" }));
  },

  "claims a Map Run that is due, and again at the end of the lease": async (store) => {
    await write(store, createMapRun());
    assert.equal(await store.nextMapRunAt(), 1_000);
    assert.deepEqual(await claimed(store, 999), []);
    assert.deepEqual(await claimed(store, 1_000), [RUN]);
    assert.deepEqual(await claimed(store, 1_099), []);
    assert.deepEqual(await claimed(store, 1_100), [RUN]);
    await write(store, advance({ phase: "over", dueAt: null }));
    assert.equal(await store.nextMapRunAt(), undefined);
    assert.deepEqual(await claimed(store, 9_000), []);
  },

  "claims a Map Run that rests as soon as one of its child executions is over": async (store) => {
    await withItems(store, 2);
    await write(store, startItem(0), advance({ dueAt: 60_000 }));
    assert.deepEqual(await claimed(store, 2_000), []);
    await write(store, settleItem(0, "FAILED"));
    assert.deepEqual(await claimed(store, 2_000), [RUN]);
    // Whoever has it will look at the news before giving it back.
    assert.deepEqual(await claimed(store, 2_050), []);
  },

  "updates the limits of a Map Run that is running, and has it looked at": async (store) => {
    await write(store, createMapRun({ dueAt: 60_000 }));
    const update = { kind: "updateMapRun", id: RUN, at: 3_000 } as const;
    await write(store, { ...update, maxConcurrency: 0, toleratedFailureCount: 7 });
    const { version, dueAt, ...limits } = defined(await store.findMapRun(RUN), "the Map Run");
    assert.equal(version, 2);
    assert.equal(dueAt, 3_000);
    assert.equal(limits.maxConcurrency, 0);
    assert.equal(limits.toleratedFailureCount, 7);
    assert.equal(limits.toleratedFailurePercentage, 12.5);
    await write(store, advance({ status: "FAILED", phase: "over", dueAt: null, version: 2 }));
    assert.equal(await outcomeOf(store, { ...update, maxConcurrency: 1 }), "refused");
  },

  "aborts a Map Run once, and not one that is over": async (store) => {
    await write(store, createMapRun({ dueAt: 60_000 }));
    const abort: Change = { kind: "abortMapRun", id: RUN, at: 3_000 };
    await write(store, abort);
    const aborted = await store.findMapRun(RUN);
    assert.equal(aborted?.status, "ABORTED");
    assert.equal(aborted?.phase, "stopping");
    assert.equal(aborted?.dueAt, 3_000);
    await write(store, abort);
    assert.equal((await store.findMapRun(RUN))?.version, 2);
    await write(store, createMapRun({ id: OTHER, status: "SUCCEEDED", phase: "over" }));
    await write(store, { ...abort, id: OTHER });
    assert.equal((await store.findMapRun(OTHER))?.status, "SUCCEEDED");
  },

  "takes a Map Run that is over up again": async (store) => {
    const failure = { error: "E", cause: "C" };
    const over = { status: "FAILED", phase: "over", stoppedAt: 5_000, failure } as const;
    await write(store, createMapRun({ ...over, dueAt: null }));
    await write(store, { kind: "redriveMapRun", id: RUN, at: 7_000 });
    const expected = { phase: "redriving", version: 2, dueAt: 7_000, redrivenAt: 7_000 } as const;
    assert.deepEqual(await store.findMapRun(RUN), sampleMapRun({ ...expected, redriveCount: 1 }));
  },
};

export const mapItemsContract: Contract = {
  "starts an item once, for one execution": async (store) => {
    await withItems(store, 2);
    assert.deepEqual(await pendingItems(store), [0, 1]);
    await write(store, startItem(0));
    assert.equal(await outcomeOf(store, startItem(0, sampleId(300))), "refused");
    assert.deepEqual(await pendingItems(store), [1]);
    assert.deepEqual(await store.listRunningMapItems(RUN, 10), [childId(0)]);
  },

  "refuses the start of an execution together with that of its item": async (store) => {
    await withItems(store, 1);
    await write(store, startItem(0));
    const child = sampleExecution({ id: sampleId(2), name: "second" });
    const outcome = await outcomeOf(store, createExecution(2, child), startItem(0, sampleId(2)));
    assert.equal(outcome, "refused");
    assert.equal(await store.findExecution(sampleId(2)), undefined);
  },

  "starts and settles an item in one unit": async (store) => {
    await withItems(store, 1);
    await write(store, startItem(0), settleItem(0, "SUCCEEDED"));
    assert.deepEqual(await store.listMapItemNews(RUN, 10), [
      { item: 0, size: 2, status: "SUCCEEDED" },
    ]);
  },

  "counts what has ended once": async (store) => {
    await withItems(store, 4);
    await write(store, startItem(0), startItem(1), startItem(2), startItem(3));
    await write(store, settleItem(0, "SUCCEEDED"), settleItem(2, "FAILED"));
    const open = await store.countOpenMapItems(RUN);
    assert.deepEqual(
      [...open].sort((left, right) => left.status.localeCompare(right.status)),
      [
        { status: "FAILED", executions: 1, items: 2 },
        { status: "RUNNING", executions: 2, items: 4 },
        { status: "SUCCEEDED", executions: 1, items: 2 },
      ],
    );
    await write(store, { kind: "countMapItems", mapRun: RUN, first: 0, last: 0 });
    assert.deepEqual(await store.listMapItemNews(RUN, 10), [
      { item: 2, size: 2, status: "FAILED" },
    ]);
    // Nothing that is said of it a second time is news.
    await write(store, settleItem(0, "FAILED"));
    assert.equal((await store.listMapItemNews(RUN, 10)).length, 1);
  },

  "holds what has not begun, and releases it with what has failed": async (store) => {
    await withItems(store, 4);
    await write(store, startItem(0), startItem(1), startItem(2));
    await write(store, settleItem(0, "SUCCEEDED"), settleItem(1, "TIMED_OUT"));
    await write(store, { kind: "holdMapItems", mapRun: RUN });
    assert.deepEqual(await pendingItems(store), []);
    assert.equal(await outcomeOf(store, startItem(3)), "refused");
    await write(store, settleItem(2, "ABORTED"));
    await write(store, { kind: "releaseMapItems", mapRun: RUN });
    assert.deepEqual(await pendingItems(store), [1, 2, 3]);
    const [again] = await store.listPendingMapItems(RUN, 1);
    assert.equal(again?.executionId, childId(1));
    assert.deepEqual(await store.listMapItemNews(RUN, 10), [
      { item: 0, size: 2, status: "SUCCEEDED" },
    ]);
  },

  "forgets items that are to be read again": async (store) => {
    await withItems(store, 2);
    const items = [{ item: 0, size: 1, input: "{}" }];
    await write(store, { kind: "clearMapItems", mapRun: RUN });
    await write(store, { kind: "addMapItems", mapRun: RUN, items });
    assert.deepEqual(await store.listPendingMapItems(RUN, 10), [
      { mapRun: RUN, item: 0, size: 1, status: "PENDING", executionId: null, input: "{}" },
    ]);
  },

  "lists results in the order of the items, with the executions that there were": async (store) => {
    await withItems(store, 3);
    const child = sampleExecution({
      id: childId(1),
      name: "child",
      input: '{"n":1}',
      status: "SUCCEEDED",
      stoppedAt: 2_000,
      output: "1",
      mapRun: RUN,
    });
    const succeeded = { status: "SUCCEEDED", lastEventId: 4, lastTask: 0, lastTimer: 0 } as const;
    await write(store, createExecution(101, child, succeeded), startItem(1));
    await write(store, settleItem(1, "SUCCEEDED"));
    const results = await readPages(
      (page) => store.listMapResults(RUN, page),
      ({ item }) => String(item),
      2,
    );
    assert.deepEqual(
      results.map(({ item, status, input, execution }) => [item, status, input, execution?.name]),
      [
        [0, "PENDING", "0", undefined],
        [1, "SUCCEEDED", '{"n":1}', "child"],
        [2, "PENDING", "2", undefined],
      ],
    );
    assert.equal(results[1]?.execution?.output, "1");
    assert.deepEqual(await store.listMapItemSizes([childId(1), childId(2)]), [
      { executionId: childId(1), size: 2 },
    ]);
    const listed = await store.listExecutions({ mapRun: RUN }, { limit: 10 });
    assert.deepEqual(
      listed.map(({ id }) => id),
      [childId(1)],
    );
    assert.deepEqual(await store.listExecutions({ isChild: true }, { limit: 10 }), listed);
    assert.deepEqual(await store.listExecutions({ isChild: false }, { limit: 10 }), []);
  },
};
