import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { putTask, sampleId } from "./contract/samples.ts";
import { dueWorkOf } from "./due-work.ts";

describe("work that is due", () => {
  const close = {
    kind: "closeApproval",
    executionId: sampleId(1),
    task: 1,
    status: "cancelled",
    decision: null,
    at: 5_000,
  } as const;

  it("is there at once for a request whose task is over: everybody is to hear of it", () => {
    assert.deepEqual(dueWorkOf([[close]]), { approvals: 5_000 });
  });

  it("is the earliest of all units, loop by loop", () => {
    const units = [[{ ...close, at: 7_000 }], [putTask({ task: 2, dueAt: 3_000 }), close]];
    assert.deepEqual(dueWorkOf(units), { approvals: 5_000, tasks: 3_000 });
  });

  it("is nothing where nothing is due", () => {
    assert.equal(dueWorkOf([[{ kind: "createSetting", key: "k", value: "v" }]]), undefined);
  });
});
