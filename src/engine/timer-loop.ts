// Due timers become events. A timer is gone when the event's commit has removed it; one that a dead
// process had claimed comes back at the end of its lease.

import type { Clock, Instant } from "../base/instant.ts";
import type { TimerRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import type { Commit } from "./commit-queue.ts";
import type { Engine } from "./engine.ts";

export interface TimerLoopOptions {
  readonly store: Pick<Store, "claimTimers" | "nextTimerAt">;
  readonly commit: Commit;
  readonly engine: Pick<Engine, "deliver">;
  readonly clock: Clock;
  readonly log: Log;
}

const LEASE_MS = 30_000;
/** As many as share a commit without holding other work up. */
const CLAIM_MAX = 500;

/** One turn: fires what is due and answers when the next timer is. */
export async function fireTimers(options: TimerLoopOptions): Promise<Instant | undefined> {
  const { store, clock } = options;
  const at = clock();
  const due = await store.claimTimers({ at, leaseUntil: at + LEASE_MS, limit: CLAIM_MAX });
  await Promise.all(due.map((timer) => fireSafely(options, timer)));
  return due.length === CLAIM_MAX ? clock() : store.nextTimerAt();
}

/** One execution that cannot go on must not stop the others; its timer comes back with its lease. */
async function fireSafely(options: TimerLoopOptions, record: TimerRecord): Promise<void> {
  try {
    await fire(options, record);
  } catch (error) {
    const { executionId, timer } = record;
    options.log.error({ executionId, timer, error }, "a timer could not be delivered");
  }
}

async function fire({ engine, commit }: TimerLoopOptions, record: TimerRecord): Promise<void> {
  const { executionId, timer, line } = record;
  const outcome = await engine.deliver(
    executionId,
    { kind: "timerFired", timer, line },
    { closing: { via: "timer", by: null } },
  );
  if (outcome === "unknownExecution") await commit([{ kind: "removeTimer", executionId, timer }]);
}
