// Tasks whose resource lies outside of this server: claimed under a lease, called, and their answer
// delivered. Who dies in between leaves a lease that runs out: a resource may be called twice, and the
// execution still takes one answer.

import { setTimeout as delay } from "node:timers/promises";
import type { ArnScope } from "../base/arn.ts";
import type { Clock, Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import { mintTaskToken, type TaskReference } from "../execution/task-token.ts";
import type { Change } from "../store/change.ts";
import type { ExecutionRecord, TaskRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import { askedIn, happeningOf } from "./burst.ts";
import type { Commit } from "./commit-queue.ts";
import type { Engine } from "./engine.ts";
import { arnOfExecution } from "./execution-record.ts";
import { createForgottenLeases } from "./forgotten-leases.ts";
import { runnerOf } from "./runner-of.ts";
import type { TaskAnswer, TaskCall, TaskRunners } from "./task-runner.ts";
import { untilStored } from "./until-stored.ts";

export interface TaskLoopOptions {
  readonly store: Pick<
    Store,
    "claimTasks" | "nextTaskAt" | "findExecution" | "isShared" | "listLeases" | "endLease"
  >;
  readonly commit: Commit;
  readonly engine: Pick<Engine, "deliver">;
  readonly runners: TaskRunners;
  readonly scope: ArnScope;
  readonly tokenSecret: Uint8Array;
  readonly clock: Clock;
}

/** Longer than the longest call of a resource may take. A node that is gone is known to be much sooner. */
const LEASE_MS = 16 * 60_000;
const CALLS_MAX = 64;
/** How much sooner than its resource's answer a token may be handed back, as a rule. */
const ANSWER_WAIT_MS = 300;

export interface TaskCalls {
  /** Claims what is queued and begins to call it; answers when the next task may be claimed. */
  tick(): Promise<Instant | undefined>;
  /**
   * Resolves when the resource of the task has answered. A function that hands its token back before it
   * returns waits itself: after a moment it resolves anyway.
   */
  answered(of: TaskReference): Promise<void>;
  /** The task is over: whoever still calls its resource may leave off. */
  abort(of: TaskReference): void;
  /** Resolves when every call that has begun has been settled. */
  settled(): Promise<void>;
  /** Leaves off all calls; their tasks are taken up again by others, or after the next start. */
  stop(): Promise<void>;
}

/** A slow resource holds nobody up: a turn begins calls and does not wait for them. */
export function createTaskCalls(options: TaskLoopOptions & { readonly log: Log }): TaskCalls {
  const { store, clock, log } = options;
  const calls = new Map<Promise<void>, { task: TaskRecord; abort: AbortController }>();
  let isStopped = false;
  const leases = createForgottenLeases({
    ...{ store, clock, log, queue: "tasks" },
    isInHand: (key) => [...calls.values()].some(({ task }) => keyOf(task) === key),
  });

  function begin(task: TaskRecord): void {
    const abort = new AbortController();
    const call: Promise<void> = runTask(options, task, abort.signal)
      .catch((error: unknown) => {
        const { executionId, task: number } = task;
        log.error({ executionId, task: number, error }, "a task call failed; its lease will end");
        leases.suspect();
      })
      .finally(() => calls.delete(call));
    calls.set(call, { task, abort });
  }

  function callsOf({ executionId, task: number }: TaskReference) {
    return [...calls].filter(
      ([, { task }]) => task.executionId === executionId && task.task === number,
    );
  }

  async function settled(): Promise<void> {
    await Promise.all(calls.keys());
  }

  return {
    settled,
    async tick() {
      await leases.check();
      const limit = CALLS_MAX - calls.size;
      if (limit > 0 && !isStopped) {
        const at = clock();
        for (const task of await store.claimTasks({ at, leaseUntil: at + LEASE_MS, limit })) {
          begin(task);
        }
      }
      if (calls.size >= CALLS_MAX) await Promise.race(calls.keys());
      return leases.before(await store.nextTaskAt());
    },
    async answered(of) {
      const found = callsOf(of).find(([, { task }]) => task.status === "queued");
      if (found) await Promise.race([found[0], delay(ANSWER_WAIT_MS, undefined, { ref: false })]);
    },
    abort(of) {
      for (const [, { task, abort }] of callsOf(of)) if (task.status !== "closed") abort.abort();
    },
    async stop() {
      isStopped = true;
      for (const { abort } of calls.values()) abort.abort();
      await settled();
    },
  };
}

function keyOf({ executionId, task }: TaskReference): string {
  return `${executionId}.${task}`;
}

async function runTask(
  options: TaskLoopOptions,
  task: TaskRecord,
  signal: AbortSignal,
): Promise<void> {
  const execution = await options.store.findExecution(task.executionId);
  if (!execution) return;
  const call = callOf(options, task, execution);
  const runner = runnerOf(options.runners, task.resource);
  if (task.status === "closed") {
    await runner.job?.stop(call);
    await options.commit([{ kind: "settleTask", executionId: call.executionId, task: call.task }]);
    return;
  }
  if (task.status !== "ended") {
    const answer = await runner.run(call, signal);
    // Nobody waits any more, or the server stops and will call again.
    if (!signal.aborted) await settleOnce(answer);
    return;
  }
  // Its end may be known before its start was told.
  await settleOnce(await runner.run(call, signal));
  const result = await runner.job?.findResult(call);
  if (result) await settle(options, withoutToken(call), result);

  /** The resource has been called, and should not be called for the same thing again. */
  function settleOnce(answer: TaskAnswer): Promise<void> {
    return untilStored(
      () => settle(options, call, answer),
      () => signal.aborted,
    );
  }
}

/** The task itself is over with the answer to such a call. */
function withoutToken({ token: _, ...call }: TaskCall): TaskCall {
  return call;
}

async function settle(
  { commit, engine, clock }: TaskLoopOptions,
  call: TaskCall,
  answer: TaskAnswer,
): Promise<void> {
  const { executionId, task } = call;
  if (answer.kind === "tryAgain") {
    const dueAt = clock() + answer.afterSeconds * 1000;
    await commit([{ kind: "requeueTask", executionId, task, dueAt }]);
    return;
  }
  const also: Change[] = answer.kind === "succeeded" ? [...(answer.changes ?? [])] : [];
  if (answer.kind === "succeeded" && call.token !== undefined) {
    also.push({ kind: "awaitToken", executionId, task, ...askedIn(answer) });
  }
  await engine.deliver(executionId, happeningOf(call, answer), { also });
}

function callOf(
  { scope, tokenSecret, clock }: TaskLoopOptions,
  record: TaskRecord,
  execution: ExecutionRecord,
): TaskCall {
  const { executionId, task, stateMachineName } = record;
  return {
    executionId,
    executionArn: arnOfExecution(scope, execution),
    executionName: execution.name,
    stateMachineName,
    startedBy: execution.startedBy,
    stateName: record.stateName,
    task,
    line: record.line,
    resource: record.resource,
    parameters: JSON.parse(record.parameters ?? "null") as Json,
    ...(record.hasToken && { token: mintTaskToken(tokenSecret, { executionId, task }) }),
    at: clock(),
  };
}
