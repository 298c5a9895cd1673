import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import {
  type Cut,
  type CuttingProxy,
  startCuttingProxy,
} from "../../test/support/cutting-proxy.ts";
import { type OwnPostgresServer, startOwnPostgres } from "../../test/support/postgres-server.ts";
import { createExecution, putTask, SAMPLE_PROGRESS, sampleId } from "./contract/samples.ts";
import { write } from "./contract/suite.ts";
import { openStore } from "./open-store.ts";
import type { DueWork, Store } from "./store.ts";

describe("a PostgreSQL that goes away", () => {
  let server: OwnPostgresServer;
  let url = "";
  let proxy: CuttingProxy;
  let store: Store;

  before(async () => {
    server = await startOwnPostgres();
    url = await server.createDatabase();
    proxy = await startCuttingProxy(url);
    store = await openStore({ dataDirectory: "", databaseUrl: proxy.url });
  });

  after(async () => {
    await store.close();
    await proxy.stop();
    await server.stop();
  });

  it("is not noticed when it ends the sessions", async () => {
    await write(store, createExecution(1));
    await endSessions(url);
    assert.notEqual(await store.findExecution(sampleId(1)), undefined);
    await endSessions(url);
    await write(store, createExecution(2));
  });

  it("is not noticed when it goes between several reads", async () => {
    proxy.cutWhen(
      ({ from, text }) => from === "client" && text.includes("prepare countersign_types"),
    );
    const reads = [store.findStack("s"), store.findTopic("a"), store.findTopic("b")];
    assert.deepEqual(await Promise.all(reads), [undefined, undefined, undefined]);
  });

  it("has whoever listens look at everything when it listens again", async () => {
    const heard: DueWork[] = [];
    store.onDueWork((work) => heard.push(work));
    await delay(100);
    await endSessions(url);
    await until(() => heard.length > 0);
    const [work = {}] = heard;
    assert.equal(work.timers, 0);
    assert.deepEqual([...new Set(Object.values(work))], [0]);
  });

  it("answers a commit whose answer was lost as what became of it", async () => {
    proxy.cutWhen(answerToCommit());
    await write(store, createExecution(3));
    proxy.cutWhen(answerToCommit());
    const [outcome] = await store.commit([[advance(3, 1)]]);
    assert.equal(outcome, "committed");
    assert.equal((await store.findProgress(sampleId(3)))?.version, 2);
  });

  it("writes a commit again that never arrived", async () => {
    proxy.cutWhen(isCommit);
    await write(store, createExecution(4));
    proxy.cutWhen(isCommit);
    const [outcome] = await store.commit([[advance(4, 1)]]);
    assert.equal(outcome, "committed");
    assert.equal((await store.findProgress(sampleId(4)))?.version, 2);
  });

  it("finds out the same of what has no guard", async () => {
    const unit = [putTask({ executionId: sampleId(5) })];
    proxy.cutWhen(answerToCommit());
    assert.deepEqual(await store.commit([unit]), ["committed"]);
  });

  it("keeps callers for a while and then tells them to come back", async () => {
    const isAnswer = answerToCommit();
    proxy.cutWhen((piece) => {
      if (!isAnswer(piece)) return false;
      proxy.block();
      return true;
    });
    const lost = { name: "StoreError", isUnavailable: true };
    const startedMs = performance.now();
    await assert.rejects(store.commit([[createExecution(6)]]), {
      ...lost,
      message: /which may be stored or not$/,
    });
    await Promise.all([
      assert.rejects(store.findExecution(sampleId(1)), { ...lost, message: /^cannot read the/ }),
      assert.rejects(store.commit([[createExecution(7)]]), { ...lost, message: /^cannot write/ }),
    ]);
    const waitedMs = performance.now() - startedMs;
    assert.ok(waitedMs > 4_000 && waitedMs < 30_000, `${waitedMs} ms`);
    proxy.unblock();
    assert.equal((await store.findProgress(sampleId(6)))?.version, 1);
    assert.equal(await store.findExecution(sampleId(7)), undefined);
    await write(store, createExecution(7));
  });

  for (const [what, act] of [
    ["restarts", () => server.restart()],
    ["crashes", () => server.crash()],
  ] as const) {
    it(`has whatever it acknowledged, and takes the rest, when it ${what} under load`, async () => {
      const acknowledged: number[] = [];
      let next = what === "restarts" ? 1_000 : 2_000;
      let isOver = false;
      const writer = async () => {
        while (!isOver) {
          const number = next++;
          await write(store, createExecution(number), putTask({ executionId: sampleId(number) }));
          acknowledged.push(number);
        }
      };
      const writers = Promise.all(Array.from({ length: 4 }, writer));
      await until(() => acknowledged.length > 50);
      await act();
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 50);
      isOver = true;
      await writers;
      for (const number of acknowledged) {
        assert.notEqual(await store.findTask(sampleId(number), 1), undefined, `${number} is lost`);
      }
    });
  }
});

function advance(number: number, expectedVersion: number) {
  const progress = SAMPLE_PROGRESS;
  const executionId = sampleId(number);
  return { kind: "advanceExecution", executionId, expectedVersion, progress } as const;
}

/** Statements that are written at once have names that say so. */
const isCommit: Cut = ({ from, text }) => from === "client" && text.includes("countersign_batch_");

function answerToCommit(): Cut {
  let isSent = false;
  return (piece) => {
    isSent ||= isCommit(piece);
    return isSent && piece.from === "server";
  };
}

async function endSessions(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  await client.end();
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}
