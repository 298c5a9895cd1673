// What waits for somebody: open tasks with a token, each with the approval that belongs to it.

import type { ApprovalRecord, ExecutionRecord, TaskRecord } from "../store/records.ts";
import type { Store, WaitingFilter } from "../store/store.ts";

export interface WaitingItem {
  readonly task: TaskRecord;
  readonly approval: ApprovalRecord | undefined;
  readonly execution: Pick<ExecutionRecord, "id" | "name"> | undefined;
}

/** A task; what is none, such as a cursor of another list, is the beginning. */
const PLACE = /^[0-9a-z]{26}\.[1-9]\d{0,9}$/;

/** Oldest first. `next` is what the following page comes after. */
export async function listWaiting(
  store: Pick<Store, "listWaiting">,
  options: {
    readonly filter?: WaitingFilter;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<{ readonly items: readonly WaitingItem[]; readonly next: string | undefined }> {
  const { after, filter = {}, limit } = options;
  const isPlace = after !== undefined && PLACE.test(after);
  const page = { limit: limit + 1, ...(isPlace && { after }) };
  const found = await store.listWaiting(filter, page);
  const rows = found.slice(0, limit);
  const items = rows.map(({ task, approval, executionName: name }) => {
    const execution = name === undefined ? undefined : { id: task.executionId, name };
    return { task, approval, execution };
  });
  const last = rows.at(-1)?.task;
  const hasMore = found.length > limit && last !== undefined;
  return { items, next: hasMore ? `${last.executionId}.${last.task}` : undefined };
}

type FindingStore = Pick<
  Store,
  "findApproval" | "findApprovalByTask" | "findExecution" | "findTask"
>;

/**
 * By the id of an approval or by `executionId.task`; also when it is over, as whoever asks for it may
 * come late.
 */
export async function findWaiting(
  store: FindingStore,
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
  store: Pick<FindingStore, "findApprovalByTask" | "findExecution">,
  task: TaskRecord,
): Promise<WaitingItem> {
  const [approval, execution] = await Promise.all([
    store.findApprovalByTask(task.executionId, task.task),
    store.findExecution(task.executionId),
  ]);
  return { task, approval, execution };
}
