import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defined } from "../base/assert.ts";
import type { Json } from "../base/json.ts";
import type { MapRunRecord } from "../store/map-run-records.ts";
import type { ExecutionRecord } from "../store/records.ts";
import { DatasetError, type Datasets } from "./datasets.ts";
import { createMapRunWork, type MapRunWork } from "./map-run-work.ts";
import type { TaskRunner } from "./task-runner.ts";
import { type EngineBench, openEngine, SCOPE } from "./testing.ts";

/** Answers what it is asked with; a string fails the task. */
const ECHO: TaskRunner = {
  isAtomic: true,
  run: async ({ parameters, token }) => {
    if (typeof parameters === "string" && token === undefined) {
      return { kind: "failed", error: "Bad", cause: parameters };
    }
    return { kind: "succeeded", output: parameters };
  },
};

interface Bench extends EngineBench {
  readonly work: MapRunWork;
  readonly files: Map<string, string>;
  /** What the dataset holds. */
  items: Json[] | DatasetError;
  errors: unknown[];
}

async function openBench(): Promise<Bench> {
  const engineBench = await openEngine(ECHO);
  const files = new Map<string, string>();
  const datasets: Datasets = {
    async *read() {
      if (bench.items instanceof DatasetError) throw bench.items;
      for (const value of bench.items) yield { value, source: "S3://in/items.json" };
    },
    openTarget: () => ({
      bucket: "out",
      prefix: "results",
      put: async (key, text) => {
        files.set(key, text);
      },
    }),
  };
  const errors: unknown[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => errors.push(fields) };
  const work = createMapRunWork({
    ...engineBench,
    ...{ scope: SCOPE, clock: () => bench.now, datasets, log },
  });
  const bench: Bench = Object.assign(engineBench, { work, files, items: [], errors });
  return bench;
}

const TASK = { Type: "Task", Resource: "arn:aws:states:::sns:publish", End: true };
const CALLBACK = { ...TASK, Resource: "arn:aws:states:::sns:publish.waitForTaskToken" };

function mapMachine(state: object, fields: object = {}): object {
  return {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        Label: "Lines",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Work",
          States: { Work: state },
        },
        End: true,
        ...fields,
      },
    },
  };
}

async function start(bench: Bench, definition: object, input: Json): Promise<string> {
  const stateMachine = await bench.deploy(definition);
  const started = await bench.engine.startExecution({
    stateMachine,
    input: JSON.stringify(input),
    startedBy: "test",
  });
  assert.equal(started.kind, "started");
  return started.executionId;
}

async function settle(bench: Bench): Promise<void> {
  await bench.work.tick();
  await bench.work.settled();
  assert.deepEqual(bench.errors, []);
}

/** Starts it, and works until nothing is left to do. */
async function run(bench: Bench, definition: object, input: Json): Promise<ExecutionRecord> {
  const executionId = await start(bench, definition, input);
  await settle(bench);
  return getExecution(bench, executionId);
}

async function getExecution({ store }: Bench, id: string): Promise<ExecutionRecord> {
  return defined(await store.findExecution(id), "the execution");
}

async function getMapRun({ store }: Bench, executionId: string): Promise<MapRunRecord> {
  const [mapRun] = await store.listMapRuns(executionId, { limit: 1 });
  return defined(mapRun, "the Map Run");
}

async function childrenOf(bench: Bench, executionId: string): Promise<readonly ExecutionRecord[]> {
  const { id } = await getMapRun(bench, executionId);
  const listed = await bench.store.listExecutions({ mapRun: id }, { limit: 1_000 });
  const records = await Promise.all(listed.map((child) => getExecution(bench, child.id)));
  return records.sort((left, right) => (left.id < right.id ? -1 : 1));
}

describe("a Map Run", () => {
  it("runs a child execution for every item and puts out what they put out, in order", async () => {
    const bench = await openBench();
    const execution = await run(bench, mapMachine(TASK), [1, { a: 2 }, [3]]);
    assert.equal(execution.status, "SUCCEEDED");
    assert.equal(execution.output, '[1,{"a":2},[3]]');
    assert.deepEqual(await bench.history(execution.id), [
      "ExecutionStarted",
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
      "ExecutionSucceeded",
    ]);
    const children = await childrenOf(bench, execution.id);
    assert.deepEqual(
      children.map(({ stateMachineName, input }) => [stateMachineName, input]),
      [
        ["m/Lines", "1"],
        ["m/Lines", '{"a":2}'],
        ["m/Lines", "[3]"],
      ],
    );
    const { counts, status, stoppedAt } = await getMapRun(bench, execution.id);
    assert.equal(status, "SUCCEEDED");
    assert.equal(stoppedAt, bench.now);
    assert.deepEqual(counts.succeeded, { executions: 3, items: 3 });
    assert.deepEqual(counts.total, { executions: 3, items: 3 });
  });

  it("without items succeeds at once", async () => {
    const bench = await openBench();
    const execution = await run(bench, mapMachine(TASK), []);
    assert.equal(execution.output, "[]");
  });

  it("goes through more items than share a commit", async () => {
    const bench = await openBench();
    const items = Array.from({ length: 1_201 }, (_, index) => index);
    const execution = await run(bench, mapMachine({ Type: "Pass", End: true }), items);
    assert.equal(execution.output, JSON.stringify(items));
  });

  it("selects and groups what child executions begin with", async () => {
    const bench = await openBench();
    const definition = mapMachine(TASK, {
      ItemsPath: "$.lines",
      ItemSelector: { "n.$": "$$.Map.Item.Value", "of.$": "$.order", "at.$": "$$.Map.Item.Source" },
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { "order.$": "$.order" } },
    });
    const execution = await run(bench, definition, { order: 7, lines: [1, 2, 3] });
    const line = (n: number) => ({ n, of: 7, at: "STATE_DATA" });
    assert.deepEqual(JSON.parse(execution.output ?? ""), [
      { BatchInput: { order: 7 }, Items: [line(1), line(2)] },
      { BatchInput: { order: 7 }, Items: [line(3)] },
    ]);
    const { counts } = await getMapRun(bench, execution.id);
    assert.deepEqual(counts.succeeded, { executions: 2, items: 3 });
  });

  it("keeps the variables of the execution from its child executions", async () => {
    const bench = await openBench();
    const definition = {
      StartAt: "Set",
      States: {
        Set: { Type: "Pass", Assign: { rate: 3 }, Next: "Each" },
        Each: {
          Type: "Map",
          ItemsPath: "$.items",
          ItemSelector: { "rate.$": "$rate" },
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            StartAt: "Read",
            States: { Read: { Type: "Pass", Parameters: { "is.$": "$.rate" }, End: true } },
          },
          End: true,
        },
      },
    };
    const execution = await run(bench, definition, { items: [1] });
    assert.equal(execution.output, '[{"is":3}]');
  });

  it("fails where ItemSelector cannot be evaluated", async () => {
    const bench = await openBench();
    const definition = mapMachine(TASK, { ItemSelector: { "x.$": "$.missing" } });
    const execution = await run(bench, definition, [1]);
    assert.equal(execution.error, "States.Runtime");
    assert.match(execution.cause ?? "", /^An error occurred while executing the state 'Each'/);
    assert.equal((await getMapRun(bench, execution.id)).status, "FAILED");
  });

  it("starts no more child executions than may run at a time", async () => {
    const bench = await openBench();
    const executionId = await start(bench, mapMachine(CALLBACK, { MaxConcurrency: 2 }), [1, 2, 3]);
    await settle(bench);
    const [first, second] = await childrenOf(bench, executionId);
    assert.equal((await childrenOf(bench, executionId)).length, 2);
    await answer(bench, defined(first, "a child"), "yes");
    await settle(bench);
    assert.equal((await childrenOf(bench, executionId)).length, 3);
    await answer(bench, defined(second, "a child"), "no");
    await answer(bench, defined((await childrenOf(bench, executionId))[2], "a child"), "yes");
    await settle(bench);
    assert.equal((await getExecution(bench, executionId)).output, '["yes","no","yes"]');
  });

  it("starts more as soon as more may run", async () => {
    const bench = await openBench();
    const executionId = await start(bench, mapMachine(CALLBACK, { MaxConcurrency: 1 }), [1, 2, 3]);
    await settle(bench);
    const { id } = await getMapRun(bench, executionId);
    await bench.commit([{ kind: "updateMapRun", id, maxConcurrency: 3, at: bench.now }]);
    await settle(bench);
    assert.equal((await childrenOf(bench, executionId)).length, 3);
  });

  it("runs Maps inside of its child executions", async () => {
    const bench = await openBench();
    const inner = {
      Type: "Map",
      Label: "Inner",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Deep",
        States: { Deep: { Type: "Pass", End: true } },
      },
      End: true,
    };
    const execution = await run(bench, mapMachine(inner), [[1, 2], [3]]);
    assert.equal(execution.output, "[[1,2],[3]]");
    const [child] = await childrenOf(bench, execution.id);
    const [grandchild] = await childrenOf(bench, defined(child, "a child").id);
    assert.equal(grandchild?.stateMachineName, "m/Inner");
  });

  it("fails with more than may pass between states", async () => {
    const bench = await openBench();
    const items = Array.from({ length: 3 }, () => 1);
    const big = { Type: "Pass", Result: "x".repeat(100_000), End: true };
    const execution = await run(bench, mapMachine(big), items);
    assert.equal(execution.error, "States.DataLimitExceeded");
  });
});

async function answer(bench: Bench, child: ExecutionRecord, output: Json): Promise<void> {
  const task = 1;
  const happening = { kind: "taskSucceeded", task, output: JSON.stringify(output) } as const;
  assert.equal(await bench.engine.deliver(child.id, happening), "applied");
}

describe("a Map Run with failures", () => {
  it("fails by the first one, stops what runs and starts nothing more", async () => {
    const bench = await openBench();
    const definition = mapMachine(CALLBACK, { MaxConcurrency: 2 });
    const executionId = await start(bench, definition, [1, 2, 3]);
    await settle(bench);
    const [first, second] = await childrenOf(bench, executionId);
    const failed = { kind: "taskFailed", task: 1, error: "Declined" } as const;
    await bench.engine.deliver(defined(first, "a child").id, failed);
    await settle(bench);
    const execution = await getExecution(bench, executionId);
    assert.equal(execution.status, "FAILED");
    assert.equal(execution.error, "States.ExceedToleratedFailureThreshold");
    assert.equal(execution.cause, "The specified tolerated failure threshold was exceeded");
    assert.deepEqual((await bench.history(executionId)).slice(-3), [
      "MapRunFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    assert.equal((await getExecution(bench, defined(second, "a child").id)).status, "ABORTED");
    assert.equal((await childrenOf(bench, executionId)).length, 2);
    const { counts } = await getMapRun(bench, executionId);
    assert.deepEqual([counts.failed.items, counts.aborted.items, counts.total.items], [1, 1, 3]);
  });

  it("bears as many as are tolerated, and shows them among the results", async () => {
    const bench = await openBench();
    const definition = mapMachine(TASK, { ToleratedFailureCount: 1 });
    const execution = await run(bench, definition, [1, "bad", 3]);
    assert.equal(execution.status, "SUCCEEDED");
    const [one, failed, three] = JSON.parse(execution.output ?? "") as Json[];
    assert.deepEqual([one, three], [1, 3]);
    const { Status, Error: error, Cause, Input } = failed as Record<string, Json>;
    assert.deepEqual([Status, error, Cause, Input], ["FAILED", "Bad", "bad", '"bad"']);
  });

  it("is caught and tried again as a whole, each time by another Map Run", async () => {
    const bench = await openBench();
    const definition = {
      StartAt: "Each",
      States: {
        Each: {
          ...(mapMachine(TASK) as { States: { Each: object } }).States.Each,
          Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
        },
        Caught: { Type: "Pass", End: true },
      },
    };
    const executionId = await start(bench, definition, ["bad"]);
    await settle(bench);
    bench.now += 1_000;
    await bench.fireTimers();
    await settle(bench);
    const execution = await getExecution(bench, executionId);
    assert.equal(execution.status, "SUCCEEDED");
    const { Error: error } = JSON.parse(execution.output ?? "") as Record<string, Json>;
    assert.equal(error, "States.ExceedToleratedFailureThreshold");
    assert.equal((await bench.store.listMapRuns(executionId, { limit: 10 })).length, 2);
    assert.deepEqual((await bench.history(executionId)).slice(3, 10), [
      "MapRunStarted",
      "MapRunFailed",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunFailed",
      "MapStateFailed",
      "MapStateExited",
    ]);
  });

  it("ends with the execution that it belongs to", async () => {
    const bench = await openBench();
    const executionId = await start(bench, mapMachine(CALLBACK), [1, 2]);
    await settle(bench);
    await bench.engine.deliver(executionId, { kind: "stopRequested" });
    await settle(bench);
    const mapRun = await getMapRun(bench, executionId);
    assert.equal(mapRun.status, "ABORTED");
    assert.equal(mapRun.phase, "over");
    const statuses = (await childrenOf(bench, executionId)).map(({ status }) => status);
    assert.deepEqual(statuses, ["ABORTED", "ABORTED"]);
    assert.equal(await bench.store.nextMapRunAt(), undefined);
  });

  it("is done with when it ends while its server stops", async () => {
    const bench = await openBench();
    const executionId = await start(bench, mapMachine(CALLBACK), [1]);
    await settle(bench);
    await bench.engine.deliver(executionId, { kind: "stopRequested" });
    const work = createMapRunWork({
      ...bench,
      ...{ scope: SCOPE, clock: () => bench.now },
      datasets: { read: () => assert.fail(), openTarget: () => assert.fail() },
      log: { debug() {}, info() {}, warn() {}, error: (fields) => bench.errors.push(fields) },
      commit: async (unit) => {
        const [change] = unit;
        const isEnd = change?.kind === "advanceMapRun" && change.mapRun.phase === "over";
        if (isEnd) void work.stop();
        return bench.commit(unit);
      },
    });
    await work.tick();
    await work.settled();
    assert.deepEqual(bench.errors, []);
    const { phase, dueAt } = await getMapRun(bench, executionId);
    assert.deepEqual([phase, dueAt], ["over", null]);
  });

  it("ends with a branch that is given up for another one's failure", async () => {
    const bench = await openBench();
    const each = (mapMachine(CALLBACK) as { States: { Each: object } }).States.Each;
    const definition = {
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          Branches: [
            { StartAt: "Each", States: { Each: each } },
            { StartAt: "Ask", States: { Ask: CALLBACK } },
          ],
          End: true,
        },
      },
    };
    const executionId = await start(bench, definition, [1]);
    await settle(bench);
    await bench.engine.deliver(executionId, { kind: "taskFailed", task: 1, error: "No" });
    await settle(bench);
    assert.equal((await getExecution(bench, executionId)).error, "No");
    assert.equal((await getMapRun(bench, executionId)).status, "ABORTED");
    const types = await bench.history(executionId);
    assert.ok(types.includes("MapRunAborted") && types.includes("MapStateAborted"));
  });
});

describe("a Map Run that is redriven", () => {
  it("goes on with the items that have not succeeded, in the same child executions", async () => {
    const bench = await openBench();
    const definition = mapMachine(CALLBACK, { MaxConcurrency: 2 });
    const executionId = await start(bench, definition, [1, 2, 3]);
    await settle(bench);
    const [first, second] = await childrenOf(bench, executionId);
    await answer(bench, defined(first, "a child"), "yes");
    const failed = { kind: "taskFailed", task: 1, error: "No" } as const;
    await bench.engine.deliver(defined(second, "a child").id, failed);
    await settle(bench);
    assert.equal((await getExecution(bench, executionId)).status, "FAILED");

    await bench.engine.deliver(executionId, { kind: "redriveRequested" });
    await settle(bench);
    const redriven = await getExecution(bench, defined(second, "a child").id);
    assert.deepEqual([redriven.status, redriven.redriveCount], ["RUNNING", 1]);
    const happening = { kind: "taskSucceeded", task: 2, output: '"late"' } as const;
    assert.equal(await bench.engine.deliver(redriven.id, happening), "applied");
    await answer(bench, defined((await childrenOf(bench, executionId))[2], "a child"), "third");
    await settle(bench);
    assert.equal((await getExecution(bench, executionId)).output, '["yes","late","third"]');
    const types = await bench.history(executionId);
    assert.deepEqual(types.slice(-6), [
      "ExecutionRedriven",
      "MapRunRedriven",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
      "ExecutionSucceeded",
    ]);
    const mapRun = await getMapRun(bench, executionId);
    assert.equal(mapRun.redriveCount, 1);
    assert.deepEqual(mapRun.counts.succeeded, { executions: 3, items: 3 });
    assert.deepEqual(mapRun.counts.failed, { executions: 0, items: 0 });
  });

  it("starts express child executions anew", async () => {
    const bench = await openBench();
    const definition = mapMachine(TASK, {
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
        StartAt: "Work",
        States: { Work: TASK },
      },
    });
    const execution = await run(bench, definition, [1, "bad"]);
    assert.equal(execution.status, "FAILED");
    await bench.engine.deliver(execution.id, { kind: "redriveRequested" });
    await settle(bench);
    const children = await childrenOf(bench, execution.id);
    assert.deepEqual(
      children.map(({ type, input, redriveCount }) => [type, input, redriveCount]),
      [
        ["EXPRESS", "1", 0],
        ["EXPRESS", '"bad"', 0],
        ["EXPRESS", '"bad"', 0],
      ],
    );
  });

  it("reads its items if it had failed to", async () => {
    const bench = await openBench();
    bench.items = new DatasetError("The specified key does not exist.");
    const execution = await run(bench, READING, {});
    assert.equal(execution.error, "States.ItemReaderFailed");
    bench.items = [1, 2];
    await bench.engine.deliver(execution.id, { kind: "redriveRequested" });
    await settle(bench);
    assert.equal((await getExecution(bench, execution.id)).output, "[1,2]");
  });
});

const READER = {
  Resource: "arn:aws:states:::s3:getObject",
  Parameters: { Bucket: "in", Key: "items.json" },
};
const READING = mapMachine(TASK, { ItemReader: READER });

describe("a Map Run with an ItemReader", () => {
  it("reads its items, as many as are wanted", async () => {
    const bench = await openBench();
    bench.items = [1, 2, 3];
    const wanted = { ...READER, ReaderConfig: { InputType: "JSON", MaxItems: 2 } };
    const definition = mapMachine(TASK, {
      ItemReader: wanted,
      ItemSelector: { "from.$": "$$.Map.Item.Source", "index.$": "$$.Map.Item.Index" },
    });
    const execution = await run(bench, definition, {});
    assert.deepEqual(JSON.parse(execution.output ?? ""), [
      { from: "S3://in/items.json", index: 0 },
      { from: "S3://in/items.json", index: 1 },
    ]);
  });

  it("fails with what the dataset says, and leaves no items behind", async () => {
    const bench = await openBench();
    bench.items = new DatasetError("Attempting to map over non-iterable node.");
    const execution = await run(bench, READING, {});
    assert.equal(execution.error, "States.ItemReaderFailed");
    assert.equal(execution.cause, "Attempting to map over non-iterable node.");
    const { id } = await getMapRun(bench, execution.id);
    assert.deepEqual(await bench.store.listMapResults(id, { limit: 1 }), []);
  });

  it("fails where an item is more than a child execution may begin with", async () => {
    const bench = await openBench();
    bench.items = ["x".repeat(300_000)];
    const execution = await run(bench, READING, {});
    assert.equal(execution.error, "States.DataLimitExceeded");
  });
});

describe("a Map Run with a ResultWriter", () => {
  const target = {
    Resource: "arn:aws:states:::s3:putObject",
    Parameters: { Bucket: "out", Prefix: "results" },
  };
  const file = (bench: Bench, id: string, name: string): Json =>
    JSON.parse(defined(bench.files.get(`results/${id}/${name}`), name)) as Json;

  it("writes results by their status, and a manifest that names the files", async () => {
    const bench = await openBench();
    const definition = mapMachine(TASK, { ResultWriter: target, ToleratedFailureCount: 1 });
    const execution = await run(bench, definition, [1, "bad"]);
    const { id, counts } = await getMapRun(bench, execution.id);
    const arn = `arn:aws:states:us-east-1:000000000000:mapRun:m/Lines:${id}`;
    assert.deepEqual(JSON.parse(execution.output ?? ""), {
      MapRunArn: arn,
      ResultWriterDetails: { Bucket: "out", Key: `results/${id}/manifest.json` },
    });
    const [succeeded] = file(bench, id, "SUCCEEDED_0.json") as Record<string, Json>[];
    assert.equal(succeeded?.["Output"], "1");
    assert.equal(succeeded?.["Status"], "SUCCEEDED");
    assert.equal((file(bench, id, "FAILED_0.json") as Json[]).length, 1);
    const size = (name: string) => bench.files.get(`results/${id}/${name}`)?.length;
    assert.deepEqual(file(bench, id, "manifest.json"), {
      DestinationBucket: "out",
      MapRunArn: arn,
      ResultFiles: {
        FAILED: [{ Key: `results/${id}/FAILED_0.json`, Size: size("FAILED_0.json") }],
        PENDING: [],
        SUCCEEDED: [{ Key: `results/${id}/SUCCEEDED_0.json`, Size: size("SUCCEEDED_0.json") }],
      },
    });
    assert.deepEqual(counts.written, { executions: 2, items: 2 });
  });

  it("writes what never began when it fails", async () => {
    const bench = await openBench();
    const definition = mapMachine(TASK, { ResultWriter: target, MaxConcurrency: 1 });
    const execution = await run(bench, definition, ["bad", 2]);
    assert.equal(execution.error, "States.ExceedToleratedFailureThreshold");
    const { id } = await getMapRun(bench, execution.id);
    assert.deepEqual(file(bench, id, "PENDING_0.json"), [
      { Input: "2", InputDetails: { Included: true }, Status: "PENDING" },
    ]);
  });

  it("transforms results as it is told to, in files and in the output of the state", async () => {
    const bench = await openBench();
    const config = { Transformation: "FLATTEN", OutputType: "JSONL" };
    const writer = { ...target, WriterConfig: config };
    const execution = await run(bench, mapMachine(TASK, { ResultWriter: writer }), [[1, 2], 3]);
    const { id } = await getMapRun(bench, execution.id);
    assert.equal(bench.files.get(`results/${id}/SUCCEEDED_0.jsonl`), "1\n2\n3");

    const flat = mapMachine(TASK, { ResultWriter: { WriterConfig: config } });
    const other = await openBench();
    assert.equal((await run(other, flat, [[1, 2], 3])).output, "[1,2,3]");
  });
});
