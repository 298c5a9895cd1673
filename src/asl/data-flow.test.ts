import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json } from "../base/json.ts";
import { randomFrom } from "../base/random.ts";
import {
  applyInputPath,
  applyOutputPath,
  applyResultPath,
  evaluateExpression,
  evaluateTemplate,
} from "./data-flow.ts";

function scopeOf(input: Json) {
  return { input, context: { Task: { Token: "t" } }, random: randomFrom("") };
}

describe("applyInputPath() and applyOutputPath()", () => {
  it("take the whole by default and an empty object for null", () => {
    for (const apply of [applyInputPath, applyOutputPath]) {
      assert.deepEqual(apply(undefined, scopeOf([1])), [1]);
      assert.deepEqual(apply("$", scopeOf([1])), [1]);
      assert.deepEqual(apply(null, scopeOf([1])), {});
      assert.deepEqual(apply("$.a", scopeOf({ a: 1 })), 1);
      assert.deepEqual(apply("$$.Task", scopeOf({})), { Token: "t" });
    }
  });

  it("fail as AWS does", () => {
    assert.throws(() => applyInputPath("$.NoSuchInputPath", scopeOf({})), {
      error: "States.Runtime",
      message: "Invalid path '$.NoSuchInputPath' : No results for path: $['NoSuchInputPath']",
    });
  });
});

describe("evaluateTemplate()", () => {
  it("evaluates keys that end in .$ at any depth, and nothing else", () => {
    const template = {
      "whole.$": "$",
      literal: "$.a",
      inner: { "token.$": "$$.Task.Token", list: [{ "a.$": "$.a" }, "$.a"] },
      "text.$": "States.Format('{}!', $.a)",
    };
    assert.deepEqual(evaluateTemplate(template, scopeOf({ a: 1 })), {
      whole: { a: 1 },
      literal: "$.a",
      inner: { token: "t", list: [{ a: 1 }, "$.a"] },
      text: "1!",
    });
  });

  it("fails on a definite path without value, naming field and input", () => {
    assert.throws(() => evaluateTemplate({ "value.$": "$.x" }, scopeOf({ "int-literal": 0 })), {
      error: "States.Runtime",
      message:
        "The JSONPath '$.x' specified for the field 'value.$' could not be found in the input " +
        `'{"int-literal":0}'`,
    });
  });

  it("makes an ordinary key of __proto__", () => {
    const template = JSON.parse('{"__proto__.$": "$.a", "b": {"__proto__": 1}}');
    const result = evaluateTemplate(template, scopeOf({ a: { x: 1 } }));
    assert.equal(JSON.stringify(result), '{"__proto__":{"x":1},"b":{"__proto__":1}}');
  });
});

describe("evaluateExpression()", () => {
  it("evaluates a path or a call", () => {
    assert.equal(evaluateExpression("$.a", scopeOf({ a: "E" }), "ErrorPath"), "E");
    assert.equal(
      evaluateExpression("States.Format('{}-1', $.a)", scopeOf({ a: "E" }), "ErrorPath"),
      "E-1",
    );
  });

  it("fails as AWS does", () => {
    assert.throws(() => evaluateExpression("$.ErrorX", scopeOf({ Error: "v" }), "ErrorPath"), {
      error: "States.Runtime",
      message:
        "The JSONPath '$.ErrorX' specified for the field 'ErrorPath' could not be found in the " +
        `input '{"Error":"v"}'`,
    });
  });
});

describe("applyResultPath()", () => {
  const cases: [string | null | undefined, Json, Json][] = [
    [undefined, { a: 1 }, "R"],
    ["$", { a: 1 }, "R"],
    [null, { a: 1 }, { a: 1 }],
    ["$.r", { a: 1 }, { a: 1, r: "R" }],
    ["$.a", { a: 1 }, { a: "R" }],
    ["$.x.y.z", { a: 1 }, { a: 1, x: { y: { z: "R" } } }],
    ["$['x y']", {}, { "x y": "R" }],
    ["$.list[1]", { list: [1, 2, 3] }, { list: [1, "R", 3] }],
    ["$.list[0].deep", { list: [{}] }, { list: [{ deep: "R" }] }],
    ["$[0]", ["a"], ["R"]],
  ];
  for (const [path, input, expected] of cases) {
    it(`puts the result at ${path}`, () => {
      const before = JSON.stringify(input);
      assert.deepEqual(applyResultPath(path, input, "R"), expected);
      assert.equal(JSON.stringify(input), before, "the input stays as it was");
    });
  }

  for (const [path, input] of [
    ["$.r", "text"],
    ["$.r", [1]],
    ["$.a.b", { a: 1 }],
    ["$.a.b", { a: null }],
    ["$.list[3]", { list: [1] }],
    ["$.list[0]", {}],
  ] as [string, Json][]) {
    it(`cannot put it at ${path} of ${JSON.stringify(input)}`, () => {
      assert.throws(() => applyResultPath(path, input, 1), {
        error: "States.ResultPathMatchFailure",
      });
    });
  }

  it("makes an ordinary key of __proto__", () => {
    const merged = applyResultPath("$.__proto__.x", {}, 1);
    assert.equal(JSON.stringify(merged), '{"__proto__":{"x":1}}');
    assert.equal(({} as Record<string, unknown>)["x"], undefined);
  });
});
