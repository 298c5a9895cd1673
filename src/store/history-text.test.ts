import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "../base/json.ts";
import type { HistoryEvent } from "../execution/history-event.ts";
import { decodeHistory, encodeHistory } from "./history-text.ts";

const INPUT = `{"report": "${"r".repeat(60)}"}`;

function events(...details: readonly JsonObject[]): HistoryEvent[] {
  return details.map((each, index) => ({
    id: index + 4,
    previousEventId: index + 3,
    type: "PassStateEntered",
    at: 1_000 + Math.floor(index / 2) * 7,
    details: each,
  }));
}

function roundTrip(of: readonly HistoryEvent[], input: string | null = null): HistoryEvent[] {
  return decodeHistory({ firstEventId: of[0]?.id ?? 1, input }, encodeHistory(of, input));
}

test("any history comes back exactly", () => {
  const word = fc.string({
    unit: fc.constantFrom('"', "\\", "@", "@i", "0", "é", "\n", "x".repeat(20)),
    maxLength: 30,
  });
  const text = fc.oneof(word, fc.constantFrom(INPUT, "@", "@@", "@0", "@i"));
  const details = fc.dictionary(
    fc.oneof(fc.string(), fc.constant("__proto__")),
    fc.oneof(
      text,
      fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
      fc.array(text),
    ),
  );
  const list = fc.array(
    fc.record({
      previousEventId: fc.nat(),
      type: fc.string(),
      at: fc.oneof(fc.nat(), fc.integer()),
      details: fc.oneof(
        details,
        details.map((it) => ({ it, again: it })),
      ),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(list, fc.constantFrom(null, INPUT, "{}"), (some, input) => {
      const history = some.map((event, index) => ({ id: index + 9, ...event }) as HistoryEvent);
      assert.equal(
        JSON.stringify(decodeHistory({ firstEventId: 9, input }, encodeHistory(history, input))),
        JSON.stringify(history),
      );
    }),
    { numRuns: 500 },
  );
});

test("a long payload that repeats is stored once", () => {
  const payload = JSON.stringify({ amount: 12, note: "n".repeat(1_000) });
  const history = events({ input: payload }, { output: payload }, { input: payload });
  const text = encodeHistory(history, null);
  assert.ok(text.length < payload.length + 200, `${text.length} characters`);
  assert.deepEqual(roundTrip(history), history);
});

test("the input of the execution is not stored again", () => {
  const history = events({ input: INPUT }, { input: INPUT, output: `${INPUT} ` });
  assert.ok(!encodeHistory(history, INPUT).includes('rrr"}"'));
  assert.deepEqual(roundTrip(history, INPUT), history);
});

test("each reference names its own text", () => {
  const [a, b] = ["a".repeat(100), "b".repeat(100)];
  const history = events({ a, b, c: b, d: a, e: "@0", f: "@@1", g: b });
  const stored = `{"a":"${a}","b":"${b}","c":"@1","d":"@0","e":"@@0","f":"@@@1","g":"@1"}`;
  assert.equal(encodeHistory(history, null), `[1000,["PassStateEntered",3,${stored}]]`);
  assert.deepEqual(roundTrip(history), history);
});

test("instants are stored as what has passed since the event before", () => {
  const history = events({}, {}, {}, {});
  assert.equal(
    encodeHistory(history, null),
    '[1000,["PassStateEntered",3,{}],["PassStateEntered",4,{}],["PassStateEntered",5,{},7],["PassStateEntered",6,{}]]',
  );
  assert.deepEqual(roundTrip(history), history);
});

test("short texts are left alone", () => {
  const history = events({ a: "PassStateEntered", b: "PassStateEntered" });
  assert.ok(!encodeHistory(history, "PassStateEntered").includes("@"));
});
