import assert from "node:assert/strict";
import type { Change } from "../change.ts";
import type { ApprovalSeats } from "../records.ts";
import type { Store, WaitingFilter } from "../store.ts";
import {
  advanceApproval,
  putTask,
  sampleApproval,
  sampleClosing,
  sampleId,
  waitingTask,
} from "./samples.ts";
import { type Contract, readPages, write } from "./suite.ts";

const [first, second, third] = [sampleId(1), sampleId(2), sampleId(3)];

function seatsOf(...addresses: string[]): ApprovalSeats {
  return { addresses, stateMachineName: "expense", stateName: "Review", createdAt: 100 };
}

/** Two requests and a task that waits for its token alone, from the oldest to the newest. */
async function writeThree(store: Store): Promise<void> {
  const pay = { executionId: second, stateName: "Pay", createdAt: 200 };
  const ship = { executionId: third, stateMachineName: "ship", createdAt: 300 };
  await write(
    store,
    putTask(waitingTask({ executionId: first, createdAt: 100, hasApproval: true })),
    putTask(waitingTask(pay)),
    putTask(waitingTask({ ...ship, hasApproval: true })),
    putTask({ executionId: sampleId(4) }),
  );
  const create = (id: string, executionId: string, seats: ApprovalSeats): Change => {
    const approval = sampleApproval({ id, executionId });
    return { kind: "createApproval", approval, links: [], seats };
  };
  await write(
    store,
    create(sampleId(7), first, seatsOf("ann@example.com", "bob@example.com")),
    create(sampleId(8), third, {
      ...seatsOf("bob@example.com"),
      ...{ stateMachineName: "ship", createdAt: 300 },
    }),
  );
}

function list(store: Store): (filter: WaitingFilter) => Promise<readonly string[]> {
  const keyOf = ({ task }: { readonly task: { readonly executionId: string } }) => task.executionId;
  return async (filter) => {
    const read = (page: Parameters<Store["listWaiting"]>[1]) => store.listWaiting(filter, page);
    return (await readPages(read, (row) => `${keyOf(row)}.1`, 1)).map(keyOf);
  };
}

export const waitingContract: Contract = {
  "lists what waits, oldest first, each with what it belongs to": async (store) => {
    await writeThree(store);
    assert.deepEqual(await list(store)({}), [first, second, third]);
    const [asked, bare] = await store.listWaiting({}, { limit: 10 });
    assert.deepEqual(asked, {
      task: waitingTask({ executionId: first, createdAt: 100, hasApproval: true }),
      executionName: undefined,
      approval: sampleApproval({ id: sampleId(7), executionId: first }),
    });
    assert.equal(bare?.approval, undefined);
  },

  "narrows what waits by machine, step, age, execution and kind, page by page": async (store) => {
    await writeThree(store);
    const those = list(store);
    assert.deepEqual(await those({ stateMachineName: "ship" }), [third]);
    assert.deepEqual(await those({ stateName: "Pay" }), [second]);
    assert.deepEqual(await those({ createdBefore: 300 }), [first, second]);
    assert.deepEqual(await those({ executionId: second }), [second]);
    assert.deepEqual(await those({ kind: "task" }), [second]);
    assert.deepEqual(await those({ kind: "approval" }), [first, third]);
    assert.deepEqual(await those({ kind: "approval", stateMachineName: "ship" }), [third]);
    assert.deepEqual(await those({ kind: "task", stateMachineName: "ship" }), []);
  },

  "counts what waits for people by state machine, the longest waiting first": async (store) => {
    assert.deepEqual(await store.countPendingApprovals(), []);
    await writeThree(store);
    assert.deepEqual(await store.countPendingApprovals(), [
      { stateMachineName: "expense", count: 1, oldestAt: 100 },
      { stateMachineName: "ship", count: 1, oldestAt: 300 },
    ]);
  },

  "knows what waits for a person, until it does no more": async (store) => {
    await writeThree(store);
    const those = list(store);
    assert.deepEqual(await those({ approver: "bob@example.com" }), [first, third]);
    assert.deepEqual(await those({ approver: "bob@example.com", createdBefore: 300 }), [first]);
    assert.deepEqual(await those({ approver: "bob@example.com", kind: "task" }), []);
    const shipping = { stateMachineName: "ship", kind: "approval" } as const;
    assert.deepEqual(await those({ approver: "bob@example.com", ...shipping }), [third]);
    assert.deepEqual(await those({ approver: "ann@example.com", ...shipping }), []);
    assert.deepEqual(await those({ approver: "bob@example.com", executionId: first }), [first]);
    const request = { id: sampleId(7), executionId: first, status: "pending" } as const;
    await write(store, {
      ...{ kind: "advanceApproval", approval: sampleApproval(request), expectedVersion: 1 },
      ...{ links: [], seats: seatsOf("cid@example.com") },
    });
    assert.deepEqual(await those({ approver: "bob@example.com" }), [third]);
    assert.deepEqual(await those({ approver: "cid@example.com" }), [first]);
    await write(store, advanceApproval(request, 2));
    assert.deepEqual(await those({ approver: "cid@example.com" }), [first]);
    const over = { executionId: third, task: 1, at: 900 };
    await write(
      store,
      { kind: "closeTask", hasToken: true, ...over, closing: sampleClosing },
      { kind: "closeApproval", ...over, status: "cancelled", decision: null },
    );
    assert.deepEqual(await those({ approver: "bob@example.com" }), []);
  },

  "knows what a person has asked, the latest first, whatever has become of it": async (store) => {
    const ask = (number: number, requester?: string): Change => ({
      ...{ kind: "createApproval", links: [] },
      approval: sampleApproval({ id: sampleId(number), executionId: sampleId(number) }),
      ...(requester !== undefined && { requester }),
    });
    const [eva, fay] = ["eva@example.com", "fay@example.com"];
    await write(store, ask(1, eva), ask(2, fay), ask(3, eva), ask(4));
    const over = { executionId: sampleId(3), task: 1, at: 900 };
    await write(store, { kind: "closeApproval", ...over, status: "cancelled", decision: null });
    const listRequested = async (address: string, limit: number) => {
      const read = (page: Parameters<Store["listWaiting"]>[1]) =>
        store.listRequestedApprovals(address, page);
      return readPages(read, ({ id }) => id, limit);
    };
    const found = await listRequested(eva, 1);
    assert.deepEqual(
      found.map(({ id, status }) => [id, status]),
      [
        [sampleId(3), "cancelled"],
        [sampleId(1), "pending"],
      ],
    );
    assert.deepEqual(found[1], sampleApproval({ id: sampleId(1), executionId: sampleId(1) }));
    assert.deepEqual(await listRequested("ann@example.com", 10), []);
  },

  "knows what a person has voted on, the latest first, until the vote is taken back": async (
    store,
  ) => {
    await writeThree(store);
    const ann = "ann@example.com";
    const vote = (id: string, executionId: string, version: number, votedAt?: number): Change => {
      const request = { id, executionId, status: "pending" } as const;
      const voters = [{ address: ann, ...(votedAt !== undefined && { votedAt }) }];
      const advanced = { approval: sampleApproval(request), expectedVersion: version };
      return { kind: "advanceApproval", ...advanced, links: [], voters };
    };
    const listVoted = async (address: string, limit: number) => {
      const read = (page: Parameters<Store["listWaiting"]>[1]) =>
        store.listVotedApprovals(address, page);
      return (await readPages(read, ({ id }) => id, limit)).map(({ id }) => id);
    };
    await write(store, vote(sampleId(8), third, 1, 400));
    await write(store, vote(sampleId(7), first, 1, 500));
    assert.deepEqual(await listVoted(ann, 1), [sampleId(7), sampleId(8)]);
    assert.deepEqual(await listVoted("bob@example.com", 10), []);
    await write(store, vote(sampleId(8), third, 2, 600));
    assert.deepEqual(await listVoted(ann, 1), [sampleId(8), sampleId(7)]);
    await write(store, vote(sampleId(7), first, 2));
    assert.deepEqual(await listVoted(ann, 10), [sampleId(8)]);
  },
};
