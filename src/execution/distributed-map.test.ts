import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defined } from "../base/assert.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { Effect, StartMapRun } from "./effect.ts";
import type { Happening, MapRunOutcome } from "./event.ts";
import { machineOf, newRun, play, type Run, T0, typesOf } from "./testing.ts";
import type { Transition } from "./transition.ts";

const PROCESSOR = {
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  StartAt: "Work",
  States: { Work: { Type: "Pass", End: true } },
};

function mapOf(fields: JsonObject = {}, machine: JsonObject = {}): object {
  return {
    StartAt: "Each",
    ...machine,
    States: {
      Each: { Type: "Map", Label: "Lines", ItemProcessor: PROCESSOR, End: true, ...fields },
      ...("Catch" in fields && { Caught: { Type: "Pass", End: true } }),
    },
  };
}

interface Started {
  readonly run: Run;
  readonly first: Transition;
}

async function start(definition: object, input: Json): Promise<Started> {
  const run = newRun(machineOf(definition), input);
  return { run, first: await run.at(T0, { kind: "executionStarted" }) };
}

function asked({ effects }: Transition): StartMapRun {
  const effect = effects.find((each): each is StartMapRun => each.kind === "startMapRun");
  return defined(effect, "a Map Run that was asked for");
}

function ended({ first }: Started, outcome: MapRunOutcome): Happening {
  const { mapRun, line } = asked(first);
  return { kind: "mapRunEnded", mapRun, line, outcome };
}

function failed(started: Started): Happening {
  return ended(started, { kind: "failed", error: "E", cause: "C" });
}

/** `[id, previousEventId, type]` of the last events. */
function tail({ history }: Run, count: number): readonly (readonly [number, number, string])[] {
  return history.slice(-count).map(({ id, previousEventId, type }) => [id, previousEventId, type]);
}

function kindsOf(effects: readonly Effect[]): readonly string[] {
  return effects.map(({ kind }) => kind);
}

describe("a distributed Map", () => {
  it("asks for a Map Run over its items and waits for its end", async () => {
    const { run, first } = await start(mapOf({ MaxConcurrency: 3 }), [1, 2]);
    const { mapRun, line, stateName, label, startedEventId, limits, request } = asked(first);
    assert.deepEqual(
      [line, stateName, label, startedEventId, limits],
      [0, "Each", "Lines", 4, { maxConcurrency: 3 }],
    );
    assert.deepEqual(request, { source: { kind: "items", items: [1, 2] } });
    assert.deepEqual(run.history[2]?.details, { mapStateStartedEventDetails: { length: 2 } });
    assert.deepEqual(run.history[3]?.details, {
      mapRunStartedEventDetails: {
        mapRunArn: `arn:aws:states:us-east-1:000000000000:mapRun:m/Lines:${mapRun}`,
      },
    });
    assert.equal(run.state.progress.status, "RUNNING");
    assert.equal(run.state.progress.hasLines, undefined);
  });

  it("has a label of its own where the definition gives none, always the same", async () => {
    const definition = mapOf();
    const unlabelled = JSON.parse(JSON.stringify(definition).replace('"Label":"Lines",', ""));
    const [one, other] = [await start(unlabelled, []), await start(unlabelled, [1])];
    assert.match(asked(one.first).label, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    assert.equal(asked(one.first).label, asked(other.first).label);
  });

  it("goes on with what the Map Run puts out", async () => {
    const started = await start(mapOf({ ItemsPath: "$.items", ResultPath: "$.out" }), {
      items: [1],
    });
    await started.run.at(T0, ended(started, { kind: "succeeded", output: "[7]" }));
    assert.equal(started.run.state.progress.end?.output, '{"items":[1],"out":[7]}');
    assert.deepEqual(tail(started.run, 4), [
      [5, 4, "MapRunSucceeded"],
      [6, 5, "MapStateSucceeded"],
      [7, 5, "MapStateExited"],
      [8, 7, "ExecutionSucceeded"],
    ]);
  });

  it("fails when the Map Run does, in its name", async () => {
    const started = await start(mapOf(), [1]);
    await started.run.at(T0, failed(started));
    assert.deepEqual(tail(started.run, 3), [
      [5, 4, "MapRunFailed"],
      [6, 5, "MapStateFailed"],
      [7, 6, "ExecutionFailed"],
    ]);
    const { end } = started.run.state.progress;
    assert.deepEqual([end?.error, end?.cause], ["E", "C"]);
  });

  it("may be caught", async () => {
    const handler = { ErrorEquals: ["E"], Next: "Caught" };
    const started = await start(mapOf({ Catch: [handler] }), [1]);
    await started.run.at(T0, failed(started));
    assert.equal(started.run.state.progress.end?.output, '{"Error":"E","Cause":"C"}');
    assert.deepEqual(tail(started.run, 5).slice(0, 2), [
      [6, 5, "MapStateFailed"],
      [7, 6, "MapStateExited"],
    ]);
  });

  it("is tried again by another Map Run", async () => {
    const retrier = { ErrorEquals: ["E"], IntervalSeconds: 1 };
    const started = await start(mapOf({ Retry: [retrier] }), [1]);
    await started.run.at(T0, failed(started));
    const again = await started.run.at(T0 + 1_000, { kind: "timerFired", timer: 1 });
    assert.notEqual(asked(again).mapRun, asked(started.first).mapRun);
    assert.deepEqual(typesOf(again.history), ["MapStateStarted", "MapRunStarted"]);
  });

  it("fails with more than may pass between states", async () => {
    const started = await start(mapOf(), [1]);
    await started.run.at(T0, ended(started, { kind: "succeeded" }));
    assert.equal(started.run.state.progress.end?.error, "States.DataLimitExceeded");
  });

  it("hears of its own Map Run only, and once", async () => {
    const started = await start(mapOf(), [1]);
    const event = ended(started, { kind: "succeeded", output: "[]" });
    const other = { ...event, mapRun: "0f1e2d3c-0000-4000-8000-000000000001" } as Happening;
    assert.equal((await play(started.run, T0, other)).isStale, true);
    await started.run.at(T0, event);
    assert.equal((await play(started.run, T0, event)).isStale, true);
  });

  it("fails before its Map Run begins where its bounds make no sense", async () => {
    const { run, first } = await start(mapOf({ ToleratedFailureCountPath: "$.n" }), [1]);
    assert.deepEqual(kindsOf(first.effects), []);
    assert.deepEqual(tail(run, 2), [
      [3, 2, "MapStateStarted"],
      [4, 3, "ExecutionFailed"],
    ]);
  });
});

describe("what a distributed Map asks of its Map Run", () => {
  const reader = { Resource: "arn:aws:states:::s3:getObject" };
  const writer = { Resource: "arn:aws:states:::s3:putObject" };

  it("is evaluated in JSONPath", async () => {
    const { first } = await start(
      mapOf({
        ItemReader: {
          ...reader,
          ReaderConfig: { InputType: "JSON", ItemsPointer: "/a", MaxItemsPath: "$.max" },
          Parameters: { "Bucket.$": "$.bucket", Key: "k" },
        },
        ItemBatcher: { MaxItemsPerBatchPath: "$.max", BatchInput: { "b.$": "$.bucket" } },
        ResultWriter: { ...writer, Parameters: { "Bucket.$": "$.bucket" } },
        ToleratedFailurePercentagePath: "$.percent",
      }),
      { bucket: "in", max: 5, percent: 2.5 },
    );
    const { request, limits } = asked(first);
    assert.deepEqual(limits, { maxConcurrency: 0, toleratedFailurePercentage: 2.5 });
    assert.deepEqual(request, {
      source: {
        kind: "read",
        read: {
          resource: reader.Resource,
          parameters: { Bucket: "in", Key: "k" },
          config: { InputType: "JSON", ItemsPointer: "/a" },
          maxItems: 5,
        },
      },
      batch: { input: { b: "in" }, maxItems: 5 },
      writer: {
        config: {},
        target: { resource: writer.Resource, parameters: { Bucket: "in" } },
      },
    });
  });

  it("is evaluated in JSONata", async () => {
    const { first } = await start(
      mapOf(
        {
          ItemReader: {
            ...reader,
            ReaderConfig: { InputType: "JSON", MaxItems: "{% $states.input.max %}" },
            Arguments: { Bucket: "{% $states.input.bucket %}", Key: "k" },
          },
          ItemBatcher: { MaxInputBytesPerBatch: "{% 100 + 1 %}" },
          ResultWriter: { WriterConfig: { Transformation: "FLATTEN", OutputType: "JSON" } },
        },
        { QueryLanguage: "JSONata" },
      ),
      { bucket: "in", max: 5 },
    );
    const { source, batch, writer: asWritten } = asked(first).request;
    assert.deepEqual(source.kind === "read" && source.read.parameters, { Bucket: "in", Key: "k" });
    assert.equal(source.kind === "read" && source.read.maxItems, 5);
    assert.deepEqual(batch, { maxBytes: 101 });
    assert.deepEqual(asWritten, { config: { Transformation: "FLATTEN", OutputType: "JSON" } });
  });
});

describe("the Map Run of an execution that ends", () => {
  it("is aborted, and taken up again by a redrive", async () => {
    const { run, first } = await start(mapOf(), [1]);
    const { mapRun } = asked(first);
    const stopped = await run.at(T0, { kind: "stopRequested" });
    assert.deepEqual(stopped.effects, [{ kind: "abortMapRun", mapRun }]);
    const redriven = await run.at(T0 + 1, { kind: "redriveRequested" });
    assert.deepEqual(redriven.effects, [{ kind: "redriveMapRun", mapRun }]);
    assert.deepEqual(tail(run, 2), [
      [6, 5, "ExecutionRedriven"],
      [7, 6, "MapRunRedriven"],
    ]);
    assert.deepEqual(run.history.at(-1)?.details, {
      mapRunRedrivenEventDetails: {
        mapRunArn: `arn:aws:states:us-east-1:000000000000:mapRun:m/Lines:${mapRun}`,
        redriveCount: 1,
      },
    });
    const outcome = { kind: "succeeded", output: "[]" } as const;
    await run.at(T0 + 2, { kind: "mapRunEnded", mapRun, line: 0, outcome });
    assert.equal(run.state.progress.status, "SUCCEEDED");
  });

  it("is taken up again after its own failure, in a branch as well", async () => {
    const each = (mapOf() as { States: { Each: object } }).States.Each;
    const branches = [{ StartAt: "Each", States: { Each: each } }];
    const definition = {
      StartAt: "Both",
      States: { Both: { Type: "Parallel", Branches: branches, End: true } },
    };
    const started = await start(definition, [1]);
    await started.run.at(T0, failed(started));
    assert.equal(started.run.state.progress.status, "FAILED");
    const redriven = await started.run.at(T0 + 1, { kind: "redriveRequested" });
    assert.deepEqual(kindsOf(redriven.effects), ["redriveMapRun"]);
    await started.run.at(T0 + 2, ended(started, { kind: "succeeded", output: "[2]" }));
    assert.equal(started.run.state.progress.end?.output, "[[2]]");
  });
});
