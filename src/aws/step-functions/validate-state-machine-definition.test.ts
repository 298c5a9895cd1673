import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { validateStateMachineDefinition } from "./validate-state-machine-definition.ts";

const validate = (
  state: object,
  more: { severity?: "ERROR" | "WARNING"; maxResults?: number; type?: "EXPRESS" } = {},
) => {
  const definition = JSON.stringify({ StartAt: "X", States: { X: { End: true, ...state } } });
  return validateStateMachineDefinition({}, { definition, ...more });
};

describe("ValidateStateMachineDefinition", () => {
  it("gives warnings only to who asks for them, and calls what has no more than them OK", async () => {
    const state = { Type: "Pass", Result: "$.a" };
    assert.deepEqual(await validate(state), { result: "OK", diagnostics: [], truncated: false });
    const { result, diagnostics } = await validate(state, { severity: "WARNING" });
    assert.equal(result, "OK");
    assert.partialDeepStrictEqual(diagnostics, [
      { severity: "WARNING", code: "PASS_RESULT_IS_STATIC", location: "/States/X/Result" },
    ]);
  });

  it("fails what has an error, however few diagnostics are wanted", async () => {
    const state = { Type: "Pass", A: 1, B: 1, C: 1 };
    const { result, diagnostics, truncated } = await validate(state, { maxResults: 2 });
    assert.deepEqual([result, truncated], ["FAIL", true]);
    assert.equal((diagnostics as unknown[]).length, 2);
    const all = await validate(state, { maxResults: 0 });
    assert.equal((all["diagnostics"] as unknown[]).length, 3);
    assert.equal(all["truncated"], false);
  });

  it("judges by the type of the state machine", async () => {
    const state = { Type: "Task", Resource: "arn:aws:states:::sns:publish.waitForTaskToken" };
    assert.equal((await validate(state))["result"], "OK");
    assert.equal((await validate(state, { type: "EXPRESS" }))["result"], "FAIL");
  });
});
