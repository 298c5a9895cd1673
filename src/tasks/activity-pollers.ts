// The workers that wait for a task of their activity. Who waits is a promise of this process and no row:
// tasks are looked for when a commit of this process has made one, and once a second for all workers of
// an activity together, since other processes on the same database make tasks too.
//
// A worker is given a task only when that is durable, and a task goes to one worker: its row and the
// version of its execution are guards of that commit. Where the worker has hung up in the meantime, the
// task is released for the next.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html

import type { Commit } from "../engine/commit-queue.ts";
import type { Engine } from "../engine/engine.ts";
import { mintTaskToken } from "../execution/task-token.ts";
import type { TaskRecord } from "../store/records.ts";
import type { Store, Unit } from "../store/store.ts";

export interface ActivityPollers {
  /**
   * The oldest task of an activity, as soon as there is one; `undefined` after a minute without any,
   * `tooMany` when as many workers as there may be wait already.
   */
  poll(activityArn: string, worker: ActivityWorker): Promise<TakenTask | "tooMany" | undefined>;
  /** To be told of every commit of this process. */
  unitCommitted(unit: Unit): void;
  /** Nobody is kept waiting any longer. */
  stop(): void;
}

export interface ActivityWorker {
  /** Shown in the history. */
  readonly workerName?: string | undefined;
  /** Aborts when the worker has hung up. */
  readonly signal?: AbortSignal | undefined;
}

export interface TakenTask {
  readonly taskToken: string;
  /** JSON text. */
  readonly input: string;
}

export interface ActivityPollersOptions {
  readonly store: Pick<Store, "listActivityTasks">;
  readonly engine: Pick<Engine, "deliver">;
  readonly commit: Commit;
  readonly tokenSecret: Uint8Array;
  /** @default a minute, as on AWS */
  readonly waitMs?: number;
}

const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const WORKERS_MAX = 1_000;
/** As many tasks as are handed out in one go. */
const TOGETHER_MAX = 100;

/** A worker that waits. It is settled once. */
interface Waiter {
  readonly workerName: string | undefined;
  isSettled: boolean;
  /** A task is being taken for it. */
  isTaking: boolean;
  isExpired: boolean;
  settle(outcome: TakenTask | undefined): void;
  fail(error: unknown): void;
}

/** The workers of one activity, first come, first served. */
interface Queue {
  readonly activityArn: string;
  readonly waiters: Set<Waiter>;
  isServing: boolean;
  /** Something has happened since the search began. */
  isNews: boolean;
}

export function createActivityPollers(options: ActivityPollersOptions): ActivityPollers {
  const queues = new Map<string, Queue>();
  let look: NodeJS.Timeout | undefined;
  let isStopped = false;

  function enter(activityArn: string): Queue {
    const found = queues.get(activityArn);
    if (found) return found;
    const queue = { activityArn, waiters: new Set<Waiter>(), isServing: false, isNews: false };
    queues.set(activityArn, queue);
    look ??= setInterval(() => {
      for (const each of queues.values()) void serve(options, each);
    }, LOOK_EVERY_MS);
    return queue;
  }

  function leave(queue: Queue, waiter: Waiter): void {
    queue.waiters.delete(waiter);
    if (queue.waiters.size > 0 || !queues.delete(queue.activityArn)) return;
    if (queues.size > 0) return;
    clearInterval(look);
    look = undefined;
  }

  return {
    async poll(activityArn, worker) {
      if (isStopped || worker.signal?.aborted) return undefined;
      const queue = enter(activityArn);
      if (queue.waiters.size >= WORKERS_MAX) return "tooMany";
      const { promise, waiter } = createWaiter(worker, options.waitMs ?? WAIT_MS);
      queue.waiters.add(waiter);
      void serve(options, queue);
      return promise.finally(() => leave(queue, waiter));
    },
    unitCommitted(unit) {
      if (queues.size === 0) return;
      for (const change of unit) {
        const queue = change.kind === "putTask" ? queues.get(change.task.resource) : undefined;
        if (queue) void serve(options, queue);
      }
    },
    stop() {
      isStopped = true;
      for (const { waiters } of queues.values()) for (const waiter of waiters) expire(waiter);
    },
  };
}

function createWaiter({ workerName, signal }: ActivityWorker, waitMs: number) {
  const { promise, resolve, reject } = Promise.withResolvers<TakenTask | undefined>();
  const end = () => {
    waiter.isSettled = true;
    clearTimeout(timeout);
    signal?.removeEventListener("abort", hangUp);
  };
  const waiter: Waiter = {
    workerName,
    isSettled: false,
    isTaking: false,
    isExpired: false,
    settle(outcome) {
      end();
      resolve(outcome);
    },
    fail(error) {
      end();
      reject(error);
    },
  };
  const hangUp = () => waiter.settle(undefined);
  const timeout = setTimeout(() => expire(waiter), waitMs);
  signal?.addEventListener("abort", hangUp);
  return { promise, waiter };
}

/** Who is just getting a task still gets it. */
function expire(waiter: Waiter): void {
  waiter.isExpired = true;
  if (!waiter.isTaking) waiter.settle(undefined);
}

/** Hands out what there is. One search at a time; what happens during it is looked for after it. */
async function serve(options: ActivityPollersOptions, queue: Queue): Promise<void> {
  queue.isNews = true;
  if (queue.isServing) return;
  queue.isServing = true;
  try {
    while (queue.isNews && queue.waiters.size > 0) {
      queue.isNews = false;
      await handOut(options, queue);
    }
  } catch (error) {
    for (const waiter of queue.waiters) waiter.fail(error);
  } finally {
    queue.isServing = false;
  }
}

async function handOut(options: ActivityPollersOptions, queue: Queue): Promise<void> {
  const { activityArn, waiters } = queue;
  const limit = Math.min(waiters.size, TOGETHER_MAX);
  const tasks = await options.store.listActivityTasks(activityArn, limit);
  const waiting = [...waiters].filter(({ isSettled }) => !isSettled);
  const pairs = waiting.flatMap((waiter, index) => {
    const task = tasks[index];
    return task ? [{ waiter, task }] : [];
  });
  const outcomes = await Promise.all(pairs.map((pair) => give(options, queue, pair)));
  // There may be more for those who go on waiting.
  if (pairs.length === limit && !outcomes.includes(undefined)) queue.isNews = true;
}

async function give(
  options: ActivityPollersOptions,
  queue: Queue,
  { waiter, task }: { readonly waiter: Waiter; readonly task: TaskRecord },
): Promise<Taking | undefined> {
  waiter.isTaking = true;
  try {
    const taking = await take(options, task, waiter.workerName);
    waiter.isTaking = false;
    if (taking === "taken" && waiter.isSettled) await release(options, queue, task);
    else if (taking === "taken") waiter.settle(takenTask(options, task));
    else if (waiter.isExpired) waiter.settle(undefined);
    return taking;
  } catch (error) {
    waiter.fail(error);
    return undefined;
  }
}

/** `gone`: somebody else has it, or its execution goes on without it. */
type Taking = "taken" | "gone";

async function take(
  { engine, commit }: ActivityPollersOptions,
  { executionId, task, line }: TaskRecord,
  workerName: string | undefined,
): Promise<Taking> {
  const taking = { kind: "takeTask", executionId, task } as const;
  const outcome = await engine.deliver(
    executionId,
    { kind: "taskStarted", task, line, ...(workerName !== undefined && { workerName }) },
    { also: [taking] },
  );
  if (outcome === "applied") return "taken";
  if (outcome !== "stale") return "gone";
  // It has been started for a worker that hung up: its limits run, and it is started only once.
  return (await commit([taking])) === "committed" ? "taken" : "gone";
}

async function release(
  { commit }: ActivityPollersOptions,
  queue: Queue,
  { executionId, task }: TaskRecord,
): Promise<void> {
  await commit([{ kind: "releaseTask", executionId, task }]);
  queue.isNews = true;
}

function takenTask(
  { tokenSecret }: ActivityPollersOptions,
  { executionId, task, parameters }: TaskRecord,
): TakenTask {
  return {
    taskToken: mintTaskToken(tokenSecret, { executionId, task }),
    input: parameters ?? "null",
  };
}
