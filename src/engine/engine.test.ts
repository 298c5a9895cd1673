import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newId } from "../base/ulid.ts";
import { mintTaskToken } from "../execution/task-token.ts";
import { callbackMachine } from "../execution/testing.ts";
import type { Change } from "../store/change.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { TaskClosedListener } from "./burst-changes.ts";
import type { Engine, StartOutcome } from "./engine.ts";
import type { TaskCall, TaskRunner } from "./task-runner.ts";
import { type EngineBench, openEngine, SECRET } from "./testing.ts";

const closing = { via: "api", by: "tester" };

/** A runner that remembers its calls, keeps a setting per call and answers at once. */
function recordingRunner(isAtomic: boolean): TaskRunner & { readonly calls: TaskCall[] } {
  const calls: TaskCall[] = [];
  return {
    calls,
    isAtomic,
    async run(call) {
      calls.push(call);
      const setting = { kind: "createSetting", key: `call-${calls.length}`, value: "v" } as const;
      return { kind: "succeeded", output: { ok: true }, changes: [setting], subject: "Please" };
    },
  };
}

/** A runner that asks people. */
const asking: TaskRunner = {
  isAtomic: true,
  async run({ executionId, task, at }) {
    const approval: ApprovalRecord = {
      ...{ id: newId(at), executionId, task, title: "Please", approver: "ann" },
      ...{ document: "{}", state: "{}", version: 1, dueAt: null, createdAt: at },
      ...{ status: "pending", closedAt: null, decision: null },
    };
    const request: Change = { kind: "createApproval", approval, links: [] };
    return { kind: "succeeded", output: {}, changes: [request], subject: "Please" };
  },
};

async function start(
  bench: EngineBench,
  fields: object = {},
): Promise<Extract<StartOutcome, { kind: "started" }>> {
  const stateMachine = await bench.deploy(callbackMachine({ ...fields }));
  const outcome = await bench.engine.startExecution({
    stateMachine,
    name: "e",
    input: "{}",
    startedBy: "tester",
  });
  assert.equal(outcome.kind, "started");
  return outcome as Extract<StartOutcome, { kind: "started" }>;
}

function answer(engine: Engine, token: string | undefined, also: readonly Change[] = []) {
  const output = '{"Result":"Approved"}';
  return engine.answerTask(token ?? "", { kind: "succeeded", output }, { also, closing });
}

describe("the engine", () => {
  it("commits a start, its atomic task and what that stores as one unit", async () => {
    const runner = recordingRunner(true);
    const bench = await openEngine(runner);
    const { executionId } = await start(bench);
    assert.equal(runner.calls.length, 1);
    const kinds = bench.units.at(-1)?.map(({ kind }) => kind);
    assert.deepEqual(kinds, ["createExecution", "appendHistory", "putTask", "createSetting"]);
    const task = await bench.store.findTask(executionId, 1);
    assert.equal(task?.status, "waiting");
    assert.equal(task?.subject, "Please");
    assert.deepEqual(await bench.history(executionId), [
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
    ]);
  });

  it("finishes an execution when its token comes back, once", async () => {
    const runner = recordingRunner(true);
    const bench = await openEngine(runner);
    const { executionId } = await start(bench);
    const token = runner.calls[0]?.token;
    const outcomes = await Promise.all([answer(bench.engine, token), answer(bench.engine, token)]);
    assert.deepEqual(outcomes, ["applied", "timedOut"]);
    const execution = await bench.store.findExecution(executionId);
    assert.equal(execution?.status, "SUCCEEDED");
    assert.equal(execution?.output, '{"Result":"Approved"}');
    const inspected = await bench.engine.inspectToken(token ?? "");
    assert.equal(inspected.kind, "closed");
    assert.deepEqual(inspected.kind === "closed" && inspected.closing, {
      reason: "succeeded",
      via: "api",
      by: "tester",
    });
  });

  it("tells forged, foreign and orphaned tokens apart", async () => {
    const runner = recordingRunner(true);
    const bench = await openEngine(runner);
    await start(bench);
    const token = runner.calls[0]?.token ?? "";
    const flipped = (token.startsWith("A") ? "B" : "A") + token.slice(1);
    assert.equal(await answer(bench.engine, flipped), "invalid");
    assert.equal(await answer(bench.engine, token.slice(0, -1)), "invalid");
    assert.equal(await answer(bench.engine, ""), "invalid");
    const elsewhere = await openEngine(recordingRunner(true));
    assert.equal(await answer(elsewhere.engine, token), "unknown");
  });

  it("does not take an event whose companion is refused", async () => {
    const runner = recordingRunner(true);
    const bench = await openEngine(runner);
    const { executionId } = await start(bench);
    const taken: Change = { kind: "createSetting", key: "call-1", value: "other" };
    assert.equal(await answer(bench.engine, runner.calls[0]?.token, [taken]), "refused");
    assert.equal((await bench.store.findExecution(executionId))?.status, "RUNNING");
    assert.equal(await answer(bench.engine, runner.calls[0]?.token), "applied");
  });

  it("answers that a name is taken, with the execution that has it", async () => {
    const bench = await openEngine(recordingRunner(true));
    const { executionId } = await start(bench);
    const stateMachine = await bench.store.findStateMachine("m");
    assert.ok(stateMachine);
    const again = await bench.engine.startExecution({
      stateMachine,
      name: "e",
      input: "{}",
      startedBy: "tester",
    });
    assert.equal(again.kind, "exists");
    assert.equal(again.kind === "exists" && again.execution.id, executionId);
  });

  it("fires timers when they are due, through leases", async () => {
    const runner = recordingRunner(true);
    const bench = await openEngine(runner);
    const { executionId } = await start(bench, { TimeoutSeconds: 60 });
    assert.equal(await bench.fireTimers(), bench.now + 60_000);
    bench.now += 60_000;
    assert.equal(await bench.fireTimers(), undefined);
    assert.equal((await bench.store.findExecution(executionId))?.error, "States.Timeout");
    assert.equal(await answer(bench.engine, runner.calls[0]?.token), "timedOut");
  });

  it("stores what is to be stored when a task is over that people are asked about", async () => {
    const taskClosed: TaskClosedListener = ({ task, closing: { reason } }) => [
      { kind: "createSetting", key: `closed-${task}`, value: reason },
    ];
    for (const [runner, stored] of [
      [asking, "timedOut"],
      [recordingRunner(true), undefined],
    ] as const) {
      const bench = await openEngine(runner, { taskClosed });
      await start(bench, { TimeoutSeconds: 60 });
      bench.now += 60_000;
      await bench.fireTimers();
      assert.equal(await bench.store.findSetting("closed-1"), stored);
    }
  });

  it("asks whether people are asked only where they may be", async () => {
    for (const [runner, outcome] of [
      [asking, "forPeople"],
      [recordingRunner(true), "applied"],
    ] as const) {
      const bench = await openEngine(runner);
      const { executionId } = await start(bench);
      const token = mintTaskToken(SECRET, { executionId, task: 1 });
      const isAskedOfPeople = async () => true;
      const given = { kind: "succeeded", output: "1" } as const;
      const answered = bench.engine.answerTask(token, given, { closing, isAskedOfPeople });
      assert.equal(await answered, outcome);
      const status = outcome === "applied" ? "SUCCEEDED" : "RUNNING";
      assert.equal((await bench.store.findExecution(executionId))?.status, status);
    }
  });

  it("calls outside resources after the commit and awaits their token", async () => {
    const runner = recordingRunner(false);
    const bench = await openEngine(runner);
    const { executionId } = await start(bench);
    assert.equal(runner.calls.length, 0);
    assert.equal((await bench.store.findTask(executionId, 1))?.status, "queued");
    await bench.taskCalls.tick();
    await bench.taskCalls.settled();
    assert.equal((await bench.store.findTask(executionId, 1))?.status, "waiting");
    assert.equal(await bench.store.findSetting("call-1"), "v");
    assert.equal(await answer(bench.engine, runner.calls[0]?.token), "applied");
  });

  it("takes over a call whose process died, and takes only one answer", async () => {
    let fails = true;
    const calls: TaskCall[] = [];
    const bench = await openEngine({
      isAtomic: false,
      async run(call) {
        calls.push(call);
        if (fails) throw new Error("the process died here");
        return { kind: "succeeded", output: 1 };
      },
    });
    const { executionId } = await start(bench, {
      Resource: "arn:aws:states:::sns:publish",
      Parameters: {},
    });
    await bench.taskCalls.tick();
    await bench.taskCalls.settled();
    fails = false;
    await bench.taskCalls.tick();
    await bench.taskCalls.settled();
    assert.equal(calls.length, 1, "the lease still holds");
    bench.now += 60 * 60_000;
    await bench.taskCalls.tick();
    await bench.taskCalls.settled();
    assert.equal(calls.length, 2);
    assert.equal((await bench.store.findExecution(executionId))?.output, "1");
    assert.equal(await bench.store.findTask(executionId, 1), undefined);
  });

  it("tries a task again later when its resource says so", async () => {
    let answers = 0;
    const bench = await openEngine({
      isAtomic: false,
      async run() {
        answers += 1;
        if (answers === 1) return { kind: "tryAgain", afterSeconds: 5, reason: "busy" };
        return { kind: "failed", error: "E", cause: "C" };
      },
    });
    const { executionId } = await start(bench);
    await bench.taskCalls.tick();
    await bench.taskCalls.settled();
    assert.equal(await bench.store.nextTaskAt(), bench.now + 5_000);
    bench.now += 5_000;
    await bench.taskCalls.tick();
    await bench.taskCalls.settled();
    assert.equal((await bench.store.findExecution(executionId))?.error, "E");
  });

  it("fails a task whose resource nobody serves, for the workflow to catch", async () => {
    const bench = await openEngine(recordingRunner(true));
    const { executionId } = await start(bench, {
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    });
    const execution = await bench.store.findExecution(executionId);
    assert.equal(execution?.error, "States.TaskFailed");
    assert.match(execution?.cause ?? "", /cannot call the resource/);
  });

  it("rests between the evaluations of one step", async () => {
    let rests = 0;
    const rest = () => {
      rests += 1;
      return Promise.resolve();
    };
    const bench = await openEngine(recordingRunner(true), { rest });
    const A = { Type: "Map", Items: [1, 2, 3], ItemSelector: "{% 1 %}", End: true };
    const B = { Type: "Pass", Output: "{% 2 %}", End: true };
    const stateMachine = await bench.deploy({
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: { A: { ...A, ItemProcessor: { StartAt: "B", States: { B } } } },
    });
    await bench.engine.startExecution({ stateMachine, input: "{}", startedBy: "tester" });
    assert.equal(rests, 6);
  });

  it("keeps one state when events race from many sides", async () => {
    const runner = recordingRunner(true);
    const bench = await openEngine(runner);
    const { executionId } = await start(bench);
    const token = runner.calls[0]?.token;
    const outcomes = await Promise.all([
      ...Array.from({ length: 20 }, () => answer(bench.engine, token)),
      bench.engine.deliver(executionId, { kind: "stopRequested" }),
    ]);
    assert.equal(outcomes.filter((outcome) => outcome === "applied").length, 1);
    const types = await bench.history(executionId);
    const ends = types.filter((type) => /^Execution(Succeeded|Aborted)$/.test(type));
    assert.equal(ends.length, 1);
  });
});
