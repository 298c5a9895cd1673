import assert from "node:assert/strict";
import { defined } from "../../base/assert.ts";
import type { Json } from "../../base/json.ts";
import type { Progress } from "../../execution/state.ts";
import type { Change } from "../change.ts";
import {
  createExecution,
  SAMPLE_FRAME,
  SAMPLE_PROGRESS,
  sampleExecution,
  sampleId,
} from "./samples.ts";
import { type Contract, outcomeOf, readPages, write } from "./suite.ts";

const succeeded: Progress = {
  status: "SUCCEEDED",
  lastEventId: 6,
  lastTask: 1,
  lastTimer: 1,
  end: { at: 7_000, output: '{"approved":true}' },
};
const failed: Progress = {
  ...succeeded,
  status: "FAILED",
  end: { at: 7_000, error: "Rejected", cause: "" },
};

function advance(number: number, progress: Progress, expectedVersion = 1): Change {
  return { kind: "advanceExecution", executionId: sampleId(number), expectedVersion, progress };
}

export const executionsContract: Contract = {
  "finds an execution as it was created, by id and by name": async (store) => {
    await write(store, createExecution(1, sampleExecution()));
    assert.deepEqual(await store.findExecution(sampleId(1)), sampleExecution());
    assert.deepEqual(await store.findExecutionByName("expense", "first"), sampleExecution());
    assert.equal(await store.findExecution("none"), undefined);
    assert.equal(await store.findExecutionByName("other", "first"), undefined);
    assert.equal(await store.findExecutionByName("expense", "First"), undefined);
  },

  "finds an execution that was over when it was created": async (store) => {
    const execution = sampleExecution({
      status: "SUCCEEDED",
      stoppedAt: 7_000,
      output: '{"approved":true}',
    });
    await write(store, createExecution(1, execution, succeeded));
    assert.deepEqual(await store.findExecution(sampleId(1)), execution);
    assert.equal(await store.findProgress(sampleId(1)), undefined);
  },

  "keeps the input of a frame, be it the execution's own, another or null": async (store) => {
    const progress = (input: Json): Progress => {
      return { ...SAMPLE_PROGRESS, frame: { ...SAMPLE_FRAME, input } };
    };
    const inputs: Json[] = [{ a: [1, null] }, { a: 1 }, null, "", 0, false];
    for (const [index, input] of inputs.entries()) {
      const execution = { input: '{"a":[1,null]}' };
      const creation = createExecution(index, execution, progress(input));
      const sharesInput = index === 0;
      await write(store, { ...creation, sharesInput } as Change);
      const created = await store.findProgress(sampleId(index));
      assert.deepEqual(created, { version: 1, progress: progress(input) });
      assert.deepEqual(await store.findInProgress(sampleId(index)), {
        ...created,
        execution: sampleExecution({ id: sampleId(index), ...execution, name: `run-${index}` }),
        input: { a: [1, null] },
      });
      await write(store, advance(index, progress(input)));
      const advanced = await store.findProgress(sampleId(index));
      assert.deepEqual(advanced, { version: 2, progress: progress(input) });
    }
  },

  "refuses a second execution of a name, but not under another machine": async (store) => {
    await write(store, createExecution(1, { name: "same" }));
    assert.equal(await outcomeOf(store, createExecution(2, { name: "same" })), "refused");
    await write(store, createExecution(2, { name: "same", stateMachineName: "other" }));
    assert.equal((await store.findExecutionByName("expense", "same"))?.id, sampleId(1));
    assert.equal((await store.findExecutionByName("other", "same"))?.id, sampleId(2));
  },

  "takes any number of EXPRESS executions of a name, and finds a STANDARD one by it": async (
    store,
  ) => {
    const express = { name: "same", type: "EXPRESS" } as const;
    await write(store, createExecution(1, express), createExecution(2, express));
    assert.equal(await store.findExecutionByName("expense", "same"), undefined);
    await write(store, createExecution(3, { name: "same" }), createExecution(4, express));
    assert.equal((await store.findExecutionByName("expense", "same"))?.id, sampleId(3));
    assert.equal((await store.findExecution(sampleId(4)))?.type, "EXPRESS");
    const listed = await store.listExecutions({ type: "STANDARD" }, { limit: 9 });
    assert.deepEqual(
      listed.map(({ id }) => id),
      [sampleId(3)],
    );
  },

  "advances an execution to the next version and keeps what never changes": async (store) => {
    await write(store, createExecution(1));
    const { frame: _, ...rest } = SAMPLE_PROGRESS;
    const progress: Progress = { ...rest, lastEventId: 9, lastLine: 3, hasLines: true };
    await write(store, advance(1, progress));
    assert.deepEqual(await store.findProgress(sampleId(1)), { version: 2, progress });
    assert.deepEqual(await store.findExecution(sampleId(1)), sampleExecution({ name: "run-1" }));
  },

  "refuses to advance from another version, or what does not exist": async (store) => {
    await write(store, createExecution(1));
    assert.equal(await outcomeOf(store, advance(1, succeeded, 0)), "refused");
    assert.equal(await outcomeOf(store, advance(1, succeeded, 2)), "refused");
    assert.equal(await outcomeOf(store, advance(2, succeeded, 1)), "refused");
    assert.deepEqual(await store.findExecution(sampleId(1)), sampleExecution({ name: "run-1" }));
  },

  "takes status, end and output of an execution from its progress": async (store) => {
    await write(store, createExecution(1), createExecution(2));
    await write(store, advance(1, succeeded), advance(2, failed));
    assert.deepEqual(
      await store.findExecution(sampleId(1)),
      sampleExecution({
        name: "run-1",
        status: "SUCCEEDED",
        stoppedAt: 7_000,
        output: '{"approved":true}',
      }),
    );
    assert.equal(await store.findProgress(sampleId(1)), undefined);
    const second = await store.findExecution(sampleId(2));
    assert.deepEqual(await store.findProgress(sampleId(2)), { version: 2, progress: failed });
    assert.deepEqual(
      [second?.status, second?.output, second?.error, second?.cause],
      ["FAILED", null, "Rejected", ""],
    );
  },

  "lists executions newest first, page by page, without what is long": async (store) => {
    await write(store, ...[2, 5, 1, 4, 3].map((number) => createExecution(number)));
    await write(store, advance(3, succeeded));
    const list = await readPages(
      (page) => store.listExecutions({}, page),
      ({ id }) => id,
      2,
    );
    assert.deepEqual(
      list.map(({ id }) => id),
      [5, 4, 3, 2, 1].map(sampleId),
    );
    assert.deepEqual(list[2], {
      id: sampleId(3),
      stateMachineName: "expense",
      type: "STANDARD",
      name: "run-3",
      stateMachineVersion: null,
      stateMachineAlias: null,
      startedAt: 2_000,
      stoppedAt: 7_000,
      status: "SUCCEEDED",
      redriveCount: 0,
      redrivenAt: null,
      mapRun: null,
    });
  },

  "keeps what an execution was started by, and lists by it": async (store) => {
    const started = { stateMachineVersion: 2, stateMachineAlias: "PROD", traceHeader: "Root=1" };
    await write(store, createExecution(1, started));
    await write(store, createExecution(2, { stateMachineVersion: 2 }), createExecution(3));
    await write(store, createExecution(4, { ...started, stateMachineName: "other" }));
    const { stateMachineVersion, stateMachineAlias, traceHeader } = defined(
      await store.findExecution(sampleId(1)),
      "execution",
    );
    assert.deepEqual({ stateMachineVersion, stateMachineAlias, traceHeader }, started);
    const listed = async (filter: object) =>
      (await store.listExecutions({ stateMachineName: "expense", ...filter }, { limit: 9 })).map(
        ({ id }) => id,
      );
    assert.deepEqual(await listed({ version: 2 }), [sampleId(2), sampleId(1)]);
    assert.deepEqual(await listed({ version: 1 }), []);
    assert.deepEqual(await listed({ alias: "PROD" }), [sampleId(1)]);
    assert.deepEqual(await listed({ alias: "PROD", status: "FAILED" }), []);
  },

  "lists executions of one machine, of one status, and of both": async (store) => {
    const stateMachineName = "other";
    await write(store, createExecution(1), createExecution(2), createExecution(3));
    await write(store, ...[4, 5].map((number) => createExecution(number, { stateMachineName })));
    await write(store, advance(2, succeeded), advance(3, failed), advance(4, succeeded));
    const list = async (filter: Parameters<typeof store.listExecutions>[0]) => {
      const rows = await readPages(
        (page) => store.listExecutions(filter, page),
        ({ id }) => id,
        1,
      );
      return rows.map(({ id }) => Number(id.slice(3)));
    };
    assert.deepEqual(await list({ stateMachineName }), [5, 4]);
    assert.deepEqual(await list({ status: "SUCCEEDED" }), [4, 2]);
    assert.deepEqual(await list({ status: "RUNNING" }), [5, 1]);
    assert.deepEqual(await list({ status: "SUCCEEDED", stateMachineName: "expense" }), [2]);
    assert.deepEqual(await list({ status: "ABORTED" }), []);
  },
};
