import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createPacker, createUnpacker } from "./packed-units.ts";

const value = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.constant(null));
const statement = fc
  .tuple(fc.constantFrom("a", "b", "c", "d"), fc.array(value))
  .map(([sql, params]) => ({ sql, params }));
const unit = fc
  .tuple(fc.array(statement, { maxLength: 3 }), fc.array(statement, { maxLength: 5 }))
  .map(([guards, statements]) => ({ guards, statements }));

test("groups of units come out as they went in, one after the other", () => {
  fc.assert(
    fc.property(fc.array(fc.array(unit)), (groups) => {
      const pack = createPacker();
      const unpack = createUnpacker();
      for (const group of groups) {
        assert.deepEqual([...unpack(structuredClone(pack(group)))], group);
      }
    }),
  );
});

test("the text of a statement goes along once", () => {
  const pack = createPacker();
  const group = [{ guards: [], statements: [{ sql: "delete from t", params: [] }] }];
  assert.deepEqual(pack(group).texts, ["delete from t"]);
  assert.deepEqual(pack(group).texts, []);
});
