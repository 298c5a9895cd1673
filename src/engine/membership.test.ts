import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openMemoryStore } from "../store/open-store.ts";
import type { DueWork, Store } from "../store/store.ts";
import { joinNodes, type Membership } from "./membership.ts";

const TIMES = { beatMs: 20, silentMs: 80 };
const log = {
  debug() {},
  info() {},
  warn() {},
  error: (fields: object) => assert.fail(`${fields}`),
};

describe("nodes that share a database", () => {
  let store: Store;
  let members: Membership[];
  beforeEach(async () => {
    store = { ...(await openMemoryStore()), isShared: true };
    members = [];
  });
  afterEach(async () => {
    for (const member of members) await member.leave();
    await store.close();
  });

  async function join(id: string, own: Partial<Store> = {}) {
    const heard: { work: DueWork[]; lost: string[] } = { work: [], lost: [] };
    const node = { id, host: "web", pid: 1, version: "1.0.0" };
    const member = await joinNodes({ store: { ...store, ...own }, node, log, ...TIMES });
    members.push(member);
    member.start({
      leasesEnded: (work) => heard.work.push(work),
      nodesLost: async (ids) => void heard.lost.push(...ids),
    });
    return { member, heard };
  }
  const ids = async () => (await store.listNodes()).map(({ id }) => id);

  it("know each other, and who is about to stop", async () => {
    await join("n-1");
    const { member } = await join("n-2");
    await member.drain();
    assert.deepEqual(
      (await store.listNodes()).map(({ id, status }) => `${id} ${status}`),
      ["n-1 serving", "n-2 draining"],
    );
    await member.leave();
    assert.deepEqual(await ids(), ["n-1"]);
  });

  it("remove one that stays silent, and hear of it once", async () => {
    const { heard } = await join("n-1");
    await store.beat({ id: "dead", host: "web", pid: 2, version: "1.0.0", status: "serving" });
    await until(async () => heard.lost.length > 0);
    assert.deepEqual([heard.lost, await ids()], [["dead"], ["n-1"]]);
  });

  it("take nobody for dead after they could not reach the database themselves", async () => {
    let isCut = false;
    const errors: object[] = [];
    const done: string[] = [];
    const node = { id: "n-1", host: "web", pid: 1, version: "1.0.0" };
    const member = await joinNodes({
      node,
      log: { ...log, error: (fields) => void errors.push(fields) },
      ...TIMES,
      store: {
        ...store,
        beat: async (beating) => {
          if (isCut) throw new Error("cut off");
          done.push("beat");
          return store.beat(beating);
        },
        removeSilentNodes: (silentMs) => {
          done.push("remove");
          return store.removeSilentNodes(silentMs);
        },
      },
    });
    members.push(member);
    const lost: string[] = [];
    member.start({ leasesEnded() {}, nodesLost: async (gone) => void lost.push(...gone) });
    await until(async () => done.includes("remove"));
    isCut = true;
    await store.beat({ id: "n-2", host: "web", pid: 2, version: "1.0.0", status: "serving" });
    await until(async () => errors.length > 0);
    await delay(TIMES.silentMs);
    done.length = 0;
    isCut = false;
    // Both come back at about the same time, and the one that looks first spares the other.
    await until(async () => lost.length > 0);
    assert.deepEqual(done.slice(0, 2), ["beat", "beat"]);
    assert.ok(errors.length >= 1);
  });
});

describe("the node of an embedded database", () => {
  it("finds nobody else there, and needs no beat", async () => {
    const store = await openMemoryStore();
    await store.beat({ id: "killed", host: "web", pid: 1, version: "1.0.0", status: "serving" });
    const node = { id: "n-1", host: "web", pid: 1, version: "1.0.0" };
    await delay(5);
    const member = await joinNodes({ store, node, log, ...TIMES });
    member.start({ leasesEnded() {}, nodesLost: async () => {} });
    assert.equal(member.clock, Date.now);
    const [first, ...others] = await store.listNodes();
    assert.equal(first?.id, "n-1");
    assert.deepEqual(others, []);
    await delay(30);
    assert.equal((await store.listNodes())[0]?.seenAt, first.seenAt);
    await member.leave();
    assert.deepEqual(await store.listNodes(), []);
    await store.close();
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(5);
}
