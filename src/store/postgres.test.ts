import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { type PostgresServer, startPostgres } from "../../test/support/postgres-server.ts";
import { defined } from "../base/assert.ts";
import { checkOrphanedLeases, checkOwnLeases } from "./contract/leases.ts";
import {
  createDelivery,
  createExecution,
  putTask,
  putTimer,
  SAMPLE_PROGRESS,
  sampleId,
  sampleTopic,
} from "./contract/samples.ts";
import { write } from "./contract/suite.ts";
import { EMPTY } from "./drivers/postgres/testing.ts";
import { openStore } from "./open-store.ts";
import { describeStore } from "./store.contract.ts";
import type { DueWork, Store } from "./store.ts";

const claim = { at: 9_000, leaseUntil: 60_000, limit: 5 };

describe("PostgreSQL", () => {
  let server: PostgresServer;
  let url = "";
  let client: pg.Client;

  before(async () => {
    server = await startPostgres();
    url = await server.createDatabase();
    await (await open()).close();
    client = new pg.Client({ connectionString: url });
    await client.connect();
  });

  after(async () => {
    await client.end();
    await server.stop();
  });

  const open = () => openStore({ dataDirectory: "", databaseUrl: url });

  async function openEmpty(): Promise<Store> {
    await client.query(EMPTY);
    return open();
  }

  describeStore("as a store", openEmpty);

  it("tells that it is closed", async () => {
    const store = await open();
    await store.close();
    await store.close();
    await assert.rejects(store.findSetting("a"), { name: "StoreError" });
    await assert.rejects(store.commit([[createExecution(1)]]), { name: "StoreError" });
  });

  describe("shared by two servers", () => {
    let stores: [Store, Store];
    before(async () => {
      stores = [await openEmpty(), await open()];
    });
    after(() => Promise.all(stores.map((store) => store.close())));

    const advance = (number: number, expectedVersion: number) =>
      ({
        kind: "advanceExecution",
        executionId: sampleId(number),
        expectedVersion,
        progress: SAMPLE_PROGRESS,
      }) as const;

    it("lets one of two writers advance an execution", async () => {
      await write(stores[0], createExecution(1));
      for (let version = 1; version <= 20; version++) {
        const outcomes = await Promise.all(
          stores.map((store) => store.commit([[advance(1, version)]])),
        );
        assert.deepEqual(outcomes.flat().sort(), ["committed", "refused"]);
      }
    });

    it("writes again what waits for each other", async () => {
      await stores[0].commit([[createExecution(11)], [createExecution(12)]]);
      for (let version = 1; version <= 5; version++) {
        const units = [[advance(11, version)], [advance(12, version)]];
        const [forwards, backwards] = await Promise.all([
          stores[0].commit(units),
          stores[1].commit(units.toReversed()),
        ]);
        assert.deepEqual([forwards[0], backwards[1]].sort(), ["committed", "refused"]);
        assert.deepEqual([forwards[1], backwards[0]].sort(), ["committed", "refused"]);
      }
    });

    it("hands a task, a timer and a delivery to one of them", async () => {
      const numbers = Array.from({ length: 40 }, (_, index) => index);
      await write(
        stores[0],
        ...numbers.flatMap((number) => [
          putTask({ executionId: sampleId(5), task: number }),
          putTimer(sampleId(5), number, 5),
          createDelivery({ id: sampleId(number) }),
        ]),
      );
      const turns = Array.from({ length: 10 }, (_, index) => stores[index % 2] as Store);
      const tasks = await Promise.all(turns.map((store) => store.claimTasks(claim)));
      const timers = await Promise.all(turns.map((store) => store.claimTimers(claim)));
      const deliveries = await Promise.all(turns.map((store) => store.claimDeliveries(claim)));
      for (const claimed of [tasks, timers, deliveries]) assert.equal(claimed.flat().length, 40);
      assert.equal(new Set(tasks.flat().map(({ task }) => task)).size, 40);
      assert.equal(new Set(timers.flat().map(({ timer }) => timer)).size, 40);
      assert.equal(new Set(deliveries.flat().map(({ id }) => id)).size, 40);
    });

    it("hands out what a node held that is gone", async () => {
      await (await openEmpty()).close();
      const nodes = await Promise.all(
        ["n-1", "n-2"].map((nodeId) => openStore({ dataDirectory: "", databaseUrl: url, nodeId })),
      );
      const [first, second] = nodes as [Store, Store];
      await checkOrphanedLeases(first, second);
      await Promise.all(nodes.map((store) => store.close()));
    });

    it("tells a node what it holds itself", async () => {
      await (await openEmpty()).close();
      const store = await openStore({ dataDirectory: "", databaseUrl: url, nodeId: "n-1" });
      await checkOwnLeases(store);
      await store.close();
    });

    it("has neither of them go by what the other has changed", async () => {
      const [writer, reader] = stores;
      await write(writer, { kind: "createTopic", topic: sampleTopic() });
      for (const attributes of ['{"DisplayName":"A"}', '{"DisplayName":"B"}']) {
        const { attributes: before, tags } = defined(
          await reader.findTopic("approvals"),
          "a topic",
        );
        const replaces = { attributes: before, tags };
        await write(writer, { kind: "updateTopic", name: "approvals", attributes, tags, replaces });
        assert.equal((await reader.findTopic("approvals"))?.attributes, attributes);
      }
      await write(writer, { kind: "deleteTopic", name: "approvals" });
      assert.equal(await reader.findTopic("approvals"), undefined);
    });

    for (const table of [
      "aliases",
      "revisions",
      "state_machines",
      "subscriptions",
      "topics",
      "versions",
    ]) {
      it(`notices whatever is written to ${table}, by whomever`, async () => {
        const find = async () => {
          const { rows } = await client.query("select mark from countersign.definition_changes");
          return rows[0]?.mark;
        };
        const before = await find();
        await client.query(`delete from countersign.${table}`);
        assert.notEqual(await find(), before);
      });
    }

    it("tells the other, and not itself, what has become due", async () => {
      const [teller, listener] = [await openEmpty(), await open()];
      const heard: [string, DueWork][] = [];
      const isHeard = new Promise<void>((resolve) => {
        // The others of this file tell things as well.
        const hear = (who: string, work: DueWork) => {
          if (work.timers === 700) heard.push([who, work]);
          if (who === "listener" && heard.length > 0) resolve();
        };
        teller.onDueWork((work) => hear("teller", work));
        listener.onDueWork((work) => hear("listener", work));
      });
      // A hint is for those who listen already.
      await untilListening(client, 2);
      await write(teller, putTimer("x", 1, 700), putTimer("x", 2, 800));
      await write(teller, createDelivery({ id: sampleId(99), dueAt: 300 }));
      await isHeard;
      assert.deepEqual(heard, [["listener", { timers: 700, deliveries: 300 }]]);
      await Promise.all([teller.close(), listener.close()]);
    });
  });
});

async function untilListening(client: pg.Client, count: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      "select from pg_stat_activity where query like 'listen %' and datname = current_database()",
    );
    if (rows.length === count) return;
  }
}
