import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import type { Store } from "../store.ts";
import { createExecution, sampleChunk, sampleId } from "./samples.ts";
import { type Contract, write } from "./suite.ts";

type Range = Parameters<Store["readHistory"]>[1];

/** Events 1–3, 4, 5–9, 10–12. */
async function appendSample(store: Store): Promise<void> {
  await write(store, append(1, 3));
  await write(store, append(4, 4), append(5, 9));
  await write(store, append(10, 12));
}

function append(firstEventId: number, lastEventId: number): Change {
  return { kind: "appendHistory", chunk: sampleChunk(firstEventId, lastEventId) };
}

async function firstsOf(store: Store, range: Range): Promise<number[]> {
  const chunks = await store.readHistory(sampleId(1), range);
  return chunks.map(({ firstEventId }) => firstEventId);
}

export const historyContract: Contract = {
  "reads history as it was appended": async (store) => {
    const input = `{"long": "${"y".repeat(500)}"}`;
    const payload = JSON.stringify({ quote: 'a "b" \\', at: "@0", long: "x".repeat(500) });
    const details = [{ input }, { input, output: payload }, { input: payload, other: "@1" }];
    const sample = sampleChunk(1, 3);
    const events = sample.events.map((event, index) => ({
      ...event,
      details: details[index] ?? {},
    }));
    const chunk = { ...sample, events };
    await write(store, createExecution(1, { input }), { kind: "appendHistory", chunk, input });
    const read = await store.readHistory(sampleId(1), { isReverse: false, limit: 1_000 });
    assert.deepEqual(read, [chunk]);
  },

  "reads the history of one execution only": async (store) => {
    await appendSample(store);
    const chunk = { ...sampleChunk(1, 1), executionId: sampleId(2) };
    await write(store, { kind: "appendHistory", chunk });
    const range = { isReverse: false, limit: 1_000 };
    assert.deepEqual(await store.readHistory(sampleId(2), range), [chunk]);
    assert.deepEqual(await store.readHistory(sampleId(3), range), []);
    assert.deepEqual(await store.readHistory(sampleId(3), { ...range, isReverse: true }), []);
    assert.deepEqual(await firstsOf(store, range), [1, 4, 5, 10]);
  },

  "reads forwards, whole chunks from the one that holds the first event": async (store) => {
    await appendSample(store);
    const read = (fromEventId: number, limit: number) =>
      firstsOf(store, { fromEventId, limit, isReverse: false });
    assert.deepEqual(await firstsOf(store, { limit: 3, isReverse: false }), [1]);
    assert.deepEqual(await firstsOf(store, { limit: 4, isReverse: false }), [1, 4]);
    assert.deepEqual(await read(4, 1), [4]);
    assert.deepEqual(await read(3, 2), [1, 4]);
    assert.deepEqual(await read(7, 3), [5]);
    assert.deepEqual(await read(7, 4), [5, 10]);
    assert.deepEqual(await read(12, 1_000), [10]);
    assert.deepEqual(await read(13, 1_000), []);
  },

  "reads in reverse, from the last event or down from a given one": async (store) => {
    await appendSample(store);
    const read = (fromEventId: number, limit: number) =>
      firstsOf(store, { fromEventId, limit, isReverse: true });
    assert.deepEqual(await firstsOf(store, { limit: 1_000, isReverse: true }), [10, 5, 4, 1]);
    assert.deepEqual(await firstsOf(store, { limit: 3, isReverse: true }), [10]);
    assert.deepEqual(await firstsOf(store, { limit: 4, isReverse: true }), [10, 5]);
    assert.deepEqual(await read(9, 5), [5]);
    assert.deepEqual(await read(9, 6), [5, 4]);
    assert.deepEqual(await read(6, 3), [5, 4]);
    assert.deepEqual(await read(2, 1), [1]);
    assert.deepEqual(await read(0, 5), []);
  },
};
