// The one write path of a running execution: load, advance, commit, answer. Nothing is locked while it
// computes; a version that has moved on in the store means that everything is loaded and computed again.

import { newId } from "../base/ulid.ts";
import { FIRST_LINE } from "../execution/draft.ts";
import type { Happening } from "../execution/event.ts";
import { type Lines, NO_LINES } from "../execution/line-table.ts";
import type { Progress } from "../execution/state.ts";
import type { ExecutionInProgress, ProgressRecord } from "../store/records.ts";
import { StoreError } from "../store/store-error.ts";
import { type Burst, runBurst } from "./burst.ts";
import { changesOfBurst } from "./burst-changes.ts";
import type { AnswerOptions, Closing, DeliveryOutcome } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import { originOf } from "./execution-record.ts";
import { findMissingActivities } from "./missing-activities.ts";
import { observeEnd } from "./observe-end.ts";
import type { KnownOrigin } from "./origins.ts";

const BY_ENGINE: Closing = { via: "engine", by: null };

export async function deliverEvent(
  parts: EngineParts,
  executionId: string,
  happening: Happening,
  { also = [], closing = BY_ENGINE, isAskedOfPeople }: Partial<AnswerOptions>,
): Promise<DeliveryOutcome> {
  for (;;) {
    const found = await findSituation(parts, executionId);
    if (!found)
      return (await parts.store.findExecution(executionId)) ? "stale" : "unknownExecution";
    const isRedrive = happening.kind === "redriveRequested";
    if (found.progress.status !== "RUNNING" && !isRedrive) return "stale";
    const at = parts.clock();
    const burst = await burstOf(parts, executionId, found, happening, at).catch((error: unknown) =>
      throwUnlessTorn(parts, executionId, found, error),
    );
    if (!burst) continue;
    if (burst.isStale) return "stale";
    if (isAskedOfPeople && mayBeForPeople(burst, happening) && (await isAskedOfPeople())) {
      return "forPeople";
    }
    const outcome = await parts.commit([
      {
        kind: "advanceExecution",
        executionId,
        expectedVersion: found.version,
        progress: burst.after.progress,
        ...(isRedrive && { isRedrive }),
      },
      ...also,
      ...changesOfBurst({ burst, at, closing, taskClosed: parts.taskClosed }),
    ]);
    if (outcome === "committed") {
      observeEnd(parts.observer, burst.after);
      const { executionArn } = burst.after.origin;
      const revisionId = revisionOf(found);
      parts.historyCommitted?.({ executionArn, revisionId, history: burst.history });
      return "applied";
    }
    const now = await parts.store.findProgress(executionId);
    // The version is as expected: it was a guard of `also` that refused.
    if (now?.version === found.version) return "refused";
  }
}

/** Whether what has happened ends a task that people may be asked about. */
function mayBeForPeople({ effects }: Burst, happening: Happening): boolean {
  return effects.some(
    (effect) =>
      effect.kind === "closeTask" &&
      effect.isForPeople !== false &&
      "task" in happening &&
      effect.task === happening.task,
  );
}

/**
 * Progress and lines are read one by one: where another process has committed in between, they do not fit
 * together, and what the interpreter makes of that means nothing.
 */
async function throwUnlessTorn(
  { store }: EngineParts,
  executionId: string,
  { version }: ProgressRecord,
  error: unknown,
): Promise<undefined> {
  if (error instanceof StoreError) throw error;
  const now = await store.findProgress(executionId);
  if (now?.version === version) throw error;
}

/** What an event meets. */
export type Situation = (ProgressRecord & { readonly known: KnownOrigin }) | ExecutionInProgress;

/** One read, of no more than is needed. */
export async function findSituation(
  { store, origins }: EngineParts,
  executionId: string,
): Promise<Situation | undefined> {
  const known = origins.find(executionId);
  if (!known) return store.findInProgress(executionId);
  const found = await store.findProgress(executionId);
  return found && { ...found, known };
}

async function burstOf(
  parts: EngineParts,
  executionId: string,
  situation: Situation,
  happening: Happening,
  at: number,
): Promise<Burst> {
  const { progress } = situation;
  const { origin, revisionId, startedBy } = await getOrigin(parts, situation);
  const { machineOf } = await parts.revisions.get(revisionId);
  const machine = machineOf(origin.stateMachineName);
  const line = happening.line ?? (await findLineOf(parts, executionId, progress, happening));
  return runBurst(
    {
      machine,
      startedBy,
      missingActivities: await findMissingActivities(parts, machine),
      atomicRunner: parts.atomicRunner,
    },
    { origin, progress },
    { ...happening, line, at, seed: newId(at) },
    progress.hasLines ? linesOf(parts.store, executionId) : NO_LINES,
  );
}

function revisionOf(situation: Situation): string {
  return "known" in situation ? situation.known.revisionId : situation.execution.revisionId;
}

export async function getOrigin(
  { scope, revisions, origins }: EngineParts,
  situation: Situation,
): Promise<KnownOrigin> {
  if ("known" in situation) return situation.known;
  const { execution, input, progress } = situation;
  const { revisionId, startedBy } = execution;
  const { roleArn } = await revisions.get(revisionId);
  const origin = originOf(execution, scope, roleArn, input);
  const found = { origin, revisionId, startedBy };
  if (progress.hasLines) origins.keep(found);
  return found;
}

/** Whoever answers a task by its token cannot know which line it belongs to. */
async function findLineOf(
  { store }: EngineParts,
  executionId: string,
  { hasLines }: Progress,
  happening: Happening,
): Promise<number> {
  if (!hasLines || !("task" in happening)) return FIRST_LINE;
  return (await store.findTask(executionId, happening.task))?.line ?? FIRST_LINE;
}

export function linesOf(store: EngineParts["store"], executionId: string): Lines {
  return {
    findLine: (line) => store.findLine(executionId, line),
    listLines: (first, last) => store.listLines(executionId, first, last),
    findFork: (line) => store.findFork(executionId, line),
  };
}
