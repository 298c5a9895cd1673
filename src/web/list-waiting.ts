// What waits for somebody: open tasks with a token, each with the approval that belongs to it.

import type { ApprovalRecord, ExecutionRecord, TaskRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";

export interface WaitingItem {
  readonly task: TaskRecord;
  readonly approval: ApprovalRecord | undefined;
  readonly execution: Pick<ExecutionRecord, "id" | "name"> | undefined;
}

type WaitingStore = Pick<Store, "findApprovalByTask" | "findExecution" | "listWaitingTasks">;

/** Oldest first. `next` is what the following page comes after. */
export async function listWaiting(
  store: WaitingStore,
  options: {
    readonly executionId?: string;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<{ readonly items: readonly WaitingItem[]; readonly next: string | undefined }> {
  const { after, executionId, limit } = options;
  const tasks = await store.listWaitingTasks(executionId === undefined ? {} : { executionId }, {
    limit: limit + 1,
    ...(after === undefined ? {} : { after }),
  });
  const page = tasks.slice(0, limit);
  const items = await Promise.all(page.map((task) => complete(store, task)));
  const last = page.at(-1);
  const hasMore = tasks.length > limit && last !== undefined;
  return { items, next: hasMore ? `${last.executionId}.${last.task}` : undefined };
}

/**
 * By the id of an approval or by `executionId.task`; also when it is over, as whoever asks for it may
 * come late.
 */
export async function findWaiting(
  store: Omit<WaitingStore, "listWaitingTasks"> & Pick<Store, "findApproval" | "findTask">,
  id: string,
): Promise<WaitingItem | undefined> {
  const byTask = /^([0-9a-z]{26})\.([1-9]\d{0,9})$/.exec(id);
  const approval = byTask ? undefined : await store.findApproval(id);
  const executionId = byTask?.[1] ?? approval?.executionId;
  if (executionId === undefined) return undefined;
  const task = await store.findTask(executionId, Number(byTask?.[2] ?? approval?.task));
  return task && (task.hasToken ? complete(store, task) : undefined);
}

async function complete(
  store: Omit<WaitingStore, "listWaitingTasks">,
  task: TaskRecord,
): Promise<WaitingItem> {
  const [approval, execution] = await Promise.all([
    store.findApprovalByTask(task.executionId, task.task),
    store.findExecution(task.executionId),
  ]);
  return { task, approval, execution };
}
