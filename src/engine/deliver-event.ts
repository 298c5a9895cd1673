// The one write path of a running execution: load, advance, commit, answer. Nothing is locked while it
// computes; a version that has moved on in the store means that everything is loaded and computed again.

import { newId } from "../base/ulid.ts";
import type { Happening } from "../execution/event.ts";
import type { Change } from "../store/change.ts";
import type { ExecutionRecord } from "../store/records.ts";
import { type Burst, runBurst } from "./burst.ts";
import { changesOfBurst } from "./burst-changes.ts";
import type { Closing, DeliveryOutcome } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import { stateOf } from "./execution-record.ts";
import { observeEnd } from "./observe-end.ts";

export interface DeliveryExtra {
  readonly also?: readonly Change[];
  readonly closing?: Closing;
}

const BY_ENGINE: Closing = { via: "engine", by: null };

export async function deliverEvent(
  parts: EngineParts,
  executionId: string,
  happening: Happening,
  { also = [], closing = BY_ENGINE }: DeliveryExtra,
): Promise<DeliveryOutcome> {
  for (;;) {
    const record = await parts.store.findExecution(executionId);
    if (!record) return "unknownExecution";
    if (record.status !== "RUNNING") return "stale";
    const at = parts.clock();
    const burst = await burstOf(parts, record, happening, at);
    if (burst.isStale) return "stale";
    const outcome = await parts.commit([
      {
        kind: "advanceExecution",
        executionId,
        expectedVersion: record.version,
        progress: burst.after.progress,
      },
      ...also,
      ...changesOfBurst({ burst, at, closing, taskClosed: parts.taskClosed }),
    ]);
    if (outcome === "committed") {
      observeEnd(parts.observer, burst.after);
      return "applied";
    }
    const now = await parts.store.findExecution(executionId);
    // The version is as expected: it was a guard of `also` that refused.
    if (now?.version === record.version) return "refused";
  }
}

async function burstOf(
  parts: EngineParts,
  record: ExecutionRecord,
  happening: Happening,
  at: number,
): Promise<Burst> {
  const { machine, roleArn } = await parts.revisions.get(record.revisionId);
  return runBurst(
    { machine, startedBy: record.startedBy, atomicRunner: parts.atomicRunner },
    stateOf(record, parts.scope, roleArn),
    { ...happening, at, seed: newId(at) },
  );
}
