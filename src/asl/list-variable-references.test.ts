import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../base/json.ts";
import { listVariableReferences } from "./list-variable-references.ts";

function references(States: JsonObject, QueryLanguage = "JSONPath") {
  return listVariableReferences({ QueryLanguage, StartAt: "A", States });
}

test("paths and intrinsic functions refer to the variables they begin at", () => {
  const states = {
    A: { Type: "Pass", Parameters: { "a.$": "$one.x", b: [{ "c.$": "$.two" }] } },
    B: { Type: "Pass", Parameters: { "t.$": "States.Format('{}', States.Array($three, $four))" } },
    C: { Type: "Wait", SecondsPath: "$wait" },
    D: { Type: "Choice", Choices: [{ And: [{ Variable: "$d", IsNull: true }], Next: "A" }] },
    E: { Type: "Fail", ErrorPath: "$e", CausePath: "$$.Execution.Id" },
    F: { Type: "Pass", Result: { "x.$": "not read" }, Comment: "$no" },
  };
  assert.deepEqual(references(states), {
    A: ["one"],
    B: ["four", "three"],
    C: ["wait"],
    D: ["d"],
    E: ["e"],
  });
});

test("expressions refer to what some state assigns, and not to their own names", () => {
  const states = {
    A: { Type: "Pass", Assign: { total: "{% 1 %}" } },
    B: { Type: "Pass", Output: "{% ($own := 2; $sum([$total, $own])) %}" },
  };
  assert.deepEqual(references(states, "JSONata"), { B: ["total"] });
});

test("states inside of others are listed by their own names", () => {
  const branch = { StartAt: "In", States: { In: { Type: "Pass", InputPath: "$inner" } } };
  const states = {
    A: { Type: "Parallel", Branches: [branch], ResultSelector: { "r.$": "$outer" } },
    M: { Type: "Map", ItemsPath: "$list", ItemProcessor: { StartAt: "X", States: {} } },
  };
  assert.deepEqual(references(states), { A: ["outer"], In: ["inner"], M: ["list"] });
});
