import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createExecutionEnds, type ExecutionEnds } from "./execution-ends.ts";
import { type EngineBench, openEngine } from "./testing.ts";

const WAIT = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 60, End: true } } };

async function openWaiting(): Promise<{ bench: EngineBench; ends: ExecutionEnds; id: string }> {
  const run = async () => ({ kind: "failed", error: "E", cause: "" }) as const;
  const bench = await openEngine({ isAtomic: true, run });
  const stateMachine = await bench.deploy(WAIT);
  const request = { stateMachine, input: "{}", startedBy: "tester" };
  const started = await bench.engine.startExecution(request);
  assert(started.kind === "started");
  return { bench, ends: createExecutionEnds(bench.store), id: started.executionId };
}

describe("waiting for the end of an execution", () => {
  it("is over as soon as this process has committed the end", async (context) => {
    context.mock.timers.enable({ apis: ["setInterval"] });
    const { bench, ends, id } = await openWaiting();
    const waiting = ends.waitFor(id);
    await bench.engine.deliver(id, { kind: "stopRequested" });
    for (const unit of bench.units) ends.unitCommitted(unit);
    assert.equal((await waiting)?.status, "ABORTED");
  });

  it("is over within a second when another process has ended it", async () => {
    const { bench, ends, id } = await openWaiting();
    const waiting = ends.waitFor(id);
    await bench.engine.deliver(id, { kind: "stopRequested" });
    assert.equal((await waiting)?.status, "ABORTED");
  });

  it("is over at once for one that has ended, or that is not there", async () => {
    const { bench, ends, id } = await openWaiting();
    await bench.engine.deliver(id, { kind: "stopRequested" });
    assert.equal((await ends.waitFor(id))?.status, "ABORTED");
    assert.equal(await ends.waitFor("01k00000000000000000000000"), undefined);
  });

  it("is given up when the signal aborts", async () => {
    const { ends, id } = await openWaiting();
    const gone = new AbortController();
    const waiting = ends.waitFor(id, gone.signal);
    await sleep(10);
    gone.abort();
    assert.equal(await waiting, undefined);
    assert.equal(await ends.waitFor(id, gone.signal), undefined);
  });
});
