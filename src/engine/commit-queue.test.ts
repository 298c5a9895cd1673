import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Unit, UnitOutcome } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import { createCommitQueue } from "./commit-queue.ts";

const unit = (key: string): Unit => [{ kind: "createSetting", key, value: "v" }];
const keyOf = (of: Unit) => (of[0]?.kind === "createSetting" ? of[0].key : "");

/** A store that keeps the batches it was given and can be told what to answer. */
function recordingStore(answer: (units: readonly Unit[]) => Promise<readonly UnitOutcome[]>) {
  const batches: string[][] = [];
  return {
    isShared: true,
    batches,
    commit(units: readonly Unit[]) {
      batches.push(units.map(keyOf));
      return answer(units);
    },
  };
}

const allCommitted = async (units: readonly Unit[]) => units.map(() => "committed" as const);

describe("the commit queue", () => {
  it("puts units of one turn into one transaction", async () => {
    const store = recordingStore(allCommitted);
    const commit = createCommitQueue(store);
    await Promise.all(["a", "b", "c"].map((key) => commit(unit(key))));
    assert.deepEqual(store.batches, [["a", "b", "c"]]);
  });

  /** Commits a; b in the next turn; c in the one after that; and then d. */
  async function commitInTurns(store: Parameters<typeof createCommitQueue>[0]): Promise<void> {
    const commit = createCommitQueue(store);
    const arrived = new Promise((resolve) => {
      setImmediate(() => {
        setImmediate(() => resolve(commit(unit("c"))));
        void commit(unit("b"));
      });
    });
    await Promise.all([commit(unit("a")), arrived]);
    await commit(unit("d"));
  }

  it("waits for more for as long as every turn brings some", async () => {
    const store = recordingStore(allCommitted);
    await commitInTurns(store);
    assert.deepEqual(store.batches, [["a", "b", "c"], ["d"]]);
  });

  it("waits one turn where the database is its own", async () => {
    const store = { ...recordingStore(allCommitted), isShared: false };
    await commitInTurns(store);
    assert.deepEqual(store.batches, [["a", "b"], ["c"], ["d"]]);
  });

  it("gathers what arrives while a commit is in flight into the next", async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const store = recordingStore(async (units) => {
      await gate;
      return allCommitted(units);
    });
    const commit = createCommitQueue(store);
    const first = commit(unit("a"));
    while (store.batches.length === 0) await new Promise(setImmediate);
    const rest = [commit(unit("b")), commit(unit("c"))];
    release();
    await Promise.all([first, ...rest]);
    assert.deepEqual(store.batches, [["a"], ["b", "c"]]);
  });

  it("tells each caller of its own unit, and the observer of committed ones only", async () => {
    const seen: string[] = [];
    const store = recordingStore(async (units) =>
      units.map((one) => (keyOf(one) === "b" ? "refused" : "committed")),
    );
    const commit = createCommitQueue(store, { unitCommitted: (one) => seen.push(keyOf(one)) });
    const outcomes = await Promise.all(["a", "b"].map((key) => commit(unit(key))));
    assert.deepEqual(outcomes, ["committed", "refused"]);
    assert.deepEqual(seen, ["a"]);
  });

  it("lets one unit that cannot be stored fail alone", async () => {
    const store = recordingStore(async (units) => {
      if (units.some((one) => keyOf(one) === "bad")) throw new Error("cannot be stored");
      return allCommitted(units);
    });
    const commit = createCommitQueue(store);
    const [good, bad] = await Promise.allSettled([commit(unit("good")), commit(unit("bad"))]);
    assert.equal(good?.status, "fulfilled");
    assert.equal(bad?.status, "rejected");
  });

  it("asks a database that cannot be reached once, and not for every unit", async () => {
    const store = recordingStore(async () => {
      throw new StoreError("gone", { isUnavailable: true });
    });
    const commit = createCommitQueue(store);
    const outcomes = await Promise.allSettled(["a", "b", "c"].map((key) => commit(unit(key))));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["rejected", "rejected", "rejected"],
    );
    assert.deepEqual(store.batches, [["a", "b", "c"]]);
  });
});
