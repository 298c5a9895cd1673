import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newId } from "../base/ulid.ts";
import { callbackMachine } from "../execution/testing.ts";
import type { StateMachineRecord } from "../store/records.ts";
import { removeOld } from "./remove-old.ts";
import { createRetention } from "./retention.ts";
import type { TaskRunner } from "./task-runner.ts";
import { type EngineBench, openEngine } from "./testing.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const PASS = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
const FAIL = { StartAt: "F", States: { F: { Type: "Fail", Error: "No" } } };

/** Asks and keeps the token. */
function createAsker(): TaskRunner & { token: string } {
  const asker: TaskRunner & { token: string } = {
    token: "",
    isAtomic: true,
    async run(call) {
      asker.token = call.token ?? "";
      return { kind: "succeeded", output: {} };
    },
  };
  return asker;
}

let lastAt = Date.UTC(2026, 0, 1);

/** Ids rise within a process: each test is later than those before it. */
async function open(runner: TaskRunner = createAsker()): Promise<EngineBench> {
  const bench = await openEngine(runner);
  lastAt += 1_000 * DAY_MS;
  bench.now = lastAt;
  return bench;
}

async function start(bench: EngineBench, stateMachine: StateMachineRecord, name: string) {
  const outcome = await bench.engine.startExecution({
    stateMachine,
    name,
    input: "{}",
    startedBy: "tester",
  });
  assert.equal(outcome.kind, "started");
  return outcome.kind === "started" ? outcome.executionId : "";
}

/** A whole pass over what ended more than ten days ago. */
async function removeAll(bench: EngineBench) {
  const steps = removeOld(bench, bench.now - 10 * DAY_MS);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

async function idsOf(bench: EngineBench): Promise<readonly string[]> {
  const executions = await bench.store.listExecutions({}, { limit: 1_000 });
  return executions.map(({ id }) => id).toSorted();
}

describe("a pass of retention", () => {
  it("removes what ended before, however it ended, and nothing else", async () => {
    const bench = await open();
    const passes = await bench.deploy(PASS, "passes");
    const fails = await bench.deploy(FAIL, "fails");
    const asks = await bench.deploy(callbackMachine({}), "asks");
    await start(bench, passes, "old");
    await start(bench, fails, "old");
    const waiting = await start(bench, asks, "old");
    bench.now += 5 * DAY_MS;
    const recent = await start(bench, passes, "recent");
    bench.now += 6 * DAY_MS;
    assert.deepEqual(await removeAll(bench), { executions: 2, deliveries: 0, revisions: 0 });
    assert.deepEqual(await idsOf(bench), [waiting, recent].toSorted());
    assert.equal((await bench.history(waiting)).length > 0, true);
    assert.deepEqual(await removeAll(bench), { executions: 0, deliveries: 0, revisions: 0 });
  });

  it("counts from the end of an execution, not from its start", async () => {
    const asker = createAsker();
    const bench = await open(asker);
    const id = await start(bench, await bench.deploy(callbackMachine({}), "asks"), "a");
    bench.now += 30 * DAY_MS;
    const closing = { via: "api", by: null };
    await bench.engine.answerTask(asker.token, { kind: "succeeded", output: "{}" }, { closing });
    bench.now += 9 * DAY_MS;
    await removeAll(bench);
    assert.deepEqual(await idsOf(bench), [id]);
    bench.now += 2 * DAY_MS;
    await removeAll(bench);
    assert.deepEqual(await idsOf(bench), []);
    assert.equal((await bench.engine.inspectToken(asker.token)).kind, "unknown");
  });

  it("frees the name, and forgets the history", async () => {
    const bench = await open();
    const machine = await bench.deploy(PASS);
    const first = await start(bench, machine, "same");
    bench.now += 11 * DAY_MS;
    await removeAll(bench);
    assert.deepEqual(await bench.history(first), []);
    assert.notEqual(await start(bench, machine, "same"), first);
  });

  it("goes through many, page by page", async () => {
    const bench = await open();
    const machine = await bench.deploy(PASS);
    for (let number = 0; number < 450; number++) await start(bench, machine, `${number}`);
    bench.now += 11 * DAY_MS;
    assert.equal((await removeAll(bench)).executions, 450);
    assert.equal(await bench.store.sweepRemovals(1), 0);
  });

  it("finishes what a pass before it has begun", async () => {
    const bench = await open();
    const id = await start(bench, await bench.deploy(PASS), "a");
    bench.now += 11 * DAY_MS;
    const steps = removeOld(bench, bench.now - 10 * DAY_MS);
    // Over all kinds of ends until there is something to remove.
    while ((await idsOf(bench)).length > 0) await steps.next();
    assert.equal((await bench.history(id)).length > 0, true);
    assert.equal((await removeAll(bench)).executions, 0);
    assert.deepEqual(await bench.history(id), []);
  });

  it("removes revisions that neither a machine nor an execution has", async () => {
    const bench = await open(createAsker());
    const waits = await bench.deploy(callbackMachine({}), "m");
    await start(bench, waits, "waits");
    const second = await revise(bench, waits, PASS);
    await start(bench, second, "passes");
    const third = await revise(bench, second, FAIL);
    bench.now += 11 * DAY_MS;
    assert.equal((await removeAll(bench)).revisions, 1);
    assert.equal(await bench.store.findRevision(second.revision.id), undefined);
    assert.notEqual(await bench.store.findRevision(waits.revision.id), undefined);
    assert.notEqual(await bench.store.findRevision(third.revision.id), undefined);
    await bench.commit([{ kind: "beginDeletion", name: "m" }]);
    await bench.commit([{ kind: "deleteStateMachine", name: "m" }]);
    assert.equal((await removeAll(bench)).revisions, 1);
    assert.equal(await bench.store.findRevision(third.revision.id), undefined);
  });

  it("leaves an execution alone that is redriven at the same time", async () => {
    const bench = await open();
    const id = await start(bench, await bench.deploy(FAIL), "a");
    bench.now += 11 * DAY_MS;
    const [redrive, removal] = await Promise.all([
      bench.engine.deliver(id, { kind: "redriveRequested" }),
      removeAll(bench),
    ]);
    const isThere = (await bench.store.findExecution(id)) !== undefined;
    assert.equal(redrive, isThere ? "applied" : "unknownExecution");
    assert.equal(removal.executions, isThere ? 0 : 1);
  });
});

describe("retention", () => {
  it("takes its passes an hour apart, step by step, and tells what it removed", async () => {
    const bench = await open();
    const told: object[] = [];
    const log = { info: (fields: object) => told.push(fields) };
    const clock = () => bench.now;
    await start(bench, await bench.deploy(PASS), "a");
    bench.now += 11 * DAY_MS;
    const { tick } = createRetention({ ...bench, clock, log, retentionDays: 10 });
    const firstAt = bench.now + 30_000;
    assert.equal(await tick(), firstAt);
    assert.equal((await idsOf(bench)).length, 1);
    bench.now = firstAt;
    let nextAt = await tick();
    for (; nextAt - bench.now < 1_000; nextAt = await tick()) bench.now = nextAt;
    assert.ok(nextAt - firstAt > 59 * 60_000);
    assert.deepEqual(await idsOf(bench), []);
    assert.deepEqual(told, [{ retentionDays: 10, executions: 1, deliveries: 0, revisions: 0 }]);
    assert.equal(await tick(), nextAt);
  });

  it("begins a new pass an hour after a step that failed", async () => {
    const bench = await open();
    let isBroken = true;
    const sweepRemovals = async () => {
      if (isBroken) throw new Error("the disk is gone");
      return 0;
    };
    const store = { ...bench.store, sweepRemovals };
    const log = { info() {} };
    const clock = () => bench.now;
    const { tick } = createRetention({ ...bench, store, clock, log, retentionDays: 10 });
    bench.now += 30_000;
    await assert.rejects(tick(), /the disk is gone/);
    isBroken = false;
    bench.now = await tick();
    assert.ok((await tick()) - bench.now < 1_000);
  });
});

async function revise(
  { commit, now, store }: EngineBench,
  machine: StateMachineRecord,
  definition: object,
): Promise<StateMachineRecord> {
  const { name, settings } = machine;
  const own = { id: newId(now), definition: JSON.stringify(definition), createdAt: now };
  await commit([
    {
      kind: "reviseStateMachine",
      expectedRevision: machine.revision.id,
      revision: { ...machine.revision, ...own },
      updatedAt: now,
      ...{ name, settings },
    },
  ]);
  return (await store.findStateMachine(name)) ?? machine;
}
