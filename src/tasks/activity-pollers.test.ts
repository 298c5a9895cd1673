import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { activityArn } from "../base/arn.ts";
import { createEngine } from "../engine/create-engine.ts";
import { type EngineBench, openEngine, SCOPE, SECRET } from "../engine/testing.ts";
import { type ActivityPollers, createActivityPollers, type TakenTask } from "./activity-pollers.ts";

const ARN = activityArn(SCOPE, "review");
const TASK = { Type: "Task", Resource: ARN, TimeoutSeconds: 60, HeartbeatSeconds: 20, End: true };
const closing = { via: "api", by: "tester" };

interface Bench extends EngineBench {
  readonly pollers: ActivityPollers;
  /** Starts an execution that asks for work; the pollers hear of its commit. */
  start(input?: string): Promise<string>;
}

const opened: ActivityPollers[] = [];
after(() => {
  for (const pollers of opened) pollers.stop();
});

function pollersOn(bench: EngineBench, waitMs?: number): ActivityPollers {
  const given = waitMs === undefined ? {} : { waitMs };
  const pollers = createActivityPollers({ ...bench, tokenSecret: SECRET, ...given });
  opened.push(pollers);
  return pollers;
}

async function openBench(waitMs?: number): Promise<Bench> {
  const bench = await openEngine({
    isAtomic: true,
    run: async () => ({ kind: "failed", error: "E", cause: "" }),
  });
  const activity = { name: "review", createdAt: bench.now, tags: "{}" };
  await bench.commit([{ kind: "createActivity", activity }]);
  const stateMachine = await bench.deploy({ StartAt: "A", States: { A: TASK } });
  const pollers = pollersOn(bench, waitMs);
  return Object.assign(bench, {
    pollers,
    async start(input = "{}") {
      const request = { stateMachine, input, startedBy: "tester" };
      const started = await bench.engine.startExecution(request);
      assert(started.kind === "started");
      for (const unit of bench.units.slice(-1)) pollers.unitCommitted(unit);
      return started.executionId;
    },
  });
}

function taken(outcome: TakenTask | "tooMany" | undefined): TakenTask {
  assert(typeof outcome === "object", "a task is handed out");
  return outcome;
}

describe("a worker of an activity", () => {
  it("is given the oldest task, and its token ends that task", async () => {
    const bench = await openBench();
    const first = await bench.start('{"n": 1}');
    bench.now += 1;
    await bench.start('{"n": 2}');
    const { taskToken, input } = taken(await bench.pollers.poll(ARN, { workerName: "ann" }));
    assert.equal(input, '{"n":1}');
    const answer = { kind: "succeeded", output: '"done"' } as const;
    assert.equal(await bench.engine.answerTask(taskToken, answer, { closing }), "applied");
    assert.equal((await bench.store.findExecution(first))?.output, '"done"');
    assert.deepEqual(await bench.history(first), [
      "ExecutionStarted",
      "TaskStateEntered",
      "ActivityScheduled",
      "ActivityStarted",
      "ActivitySucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    const [, , , started] = (
      await bench.store.readHistory(first, { isReverse: false, limit: 9 })
    ).flatMap(({ events }) => events);
    assert.deepEqual(started?.details, { activityStartedEventDetails: { workerName: "ann" } });
    assert.equal(taken(await bench.pollers.poll(ARN, {})).input, '{"n":2}');
  });

  it("waits for a task, and is given it when the commit has made it", async (context) => {
    // It does not look for it.
    context.mock.timers.enable({ apis: ["setInterval"] });
    const bench = await openBench();
    const polled = bench.pollers.poll(ARN, {});
    await sleep(20);
    await bench.start('{"n":3}');
    assert.equal(taken(await polled).input, '{"n":3}');
  });

  it("finds within a second what another process has made", async () => {
    const bench = await openBench();
    const other = pollersOn(bench);
    const polled = other.poll(ARN, {});
    await sleep(20);
    await bench.start();
    taken(await polled);
  });

  it("gets nothing when there is nothing for as long as it waits", async () => {
    const bench = await openBench(30);
    assert.equal(await bench.pollers.poll(ARN, {}), undefined);
    await bench.start();
    taken(await bench.pollers.poll(ARN, {}));
  });

  it("is one of a thousand at most", async () => {
    const bench = await openBench(200);
    const polls = Array.from({ length: 1_000 }, () => bench.pollers.poll(ARN, {}));
    assert.equal(await bench.pollers.poll(ARN, {}), "tooMany");
    assert.deepEqual(new Set(await Promise.all(polls)), new Set([undefined]));
    assert.equal(await bench.pollers.poll(ARN, {}), undefined);
  });

  it("is let go when the server stops, and so is every later one", async () => {
    const bench = await openBench();
    const polled = bench.pollers.poll(ARN, {});
    bench.pollers.stop();
    assert.equal(await polled, undefined);
    assert.equal(await bench.pollers.poll(ARN, {}), undefined);
  });

  it("has its limits from when it takes the task, not before", async () => {
    const bench = await openBench();
    const executionId = await bench.start();
    bench.now += 3_600_000;
    await bench.fireTimers();
    assert.equal((await bench.store.findExecution(executionId))?.status, "RUNNING");
    taken(await bench.pollers.poll(ARN, {}));
    bench.now += 20_000;
    await bench.fireTimers();
    const { status, error } = (await bench.store.findExecution(executionId)) ?? {};
    assert.deepEqual([status, error], ["FAILED", "States.Timeout"]);
  });
});

describe("a task of an activity", () => {
  it("goes to one worker, however many ask and wherever they do", async () => {
    const bench = await openBench(300);
    const { store, commit, runners } = bench;
    const clock = () => bench.now;
    const engine = createEngine({
      store,
      commit,
      runners,
      clock,
      scope: SCOPE,
      tokenSecret: SECRET,
    });
    const other = pollersOn(Object.assign({}, bench, { engine }), 300);
    const polls = Array.from({ length: 60 }, (_, index) =>
      (index % 2 ? other : bench.pollers).poll(ARN, {}),
    );
    await Promise.all(Array.from({ length: 40 }, () => bench.start()));
    polls.push(...Array.from({ length: 20 }, () => other.poll(ARN, {})));
    const outcomes = await Promise.all(polls);
    const tokens = outcomes.flatMap((it) => (typeof it === "object" ? [it.taskToken] : []));
    assert.equal(tokens.length, 40);
    assert.equal(new Set(tokens).size, 40);
  });

  it("stays where the worker hung up before", async () => {
    const bench = await openBench();
    const gone = new AbortController();
    const polled = bench.pollers.poll(ARN, { signal: gone.signal });
    gone.abort();
    assert.equal(await polled, undefined);
    assert.equal(await bench.pollers.poll(ARN, { signal: gone.signal }), undefined);
    const executionId = await bench.start();
    assert(!(await bench.history(executionId)).includes("ActivityStarted"));
    taken(await bench.pollers.poll(ARN, {}));
  });

  it("goes to another when the worker hangs up while it is taken, and starts once", async () => {
    const bench = await openBench();
    const gone = new AbortController();
    const { deliver } = bench.engine;
    const engine: EngineBench["engine"] = {
      ...bench.engine,
      async deliver(...event) {
        const outcome = await deliver(...event);
        gone.abort();
        return outcome;
      },
    };
    const hasty = pollersOn(Object.assign({}, bench, { engine }));
    const executionId = await bench.start();
    assert.equal(await hasty.poll(ARN, { signal: gone.signal }), undefined);
    taken(await bench.pollers.poll(ARN, {}));
    const history = await bench.history(executionId);
    assert.equal(history.filter((type) => type === "ActivityStarted").length, 1);
  });

  it("is not handed out when its execution has been stopped", async () => {
    const bench = await openBench(20);
    const executionId = await bench.start();
    await bench.engine.deliver(executionId, { kind: "stopRequested" });
    assert.equal(await bench.pollers.poll(ARN, {}), undefined);
  });

  it("of an activity that is not there fails its state before it is scheduled", async () => {
    const bench = await openBench();
    await bench.commit([{ kind: "deleteActivity", name: "review" }]);
    const executionId = await bench.start();
    const { status, error, cause } = (await bench.store.findExecution(executionId)) ?? {};
    assert.deepEqual([status, error], ["FAILED", "States.Runtime"]);
    assert.equal(
      cause,
      "An error occurred while executing the state 'A' (entered at the event id #2). " +
        `The activity ${ARN} does not exist.`,
    );
    assert.deepEqual(await bench.history(executionId), [
      "ExecutionStarted",
      "TaskStateEntered",
      "ExecutionFailed",
    ]);
  });
});
