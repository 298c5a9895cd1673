import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeHistoryChunk, encodeHistoryChunk } from "./history-chunk.ts";

const text = (value: unknown) => JSON.stringify(value);

test("any JSON text comes back exactly", () => {
  const word = fc.string({
    unit: fc.constantFrom('"', "\\", "@", "0", "é", "\n", "x"),
    maxLength: 80,
  });
  const document = fc.oneof(fc.array(word), fc.jsonValue(), fc.array(fc.jsonValue()));
  const repeated = document.map((value) => [
    value,
    { again: value, text: text(value) },
    text(value),
  ]);
  fc.assert(
    fc.property(fc.oneof(document, repeated), fc.constantFrom(undefined, 2), (value, indent) => {
      const events = JSON.stringify(value, null, indent);
      assert.equal(decodeHistoryChunk(encodeHistoryChunk(events)), events);
    }),
    { numRuns: 500 },
  );
});

test("a long payload that repeats is stored once", () => {
  const payload = text({ amount: 12, note: "n".repeat(1_000) });
  const events = text([{ input: payload }, { output: payload }, { input: payload }]);
  const encoded = encodeHistoryChunk(events);
  assert.ok(encoded.length < payload.length + 200, `${encoded.length} characters`);
  assert.equal(decodeHistoryChunk(encoded), events);
});

test("each reference names its own literal", () => {
  const [a, b] = ["a".repeat(100), "b".repeat(100)];
  const events = text([a, b, b, a, "@0", "@1", b]);
  assert.equal(encodeHistoryChunk(events), `["${a}","${b}",@1,@0,"@0","@1",@1]`);
  assert.equal(decodeHistoryChunk(encodeHistoryChunk(events)), events);
});

test("short literals are left alone", () => {
  const events = text(["PassStateEntered", "PassStateEntered", "@0"]);
  assert.equal(encodeHistoryChunk(events), events);
});

test("a payload of megabytes does not exhaust the stack", () => {
  const payload = '\\"'.repeat(1_000_000);
  const events = text([payload, payload]);
  const encoded = encodeHistoryChunk(events);
  assert.ok(encoded.length < events.length * 0.51);
  assert.equal(decodeHistoryChunk(encoded), events);
});
