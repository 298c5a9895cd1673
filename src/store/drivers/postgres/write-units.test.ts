// Units made at random from few ids, so that they get into each other's way: written together in PostgreSQL,
// they must come to the same as written one after the other in SQLite.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import pg from "pg";
import { type PostgresServer, startPostgres } from "../../../../test/support/postgres-server.ts";
import type { Change } from "../../change.ts";
import {
  advanceApproval,
  createApproval,
  createDelivery,
  createExecution,
  putTask,
  putTimer,
  SAMPLE_PROGRESS,
  sampleChunk,
  sampleClosing,
  sampleId,
  sampleTopic,
} from "../../contract/samples.ts";
import { openMemoryStore, openStore } from "../../open-store.ts";
import type { Store, Unit } from "../../store.ts";
import { EMPTY } from "./testing.ts";

describe("units written together", () => {
  let server: PostgresServer;
  let client: pg.Client;
  let store: Store;

  before(async () => {
    server = await startPostgres();
    const url = await server.createDatabase();
    store = await openStore({ dataDirectory: "", databaseUrl: url });
    client = new pg.Client({ connectionString: url });
    await client.connect();
  });

  after(async () => {
    await store.close();
    await client.end();
    await server.stop();
  });

  it("come to the same as one after the other", async () => {
    await fc.assert(
      fc.asyncProperty(randomCommits, async (commits) => {
        await client.query(EMPTY);
        const model = await openMemoryStore();
        assert.deepEqual(await commitAll(store, commits), await commitAll(model, commits));
        assert.deepEqual(await contentOf(store), await contentOf(model));
        await model.close();
      }),
      { numRuns: 60 },
    );
  });

  it("may be a thousand, with a refused one between them", async () => {
    await client.query(EMPTY);
    const numbers = Array.from({ length: 1_000 }, (_, index) => index);
    const units = numbers.map((number) => [
      createExecution(number, { name: number === 700 ? "run-7" : `run-${number}` }),
      putTask({ executionId: sampleId(number) }),
    ]);
    const outcomes = await store.commit(units);
    assert.deepEqual(
      numbers.filter((number) => outcomes[number] === "refused"),
      [700],
    );
    assert.equal((await store.listExecutions({}, { limit: 2_000 })).length, 999);
    assert.equal(await store.findTask(sampleId(700), 1), undefined);
  });
});

const IDS = [0, 1, 2, 3];

const id = fc.constantFrom(...IDS);
const small = fc.constantFrom(1, 2);
/** Whatever is about an execution takes its id, a task or timer of it, and a number. */
const about = fc.record({ execution: id, number: small, value: fc.nat({ max: 3 }) });

const change: fc.Arbitrary<Change> = about.chain(({ execution, number, value }) =>
  fc.constantFrom(...changesAbout(sampleId(execution), number, value)),
);

function changesAbout(executionId: string, number: number, value: number): Change[] {
  const task = { executionId, task: number };
  const id = sampleId(value);
  const approval = `${executionId}.${number}`;
  const isAgain = value > 1;
  return [
    createExecution(value),
    advance(executionId, value, "RUNNING"),
    advance(executionId, value, "SUCCEEDED"),
    { kind: "appendHistory", chunk: { ...sampleChunk(number, number), executionId } },
    putTask({ ...task, hasToken: isAgain, dueAt: value }),
    { kind: "closeTask", ...task, hasToken: isAgain, closing: sampleClosing, at: value },
    { kind: "requeueTask", ...task, dueAt: 100 + value },
    { kind: "awaitToken", ...task, subject: null },
    { kind: "holdTask", ...task },
    putTimer(executionId, number, value),
    { kind: "removeTimer", executionId, timer: number },
    createDelivery({ id }),
    {
      kind: "settleDelivery",
      id,
      status: isAgain ? "queued" : "sent",
      dueAt: isAgain ? value : null,
      at: value,
      lastError: null,
    },
    createApproval({ id: approval, ...task }),
    advanceApproval({ id: approval, ...task, state: `"${value}"`, dueAt: value }, value),
    { kind: "closeApproval", ...task, status: "cancelled", decision: null, at: value },
    { kind: "createSetting", key: `key ${number}`, value: "" },
    { kind: "createTopic", topic: sampleTopic({ name: `topic-${number}` }) },
  ];
}

function advance(executionId: string, expectedVersion: number, status: "RUNNING" | "SUCCEEDED") {
  const end = status === "RUNNING" ? {} : { end: { at: 7, output: "1" } };
  const progress = { ...SAMPLE_PROGRESS, status, ...end };
  return { kind: "advanceExecution", executionId, expectedVersion, progress } as const;
}

/** Commits one after the other, each of several units. */
const randomCommits: fc.Arbitrary<readonly (readonly Unit[])[]> = fc.array(
  fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 8 }),
  { minLength: 1, maxLength: 3 },
);

/** What a commit answers, or that it failed. */
async function commitAll(
  store: Store,
  commits: readonly (readonly Unit[])[],
): Promise<readonly unknown[]> {
  const answers = [];
  for (const units of commits) answers.push(await store.commit(units).catch(() => "failed"));
  return answers;
}

async function contentOf(store: Store): Promise<object> {
  const page = { limit: 100 };
  const eachId = <T>(read: (key: string) => Promise<T>) => Promise.all(IDS.map(sampleId).map(read));
  const all = { at: 1_000, leaseUntil: 2_000, limit: 100 };
  return {
    executions: await eachId((key) => store.findExecution(key)),
    progress: await eachId((key) => store.findProgress(key)),
    history: await eachId((key) => store.readHistory(key, { isReverse: false, limit: 100 })),
    tasks: await eachId((key) => Promise.all([1, 2].map((task) => store.findTask(key, task)))),
    deliveries: await store.listDeliveries({}, page),
    approvals: await store.listApprovals({}, page),
    topics: await store.listTopics(page),
    settings: await Promise.all([1, 2].map((number) => store.findSetting(`key ${number}`))),
    dueTasks: await store.claimTasks(all),
    dueTimers: (await store.claimTimers(all)).map((timer) => JSON.stringify(timer)).sort(),
    dueDeliveries: await store.claimDeliveries(all),
  };
}
