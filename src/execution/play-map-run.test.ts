import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json, JsonObject } from "../base/json.ts";
import { playMachine, type Script } from "./play-machine.ts";
import { freshState, machineOf } from "./testing.ts";

const ASK = "arn:aws:states:::sns:publish.waitForTaskToken";

function play(fields: JsonObject, input: Json, script: Script) {
  const definition = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Ask",
          States: { Ask: { Type: "Task", Resource: ASK, Parameters: { "is.$": "$" }, End: true } },
        },
        End: true,
        ...fields,
      },
    },
  };
  return playMachine(machineOf(definition), freshState(input).origin, script);
}

const YES = { output: "yes", afterSeconds: 60 };

describe("a distributed Map that is played", () => {
  it("uses up the script item by item, and ends with the last of them", async () => {
    const script = { Ask: [YES, { output: "no", afterSeconds: 86_400 }] };
    const { state } = await play({}, [1, 2], script);
    assert.equal(state.progress.end?.output, '["yes","no"]');
    assert.equal(state.progress.end?.at, state.origin.startedAt + 86_400_000);
  });

  it("fails where more items fail than may", async () => {
    const script = { Ask: [YES, { error: "No" }] };
    const { state } = await play({}, [1, 2], script);
    assert.equal(state.progress.end?.error, "States.ExceedToleratedFailureThreshold");
    const tolerant = await play({ ToleratedFailureCount: 1 }, [1, 2], script);
    assert.equal(tolerant.state.progress.status, "SUCCEEDED");
  });

  it("stops at what has no answer, be it an item's task or the items themselves", async () => {
    assert.equal((await play({}, [1, 2], { Ask: [YES] })).unansweredState, "Ask");
    const ItemReader = { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b" } };
    const fields = { ItemReader };
    assert.equal((await play(fields, {}, {})).unansweredState, "Each");
    const script = { Each: [{ output: [7] }], Ask: [YES] };
    assert.equal((await play(fields, {}, script)).state.progress.end?.output, '["yes"]');
  });
});
