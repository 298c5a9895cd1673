import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LeaseRecord } from "../store/lease-record.ts";
import { createForgottenLeases, type ForgottenLeases } from "./forgotten-leases.ts";

const T0 = Date.UTC(2026, 0, 1);

class Bench {
  now = T0;
  leases: readonly LeaseRecord[] = [];
  readonly inHand = new Set<string>();
  readonly forgotten: ForgottenLeases;

  constructor(isShared: boolean) {
    this.forgotten = createForgottenLeases({
      store: {
        isShared,
        listLeases: async () => this.leases,
        endLease: async (_queue, ended) => {
          this.leases = this.leases.filter(({ key }) => key !== ended.key);
        },
      },
      clock: () => this.now,
      log: { debug() {}, info() {}, warn() {}, error() {} },
      queue: "tasks",
      isInHand: (key) => this.inHand.has(key),
    });
  }

  hold(...keys: readonly string[]): void {
    this.leases = keys.map((key) => ({ key, until: T0 + 60_000 }));
  }

  get held(): readonly string[] {
    return this.leases.map(({ key }) => key);
  }
}

describe("leases that a server has forgotten", () => {
  test("are ended within seconds, and those of what it is at work on are not", async () => {
    const bench = new Bench(true);
    await bench.forgotten.check();
    bench.hold("a.1", "b.1");
    bench.inHand.add("b.1");
    await bench.forgotten.check();
    assert.deepEqual(bench.held, ["a.1", "b.1"], "it looks from time to time");
    assert.equal(bench.forgotten.before(T0 + 60_000), T0 + 5_000);
    bench.now += 5_000;
    await bench.forgotten.check();
    assert.deepEqual(bench.held, ["b.1"]);
  });

  test("are looked for where the clock has been put back", async () => {
    const bench = new Bench(true);
    await bench.forgotten.check();
    bench.hold("a.1");
    bench.now -= 3_600_000;
    await bench.forgotten.check();
    assert.deepEqual(bench.held, []);
  });

  test("are looked for on an embedded database when work has failed, and not before", async () => {
    const bench = new Bench(false);
    bench.hold("a.1");
    bench.now += 5_000;
    await bench.forgotten.check();
    assert.deepEqual(bench.held, ["a.1"]);
    assert.equal(bench.forgotten.before(undefined), undefined);
    bench.forgotten.suspect();
    assert.equal(bench.forgotten.before(undefined), bench.now + 5_000);
    await bench.forgotten.check();
    assert.deepEqual(bench.held, []);
    assert.equal(bench.forgotten.before(undefined), undefined);
  });
});
