// How fast callers may start executions at this server, and how many may run at once. Limits are for
// callers: what runs already goes on, with its nested executions and its Map Runs.

import type { Store, Unit } from "../store/store.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";

export interface StartLimitsOptions {
  readonly store: Pick<Store, "countRunningExecutions" | "isShared">;
  /** Per second, of all state machines together. */
  readonly startRateMax?: number | undefined;
  /** Per second, of each state machine. */
  readonly machineStartRateMax?: number | undefined;
  readonly executionsMax?: number | undefined;
  /** Milliseconds of a clock that nobody sets. */
  readonly steady?: () => number;
}

export interface StartLimits {
  /** Whether one of the machine may be started now; it counts as started then. */
  mayStart(stateMachineName: string): boolean;
  /** Keeps room for one more that runs, until the answer is called; `undefined` where there is none. */
  enter(): Promise<(() => void) | undefined>;
  /** To be told of every commit of this process. */
  unitCommitted(unit: Unit): void;
}

/** Others on the same database start and end executions as well. */
const COUNT_EVERY_MS = { shared: 5_000, own: 60_000 };
/** Callers choose the names, also of machines that there are not. */
const BUCKETS_MAX = 10_000;

export function createStartLimits(options: StartLimitsOptions): StartLimits {
  const { startRateMax, machineStartRateMax, steady = () => performance.now() } = options;
  const common = startRateMax === undefined ? undefined : createTokenBucket(startRateMax);
  const ofMachines =
    machineStartRateMax === undefined ? undefined : createBuckets(machineStartRateMax);
  return {
    mayStart(stateMachineName) {
      const nowMs = steady();
      if (ofMachines && !ofMachines(stateMachineName).take(nowMs)) return false;
      return common?.take(nowMs) ?? true;
    },
    ...limitRunning(options, steady),
  };
}

/** One bucket for each name, of those that were used last. */
function createBuckets(perSecond: number): (name: string) => TokenBucket {
  const buckets = new Map<string, TokenBucket>();
  return (name) => {
    const bucket = buckets.get(name) ?? createTokenBucket(perSecond);
    buckets.delete(name);
    buckets.set(name, bucket);
    const oldest = buckets.keys().next();
    if (buckets.size > BUCKETS_MAX && !oldest.done) buckets.delete(oldest.value);
    return bucket;
  };
}

/** Counted from the store now and then, and in between by what this process commits. */
function limitRunning(
  { store, executionsMax }: StartLimitsOptions,
  steady: () => number,
): Pick<StartLimits, "enter" | "unitCommitted"> {
  if (executionsMax === undefined) return { enter: async () => () => {}, unitCommitted() {} };
  const countEveryMs = store.isShared ? COUNT_EVERY_MS.shared : COUNT_EVERY_MS.own;
  let running = 0;
  let entering = 0;
  let countedMs = Number.NEGATIVE_INFINITY;
  let counting: Promise<void> | undefined;

  async function count(): Promise<void> {
    running = await store.countRunningExecutions();
    countedMs = steady();
  }

  return {
    async enter() {
      if (steady() - countedMs > countEveryMs) {
        counting ??= count().finally(() => {
          counting = undefined;
        });
        await counting;
      }
      if (running + entering >= executionsMax) return undefined;
      entering++;
      return () => {
        entering--;
      };
    },
    unitCommitted(unit) {
      for (const change of unit) {
        if (change.kind === "createExecution") running += change.progress.end ? 0 : 1;
        else if (change.kind === "advanceExecution") {
          running += (change.isRedrive ? 1 : 0) - (change.progress.end ? 1 : 0);
        }
      }
    },
  };
}
