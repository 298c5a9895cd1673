import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cpuMs, MOMENT_MS } from "../../test/support/cpu-time.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { randomFrom } from "../base/random.ts";
import { OPERATORS } from "./choice-rules/operators.ts";
import { matchesCondition } from "./choice-rules.ts";
import type { ChoiceCondition } from "./definition.ts";

function matches(condition: JsonObject, input: Json): boolean {
  const scope = { input, context: { State: { Name: "Check" } }, random: randomFrom("") };
  return matchesCondition(condition as ChoiceCondition, scope);
}

// What AWS answered: operator to [variable, operand, whether it matched].
const recorded = JSON.parse(
  readFileSync(new URL("choice-rules.recorded.json", import.meta.url), "utf8"),
) as Record<string, [Json, Json, boolean][]>;

describe("matchesCondition()", () => {
  for (const [operator, cases] of Object.entries(recorded)) {
    it(`answers as AWS did for ${operator}`, () => {
      for (const [variable, operand, expected] of cases) {
        const takesPath = operator.endsWith("Path");
        const condition = {
          Variable: "$.variable",
          [operator]: takesPath ? "$.operand" : operand,
        };
        assert.equal(
          matches(condition, { variable, operand }),
          expected,
          `${JSON.stringify(variable)} ${operator} ${JSON.stringify(operand)}`,
        );
      }
    });
  }

  const more: [string, Json, Json, boolean][] = [
    ["StringLessThan", "a", "b", true],
    ["StringLessThanEquals", "b", "a", false],
    ["StringGreaterThan", "a", "B", true],
    ["NumericEquals", 500, 500, true],
    ["NumericGreaterThan", 500, 500, false],
    ["NumericGreaterThan", 500.01, 500, true],
    ["NumericLessThan", "1", 2, false],
    ["NumericEquals", true, 1, false],
    ["BooleanEquals", false, false, true],
    ["BooleanEquals", "false", false, false],
    ["TimestampEquals", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", true],
    ["TimestampLessThan", "2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00.2Z", true],
    ["TimestampEquals", "not a time", "2026-01-01T00:00:00Z", false],
    ["StringMatches", "log-2026.txt", "log-*.txt", true],
    ["StringMatches", "log-*.txt", "log-\\*.txt", true],
    ["StringMatches", "log-1.txt", "log-\\*.txt", false],
    ["StringMatches", "a\\b", "a\\\\b", true],
    ["StringMatches", "", "*", true],
    ["StringMatches", "", "", true],
    ["StringMatches", "aXbXc", "*X*c", true],
    ["StringMatches", "ab", "ab*b", false],
    ["StringMatches", "aab", "*ab", true],
    ["StringMatches", "a.c", "a?c", false],
    ["StringMatches", 5, "*", false],
    ["IsNull", null, true, true],
    ["IsNull", 0, false, true],
    ["IsString", "2026-01-01T00:00:00Z", true, true],
    ["IsTimestamp", "2026-01-01T00:00:00Z", true, true],
    ["IsTimestamp", "2026-02-30T00:00:00Z", true, false],
  ];
  for (const [operator, variable, operand, expected] of more) {
    const sentence = `${JSON.stringify(variable)} ${operator} ${JSON.stringify(operand)}`;
    it(`says ${expected} to ${sentence}`, () => {
      assert.equal(matches({ Variable: "$.v", [operator]: operand }, { v: variable }), expected);
    });
  }

  it("combines conditions", () => {
    const isA = { Variable: "$.v", StringEquals: "a" };
    const isB = { Variable: "$.v", StringEquals: "b" };
    assert.equal(matches({ Or: [isA, isB] }, { v: "b" }), true);
    assert.equal(matches({ Or: [isA, isB] }, { v: "c" }), false);
    assert.equal(matches({ And: [{ Not: isA }, { Not: isB }] }, { v: "c" }), true);
    assert.equal(matches({ And: [isA, isB] }, { v: "a" }), false);
  });

  it("stops at the first condition that decides", () => {
    const absent = { Variable: "$.absent", StringEquals: "x" };
    const guard = { Variable: "$.absent", IsPresent: true };
    assert.equal(matches({ And: [guard, absent] }, {}), false);
  });

  it("reads the context object", () => {
    assert.equal(matches({ Variable: "$$.State.Name", StringEquals: "Check" }, {}), true);
  });

  it("asks for presence without failing, and tells null from absence", () => {
    assert.equal(matches({ Variable: "$.a.b", IsPresent: false }, {}), true);
    assert.equal(matches({ Variable: "$.a", IsPresent: true }, { a: null }), true);
  });

  it("fails when a path leads nowhere", () => {
    const error = {
      error: "States.Runtime",
      message: "Invalid path '$.x': The choice state's condition path references an invalid value.",
    };
    assert.throws(() => matches({ Variable: "$.x", NumericEquals: 1 }, {}), error);
    assert.throws(() => matches({ Variable: "$.v", StringEqualsPath: "$.x" }, { v: "" }), error);
    assert.throws(() => matches({ Variable: "$.x", IsNull: true }, {}), error);
  });

  it("knows the 39 operators of Amazon States Language", () => {
    assert.equal(OPERATORS.size, 39);
  });

  it("matches strings as a regular expression would", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    const pieces = fc.array(letters, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(letters, pieces, (text, parts) => {
        const expected = new RegExp(`^${parts.join(".*")}$`, "s").test(text);
        assert.equal(matches({ Variable: "$", StringMatches: parts.join("*") }, text), expected);
      }),
    );
  });

  it("is not stalled by hostile patterns", () => {
    const text = "a".repeat(200_000);
    for (const pattern of [
      `*${"a*".repeat(50_000)}b`,
      `*b${"a".repeat(100_000)}*`,
      `*${"a".repeat(100_000)}b*`,
      `*${"a".repeat(1000)}b*${"a".repeat(1000)}b*`,
    ]) {
      const startedMs = cpuMs();
      assert.equal(matches({ Variable: "$", StringMatches: pattern }, text), false);
      assert.ok(cpuMs() - startedMs < MOMENT_MS);
    }
  });
});
