import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createExecutionLog, type HistoryListener } from "./execution-log.ts";
import type { TaskRunner } from "./task-runner.ts";
import { openEngine } from "./testing.ts";

const SECRET = "what nobody may read in a log";
const FAILING: TaskRunner = {
  isAtomic: true,
  run: async () => ({ kind: "failed", error: "Broken", cause: SECRET }),
};
const A = { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { SECRET } };
const DEFINITION = { StartAt: "A", States: { A: { ...A, End: true } } };

/** What is logged of an execution that fails. */
async function logged(settings: object) {
  const lines: Record<string, unknown>[] = [];
  const log = {
    debug() {},
    info: (line: object) => lines.push({ ...line }),
    warn() {},
    error() {},
  };
  let listen: HistoryListener | undefined;
  const bench = await openEngine(FAILING, { historyCommitted: (each) => listen?.(each) });
  listen = createExecutionLog({ store: bench.store, log });
  const stateMachine = await bench.deploy(DEFINITION, "m", settings);
  const input = JSON.stringify({ SECRET });
  await bench.engine.startExecution({ stateMachine, name: "e", input, startedBy: "tester" });
  await nextTurn();
  return lines;
}

function settings(level: string) {
  return { loggingConfiguration: { level, includeExecutionData: true, destinations: [{}] } };
}

describe("the execution log", () => {
  it("has nothing of machines that ask for none", async () => {
    assert.deepEqual(await logged({}), []);
    assert.deepEqual(await logged(settings("OFF")), []);
  });

  it("has every event at the level ALL, in order", async () => {
    const events = (await logged(settings("ALL"))).map(({ event }) => event);
    assert.deepEqual(events, [
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskFailed",
      "ExecutionFailed",
    ]);
  });

  it("has what went wrong at the level ERROR, and only the end at FATAL", async () => {
    const events = (await logged(settings("ERROR"))).map(({ event }) => event);
    assert.deepEqual(events, ["TaskFailed", "ExecutionFailed"]);
    assert.deepEqual(await logged(settings("FATAL")), [
      {
        executionArn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
        event: "ExecutionFailed",
        eventId: 6,
        previousEventId: 5,
        happenedAt: "2026-01-01T00:00:00.000Z",
        errorName: "Broken",
      },
    ]);
  });

  it("has no input, parameters or cause", async () => {
    const text = JSON.stringify(await logged(settings("ALL")));
    assert.match(text, /"state":"A"/);
    assert.doesNotMatch(text, new RegExp(SECRET));
  });

  it("goes on with what happens after a wait", async () => {
    const lines: object[] = [];
    const log = { debug() {}, info: (line: object) => lines.push(line), warn() {}, error() {} };
    let listen: HistoryListener | undefined;
    const bench = await openEngine(FAILING, { historyCommitted: (each) => listen?.(each) });
    listen = createExecutionLog({ store: bench.store, log });
    const States = { W: { Type: "Wait", Seconds: 60, End: true } };
    const stateMachine = await bench.deploy({ StartAt: "W", States }, "m", settings("ALL"));
    await bench.engine.startExecution({ stateMachine, input: "{}", startedBy: "tester" });
    bench.now += 60_000;
    await bench.fireTimers();
    await nextTurn();
    const ids = lines.map((line) => (line as { eventId: number }).eventId);
    assert.deepEqual(ids, [1, 2, 3, 4]);
  });
});
