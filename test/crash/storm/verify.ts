// After the storm: all that is stored is compared with what the interpreter makes of it and with what those
// outside were told.

import assert from "node:assert/strict";
import { deriveSecret } from "../../../src/engine/derive-secret.ts";
import { originOf } from "../../../src/engine/execution-record.ts";
import { createRevisions, type Revisions } from "../../../src/engine/revisions.ts";
import { SCOPE } from "../../../src/engine/testing.ts";
import { mintTaskToken } from "../../../src/execution/task-token.ts";
import type { ExecutionRecord } from "../../../src/store/records.ts";
import type { Store } from "../../../src/store/store.ts";
import { verifyExecution } from "../../simulation/verify-execution.ts";
import { type Ledger, verifyRivals } from "./ledger.ts";
import { playHistory } from "./play-history.ts";

/** @returns how many executions there were */
export async function verify(store: Store, ledger: Ledger): Promise<number> {
  const tokenSecret = await deriveSecret("task-token", undefined, store);
  const revisions = createRevisions(store, {
    region: SCOPE.region,
    mintTaskToken: (reference) => mintTaskToken(tokenSecret, reference),
  });
  const executions = await listExecutions(store);
  assert.deepEqual(
    executions.map(({ name }) => name).sort(),
    [...ledger.started.keys()].sort(),
    "each name that was acknowledged is there, once, and no other",
  );
  for (const record of executions) {
    await verifyByInterpreter(store, revisions, record);
    assert.equal(record.status, "SUCCEEDED");
    const output: unknown = JSON.parse(record.output ?? "null");
    if (Array.isArray(output)) await verifyFork(store, record, { output, ledger });
    else verifyRivals(record.name, ledger.answers.get(record.name) ?? [], String(output));
  }
  await verifyNothingIsLeft(store);
  return executions.length;
}

async function listExecutions(store: Store): Promise<readonly ExecutionRecord[]> {
  const found: ExecutionRecord[] = [];
  for (;;) {
    const after = found.at(-1)?.id;
    const page = await store.listExecutions({}, { limit: 500, ...(after && { after }) });
    if (page.length === 0) return found;
    for (const { id } of page) found.push((await store.findExecution(id)) as ExecutionRecord);
  }
}

async function verifyByInterpreter(store: Store, revisions: Revisions, record: ExecutionRecord) {
  const { machine, roleArn } = await revisions.get(record.revisionId);
  const chunks = await store.readHistory(record.id, { isReverse: false, limit: 10_000 });
  const events = chunks.flatMap((chunk) => chunk.events);
  const played = await playHistory(machine, originOf(record, SCOPE, roleArn), events);
  await verifyExecution(store, record, played);
}

async function verifyFork(
  store: Store,
  { id, name }: ExecutionRecord,
  { output, ledger }: { readonly output: readonly unknown[]; readonly ledger: Ledger },
): Promise<void> {
  const [waited, timedOut, called, decided] = output;
  assert.deepEqual([waited, timedOut], [{ waited: true }, { timedOut: true }]);
  const { call } = called as { call: number };
  assert.ok(ledger.calls.get(name)?.includes(call), `${name}: the function has answered ${call}`);
  const { decision, decisions, approvalId } = decided as {
    readonly decision: string;
    readonly decisions: readonly { readonly choice: string }[];
    readonly approvalId: string;
  };
  verifyRivals(name, ledger.decisions.get(name) ?? [], decision);
  assert.deepEqual(
    decisions.map(({ choice }) => choice),
    [decision],
    "no second decision",
  );
  const approval = await store.findApproval(approvalId);
  assert.deepEqual(
    [approval?.executionId, approval?.status, approval?.dueAt],
    [id, "decided", null],
  );
}

async function verifyNothingIsLeft(store: Store): Promise<void> {
  assert.deepEqual(
    [await store.nextTimerAt(), await store.nextTaskAt(), await store.nextApprovalAt()],
    [undefined, undefined, undefined],
  );
}
