import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json, JsonObject } from "../base/json.ts";
import { parseDefinition } from "./parse-definition.ts";
import { suggestName } from "./suggest-name.ts";

const SUCCEED = { Type: "Succeed" };

/** What is suggested for each problem of the machine. */
function suggestions(states: JsonObject, more: JsonObject = {}): (string | undefined)[] {
  const machine: Json = { StartAt: "First", States: states, ...more };
  return parseDefinition(JSON.stringify(machine)).diagnostics.map((each) =>
    suggestName(machine, each),
  );
}

describe("suggestName()", () => {
  it("knows the fields of the state's type and language", () => {
    const path = { Type: "Pass", ResultPth: "$.a", End: true };
    assert.deepEqual(suggestions({ First: path }), ["ResultPath"]);
    const query = { Type: "Pass", QueryLanguage: "JSONata", Outputs: 1, End: true };
    assert.deepEqual(suggestions({ First: query }), ["Output"]);
    const foreign = { Type: "Pass", QueryLanguage: "JSONata", ResultPth: "$.a", End: true };
    assert.deepEqual(suggestions({ First: foreign }), [undefined]);
  });

  it("takes another case for a slip", () => {
    const task = {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish",
      TIMEOUTSECONDS: 5,
      End: true,
    };
    assert.deepEqual(suggestions({ First: task }), ["TimeoutSeconds"]);
  });

  it("does not suggest what is there already", () => {
    const pass = { Type: "Pass", Result: 1, Results: 2, End: true };
    assert.deepEqual(suggestions({ First: pass }), [undefined]);
  });

  it("knows the fields of the machine, of handlers and of choice rules", () => {
    assert.deepEqual(suggestions({ First: SUCCEED }, { Coment: "x" }), ["Comment"]);
    const task = {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish",
      Retry: [{ ErrorEquals: ["A"], MaxAttemps: 2 }],
      Catch: [{ ErrorEquals: ["A"], Next: "First", ResultPaht: null }],
      End: true,
    };
    assert.deepEqual(suggestions({ First: task }), ["MaxAttempts", "ResultPath"]);
    const rule = { Variable: "$.a", StringEqual: "x", StringMatches: "x", Next: "Done" };
    const choice = { Type: "Choice", Choices: [{ ...rule }], Default: "Done" };
    assert.deepEqual(suggestions({ First: choice, Done: SUCCEED }), ["StringEquals"]);
  });

  it("suggests states of the same scope as targets", () => {
    const states = { First: { Type: "Pass", Next: "Aprove" }, Approve: SUCCEED };
    assert.ok(suggestions(states).includes("Approve"));
    assert.ok(suggestions({ Frist: SUCCEED }).includes("Frist"));
  });

  it("suggests one of the values that are named", () => {
    assert.deepEqual(suggestions({ First: { Type: "Suceed" } }).slice(0, 1), ["Succeed"]);
  });

  it("is silent where nothing is close", () => {
    assert.deepEqual(suggestions({ First: { ...SUCCEED, Colour: "red" } }), [undefined]);
    const long = "x".repeat(500_000);
    assert.deepEqual(suggestions({ First: { ...SUCCEED, [long]: 1 } }), [undefined]);
  });
});
