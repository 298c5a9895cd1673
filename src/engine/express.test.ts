import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type EngineBench, openEngine } from "./testing.ts";

const NOBODY = {
  isAtomic: true,
  run: async () => ({ kind: "failed", error: "E", cause: "" }) as const,
};
const WAIT = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 9_999, End: true } } };
/** Goes round a hundred times: more than three hundred events. */
const ROUNDS = {
  StartAt: "Begin",
  QueryLanguage: "JSONata",
  States: {
    Begin: { Type: "Pass", Assign: { n: 0 }, Next: "Add" },
    Add: { Type: "Pass", Assign: { n: "{% $n + 1 %}" }, Next: "More" },
    More: {
      Type: "Choice",
      Choices: [{ Condition: "{% $n < 100 %}", Next: "Add" }],
      Default: "Done",
    },
    Done: { Type: "Succeed" },
  },
};

async function start(
  bench: EngineBench,
  definition: object,
  type: "STANDARD" | "EXPRESS",
): Promise<string> {
  const { name, revision } = await bench.deploy(definition, `${type}${bench.units.length}`);
  const stateMachine = { name, type, revision };
  const started = await bench.engine.startExecution({
    stateMachine,
    input: "{}",
    startedBy: "tester",
  });
  assert(started.kind === "started");
  return started.executionId;
}

async function statusAfter(bench: EngineBench, executionId: string, seconds: number) {
  bench.now += seconds * 1000;
  await bench.fireTimers();
  return (await bench.store.findExecution(executionId))?.status;
}

describe("an EXPRESS execution", () => {
  it("has five minutes at most, and less where its machine says so", async () => {
    const bench = await openEngine(NOBODY);
    const endless = await start(bench, WAIT, "EXPRESS");
    const long = await start(bench, { ...WAIT, TimeoutSeconds: 900 }, "EXPRESS");
    const short = await start(bench, { ...WAIT, TimeoutSeconds: 60 }, "EXPRESS");
    const standard = await start(bench, WAIT, "STANDARD");
    assert.equal(await statusAfter(bench, short, 60), "TIMED_OUT");
    assert.equal(await statusAfter(bench, endless, 239), "RUNNING");
    assert.equal(await statusAfter(bench, endless, 1), "TIMED_OUT");
    assert.equal(await statusAfter(bench, long, 0), "TIMED_OUT");
    assert.equal(await statusAfter(bench, standard, 0), "RUNNING");
  });

  it("may have a history of any length", async () => {
    const bench = await openEngine(NOBODY, { historyEventsMax: 100 });
    const express = await start(bench, ROUNDS, "EXPRESS");
    const standard = await start(bench, ROUNDS, "STANDARD");
    assert.equal(await statusAfter(bench, express, 0), "SUCCEEDED");
    assert.equal(await statusAfter(bench, standard, 0), "FAILED");
  });

  it("is one commit where it never waits", async () => {
    const bench = await openEngine(NOBODY);
    const executionId = await start(bench, ROUNDS, "EXPRESS");
    const about = bench.units.filter((unit) => JSON.stringify(unit).includes(executionId));
    assert.equal(about.length, 1);
  });
});
