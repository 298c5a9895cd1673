// Removes what ended long ago: executions with all that belongs to them, deliveries, and revisions that
// nobody needs any more. A pass is many short steps with room for others in between; it can be given up
// after any of them, and the next one finds what is left.

import type { Instant } from "../base/instant.ts";
import { firstIdAt } from "../base/ulid.ts";
import type { ExecutionStatus } from "../execution/state.ts";
import type { EndedExecution } from "../store/removal-records.ts";
import type { Store } from "../store/store.ts";
import type { Commit } from "./commit-queue.ts";

export interface RemoveOldDeps {
  readonly store: Pick<
    Store,
    | "listEndedExecutions"
    | "sweepRemovals"
    | "removeSettledDeliveries"
    | "removeUnusedLinks"
    | "listUnusedRevisions"
    | "listRevisionUses"
    | "removeUnusedRevision"
  >;
  readonly commit: Commit;
}

export interface Removed {
  readonly executions: number;
  readonly deliveries: number;
  readonly revisions: number;
}

type Steps<T> = AsyncGenerator<void, T>;

const ENDS: readonly ExecutionStatus[] = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];

/** What one step looks at, and removes at most: a few milliseconds. */
const STEP_ROWS = 200;
/** Of rows that are only looked at. */
const SCAN_ROWS = 1_000;

/** Each step of the pass ends with a `yield`. @param endedBefore What ended later stays. */
export async function* removeOld(deps: RemoveOldDeps, endedBefore: Instant): Steps<Removed> {
  // What a pass before has left.
  yield* sweep(deps);
  let executions = 0;
  for (const status of ENDS) executions += yield* removeExecutions(deps, status, endedBefore);
  if (executions > 0) yield* removeLinks(deps);
  return {
    executions,
    deliveries: yield* removeDeliveries(deps, endedBefore),
    revisions: yield* removeRevisions(deps, endedBefore),
  };
}

async function* removeExecutions(
  deps: RemoveOldDeps,
  status: ExecutionStatus,
  endedBefore: Instant,
): Steps<number> {
  let count = 0;
  // What ended before has begun before.
  const range = { status, before: firstIdAt(endedBefore), limit: STEP_ROWS };
  for (let after: string | undefined = ""; after !== undefined; ) {
    const page: readonly EndedExecution[] = await deps.store.listEndedExecutions({
      ...range,
      after,
    });
    const old = page.filter((it) => it.stoppedAt < endedBefore && !it.isOfMapRun);
    const outcomes = await Promise.all(old.map((it) => remove(deps.commit, it, endedBefore)));
    count += outcomes.filter((outcome) => outcome === "committed").length;
    yield;
    yield* sweep(deps);
    after = page.length < STEP_ROWS ? undefined : page.at(-1)?.id;
  }
  return count;
}

function remove(commit: Commit, execution: EndedExecution, endedBefore: Instant) {
  const { id: executionId, stateMachineName, name } = execution;
  return commit([{ kind: "removeExecution", executionId, stateMachineName, name, endedBefore }]);
}

async function* sweep({ store }: RemoveOldDeps): Steps<void> {
  while ((await store.sweepRemovals(STEP_ROWS)) > 0) yield;
}

async function* removeLinks({ store }: RemoveOldDeps): Steps<void> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    after = (await store.removeUnusedLinks({ after, limit: SCAN_ROWS })).last;
    yield;
  }
}

async function* removeDeliveries({ store }: RemoveOldDeps, settledBefore: Instant): Steps<number> {
  let count = 0;
  const range = { before: firstIdAt(settledBefore), settledBefore, limit: STEP_ROWS };
  for (let after: string | undefined = ""; after !== undefined; ) {
    const removal = await store.removeSettledDeliveries({ ...range, after });
    count += removal.count;
    after = removal.last;
    yield;
  }
  return count;
}

/** Nothing new refers to these revisions, so that a look at all executions, page by page, tells the truth. */
async function* removeRevisions({ store }: RemoveOldDeps, madeBefore: Instant): Steps<number> {
  const unused = new Set(
    await store.listUnusedRevisions({
      after: "",
      before: firstIdAt(madeBefore),
      unchangedSince: madeBefore,
      limit: SCAN_ROWS,
    }),
  );
  for (let after: string | undefined = ""; after !== undefined && unused.size > 0; ) {
    const uses = await store.listRevisionUses({ after, limit: SCAN_ROWS });
    for (const { revisionId } of uses) unused.delete(revisionId);
    after = uses.at(-1)?.id;
    yield;
  }
  let count = 0;
  for (const id of unused) {
    if (await store.removeUnusedRevision(id, madeBefore)) count++;
    yield;
  }
  return count;
}
