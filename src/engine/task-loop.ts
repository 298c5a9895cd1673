// Tasks whose resource lies outside of this server: claimed under a lease, called, and their answer
// delivered. Who dies in between leaves a lease that runs out: a resource may be called twice, and the
// execution still takes one answer.

import { type ArnScope, executionArn } from "../base/arn.ts";
import type { Clock, Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import { mintTaskToken } from "../execution/task-token.ts";
import type { Change } from "../store/change.ts";
import type { ExecutionRecord, TaskRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import { happeningOf } from "./burst.ts";
import type { Commit } from "./commit-queue.ts";
import type { Engine } from "./engine.ts";
import { runnerOf } from "./runner-of.ts";
import type { TaskAnswer, TaskCall, TaskRunners } from "./task-runner.ts";

export interface TaskLoopOptions {
  readonly store: Pick<Store, "claimTasks" | "nextTaskAt" | "findExecution">;
  readonly commit: Commit;
  readonly engine: Pick<Engine, "deliver">;
  readonly runners: TaskRunners;
  readonly scope: ArnScope;
  readonly tokenSecret: Uint8Array;
  readonly clock: Clock;
}

/** Longer than the longest call of a resource may take. */
const LEASE_MS = 16 * 60_000;
const CALLS_MAX = 64;

export interface TaskCalls {
  /** Claims what is queued and begins to call it; answers when the next task may be claimed. */
  tick(): Promise<Instant | undefined>;
  /** Resolves when every call that has begun has been settled. */
  settled(): Promise<void>;
}

/** A slow resource holds nobody up: a turn begins calls and does not wait for them. */
export function createTaskCalls(options: TaskLoopOptions & { readonly log: Log }): TaskCalls {
  const { store, clock, log } = options;
  const calls = new Set<Promise<void>>();

  function begin(task: TaskRecord): void {
    const call: Promise<void> = runTask(options, task)
      .catch((error: unknown) => {
        const { executionId, task: number } = task;
        log.error({ executionId, task: number, error }, "a task call failed; its lease will end");
      })
      .finally(() => calls.delete(call));
    calls.add(call);
  }

  return {
    async tick() {
      const limit = CALLS_MAX - calls.size;
      if (limit > 0) {
        const at = clock();
        for (const task of await store.claimTasks({ at, leaseUntil: at + LEASE_MS, limit })) {
          begin(task);
        }
      }
      if (calls.size >= CALLS_MAX) await Promise.race(calls);
      return store.nextTaskAt();
    },
    async settled() {
      await Promise.all(calls);
    },
  };
}

async function runTask(options: TaskLoopOptions, task: TaskRecord): Promise<void> {
  const execution = await options.store.findExecution(task.executionId);
  if (!execution) return;
  const call = callOf(options, task, execution);
  const answer = await runnerOf(options.runners, task.resource).run(call);
  await settle(options, call, answer);
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
    also.push({ kind: "awaitToken", executionId, task, subject: answer.subject ?? null });
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
    executionArn: executionArn(scope, stateMachineName, execution.name),
    executionName: execution.name,
    stateMachineName,
    startedBy: execution.startedBy,
    stateName: record.stateName,
    task,
    resource: record.resource,
    parameters: JSON.parse(record.parameters ?? "null") as Json,
    ...(record.hasToken && { token: mintTaskToken(tokenSecret, { executionId, task }) }),
    at: clock(),
  };
}
