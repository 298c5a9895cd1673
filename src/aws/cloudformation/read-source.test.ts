import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { cpuMs, MOMENT_MS } from "../../../test/support/cpu-time.ts";
import { readSource } from "./read-source.ts";

describe("readSource()", () => {
  test("turns short tags into their long form", () => {
    const { value } = readSource(
      "a: !Ref X\nb: !GetAtt T.Arn\nc: !GetAtt T.A.B\nd: !Sub ['${x}', {x: !Ref Y}]\ne: !Join\n  - ''\n  - [a, !Ref Z]\n",
    );
    assert.deepEqual(value, {
      a: { Ref: "X" },
      b: { "Fn::GetAtt": ["T", "Arn"] },
      c: { "Fn::GetAtt": ["T", "A.B"] },
      d: { "Fn::Sub": ["${x}", { x: { Ref: "Y" } }] },
      e: { "Fn::Join": ["", ["a", { Ref: "Z" }]] },
    });
  });

  test("reads JSON, also when tabs indent it", () => {
    const { value, problems } = readSource('{\n\t"a": {\n\t\t"b": [1, true, null, "x"]\n\t}\n}');
    assert.deepEqual(value, { a: { b: [1, true, null, "x"] } });
    assert.deepEqual(problems, []);
  });

  test("knows the line of a value, or of the nearest one around it", () => {
    const { lineOf } = readSource("A: 1\nB:\n  C: !Sub x\n  D:\n    - 1\n    - 2\n");
    assert.equal(lineOf(["A"]), 1);
    assert.equal(lineOf(["B", "C"]), 3);
    assert.equal(lineOf(["B", "C", "Fn::Sub"]), 3);
    assert.equal(lineOf(["B", "D", 1]), 6);
    assert.equal(lineOf(["B", "D", 7, "x"]), 4);
  });

  test("names repeated keys with their place", () => {
    const { value, problems } = readSource("a: 1\nb: 2\na: 3\n");
    assert.equal(value, undefined);
    assert.deepEqual(problems, [{ message: 'The key "a" is repeated', line: 3, column: 1 }]);
  });

  test("refuses a second document, which would be passed over", () => {
    const { value, problems } = readSource("---\na: 1\n---\nb: 2\n");
    assert.equal(value, undefined);
    assert.deepEqual(problems, [
      { message: "There is a second document in the text", line: 3, column: 1 },
    ]);
    assert.deepEqual(readSource("---\na: 1\n").value, { a: 1 });
  });

  test("keeps dates, version numbers and keys like __proto__ as they are", () => {
    const { value } = readSource("Version: 2012-10-17\n__proto__: {x: 1}\n200: ok\n");
    assert.equal(JSON.stringify(value), '{"200":"ok","Version":"2012-10-17","__proto__":{"x":1}}');
  });

  test("refuses aliases without an anchor, endless ones and those that grow without bound", () => {
    assert.match(readSource("a: *nowhere\n").problems[0]?.message ?? "", /no anchor/);
    assert.match(readSource("a: &a\n  b: *a\n").problems[0]?.message ?? "", /inside of what/);
    assert.equal(readSource("&a [*a, *a, *a]").problems.length, 3);
    const levels = Array.from({ length: 9 }, (_, level) => {
      const items = Array.from({ length: 9 }, () => (level === 0 ? "x" : `*l${level - 1}`));
      return `l${level}: &l${level} [${items.join(", ")}]\n`;
    });
    const { problems, value } = readSource(levels.join(""));
    assert.deepEqual([problems.length, value], [1, undefined]);
    assert.match(problems[0]?.message ?? "", /too many values/);
  });

  test("repeats what an alias stands for", () => {
    const { value } = readSource("a: &x {k: 1}\nb: *x\nc: &x [2]\nd: *x\n");
    assert.deepEqual(value, { a: { k: 1 }, b: { k: 1 }, c: [2], d: [2] });
  });

  test("knows lines and columns of keys and items", () => {
    const { placeOf } = readSource("A: 1\nB:\n  C: !Sub x\n  D:\n    - 1\n    - 2\n");
    assert.deepEqual(placeOf(["B", "C"]), { line: 3, column: 3 });
    assert.deepEqual(placeOf(["B", "D", 1]), { line: 6, column: 7 });
    assert.deepEqual(placeOf([]), { line: 1, column: 1 });
  });

  test("does not stall over hostile texts", () => {
    const texts = [
      `{${Array.from({ length: 50_000 }, (_, index) => `"k${index}": 1`).join(",")}}`,
      `a: &a 1\nb: [${"*a,".repeat(50_000)}]`,
      "[".repeat(100_000),
      "- ".repeat(100_000),
    ];
    for (const text of texts) {
      const startedMs = cpuMs();
      assert.ok(readSource(text).problems.length <= 20);
      assert.ok(cpuMs() - startedMs < MOMENT_MS, text.slice(0, 20));
    }
  });

  test("reads every JSON value as JSON does, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const text = JSON.stringify(json, null, 2);
        const { value, problems } = readSource(text);
        if (problems.length === 0) assert.deepEqual(value, JSON.parse(text));
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        readSource(text);
      }),
      { numRuns: 200 },
    );
  });
});
