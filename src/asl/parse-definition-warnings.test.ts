import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../base/json.ts";
import { parseDefinition } from "./parse-definition.ts";

/** Each as `CODE location`. */
function warningsOf(state: JsonObject): string[] {
  const { definition, diagnostics } = parseDefinition(
    JSON.stringify({ StartAt: "X", States: { X: state } }),
  );
  assert.ok(definition, "a warning refuses nothing");
  assert.ok(diagnostics.every(({ severity }) => severity === "WARNING"));
  return diagnostics.map(({ code, location }) => `${code} ${location}`);
}

const pass = (fields: JsonObject): JsonObject => ({ Type: "Pass", End: true, ...fields });

describe("the warnings of parseDefinition()", () => {
  it("are about text in a template that would be a path or a call under another key", () => {
    const template = {
      a: "$.a",
      "b.$": "$.b",
      inner: [{ c: "$$.Execution.Id" }],
      d: "States.Format('{}', $.d)",
    };
    assert.deepEqual(warningsOf(pass({ Parameters: template })), [
      "NO_DOLLAR /States/X/Parameters",
      "NO_DOLLAR /States/X/Parameters",
      "NO_DOLLAR /States/X/Parameters",
    ]);
    assert.deepEqual(warningsOf(pass({ Assign: { a: "$['a']" } })), ["NO_DOLLAR /States/X/Assign"]);
  });

  it("are about a Result, which nothing evaluates", () => {
    const warning = ["PASS_RESULT_IS_STATIC /States/X/Result"];
    assert.deepEqual(warningsOf(pass({ Result: "$.a" })), warning);
    assert.deepEqual(warningsOf(pass({ Result: [{ "a.$": "$.a" }] })), warning);
  });

  it("are about a failure whose words look like a path", () => {
    assert.deepEqual(warningsOf({ Type: "Fail", Error: "$.Error", Cause: "States.UUID()" }), [
      "NO_PATH /States/X/Error",
      "NO_PATH /States/X/Cause",
    ]);
  });

  it("are about inner states too", () => {
    const branch = { StartAt: "I", States: { I: pass({ Result: "$.a" }) } };
    assert.deepEqual(warningsOf({ Type: "Parallel", Branches: [branch], End: true }), [
      "PASS_RESULT_IS_STATIC /States/X/Branches[0]/States/I/Result",
    ]);
  });

  it("leave alone what may be meant as it is", () => {
    const texts = { price: "$.99", all: "$", money: "$5", name: "$name", words: "States.Of mind" };
    const paths = { InputPath: "$.detail", InputPathsMap: { id: "$.id" }, list: ["$.a"] };
    assert.deepEqual(warningsOf(pass({ Result: texts })), []);
    assert.deepEqual(warningsOf(pass({ Parameters: { ...texts, ...paths } })), []);
    assert.deepEqual(warningsOf(pass({ QueryLanguage: "JSONata", Output: { a: "$.a" } })), []);
  });
});
