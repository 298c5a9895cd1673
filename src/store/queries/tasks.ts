// Tasks: those that a resource is to be called for have a due_at; those that wait for a worker to take
// them, for their token or for the end of a job do not. A token task stays when it is over, for whoever
// comes late; others go.

import { assert } from "../../base/assert.ts";
import type { Database } from "../database.ts";
import type { TaskClosing, TaskRecord } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

export const tasks = describeTable(
  "tasks",
  ["executionId", "task"],
  [
    "line",
    "stateMachineName",
    "stateName",
    "resource",
    "status",
    "hasToken",
    "createdAt",
    "dueAt",
    "closedAt",
    "closing",
    "subject",
    "hasApproval",
    "parameters",
  ],
);

/** Those that wait for the end of what they have started. */
const IS_JOB = "resource like '%:states:startExecution.sync%'";

/** Whoever held a lease on what stood there holds none on this. */
const PUT = `${tasks.upsert}, is_leased = 0`;
const AWAIT_TOKEN = `update tasks set
  status = case when ${IS_JOB} then 'running' else 'waiting' end, subject = ?,
  has_approval = ?, due_at = null, is_leased = 0, parameters = null where execution_id = ? and task = ? and status = 'queued'`;
const REMOVE = "delete from tasks where execution_id = ? and task = ? and has_token = 0";
const CLOSE = `update tasks set status = 'closed', due_at = null, is_leased = 0,
  parameters = null, closed_at = ?,
  closing = ? where execution_id = ? and task = ? and has_token = 1 and status <> 'closed'`;
const STOP_JOB = `update tasks set due_at = ?
  where execution_id = ? and task = ? and status = 'closed' and closed_at = ? and ${IS_JOB}`;
/** Its parameters stay: it may be released. */
const TAKE = `update tasks set status = 'waiting'
  where execution_id = ? and task = ? and status = 'queued' and due_at is null`;
const RELEASE = `update tasks set status = 'queued'
  where execution_id = ? and task = ? and status = 'waiting'`;
const HOLD = `update tasks set is_leased = is_leased
  where execution_id = ? and task = ? and status <> 'closed'`;
const END_JOB = `update tasks set status = 'ended', due_at = ?, is_leased = 0
  where execution_id = ? and task = ? and status in ('queued', 'running') and ${IS_JOB}`;
const SETTLE = `update tasks set due_at = null, is_leased = 0
  where execution_id = ? and task = ? and status = 'closed'`;
const REQUEUE = `update tasks set due_at = ?, is_leased = 0
  where execution_id = ? and task = ? and status = 'queued'`;

export const taskWriters: Pick<
  Writers,
  | "putTask"
  | "awaitToken"
  | "takeTask"
  | "releaseTask"
  | "holdTask"
  | "endJob"
  | "closeTask"
  | "settleTask"
  | "requeueTask"
> = {
  putTask: ({ task }) => ({ statements: [statement(PUT, ...tasks.values(rowOf(task)))] }),
  awaitToken: ({ executionId, task, subject, hasApproval }) => ({
    statements: [statement(AWAIT_TOKEN, subject, hasApproval ? 1 : 0, executionId, task)],
  }),
  takeTask: ({ executionId, task }) => ({ guard: statement(TAKE, executionId, task) }),
  releaseTask: ({ executionId, task }) => ({ statements: [statement(RELEASE, executionId, task)] }),
  holdTask: ({ executionId, task }) => ({ guard: statement(HOLD, executionId, task) }),
  endJob: ({ executionId, task, at }) => ({
    statements: [statement(END_JOB, at, executionId, task)],
  }),
  closeTask: ({ executionId, task, hasToken, closing, at }) => ({
    statements: hasToken
      ? [
          statement(CLOSE, at, JSON.stringify(closing), executionId, task),
          ...(closing.reason === "cancelled"
            ? [statement(STOP_JOB, at, executionId, task, at)]
            : []),
        ]
      : [statement(REMOVE, executionId, task)],
  }),
  settleTask: ({ executionId, task }) => ({
    statements: [statement(SETTLE, executionId, task)],
  }),
  requeueTask: ({ executionId, task, dueAt }) => ({
    statements: [statement(REQUEUE, dueAt, executionId, task)],
  }),
};

const FIND = `select ${tasks.columns} from tasks where execution_id = ? and task = ?`;
const LIST = `select ${tasks.columns} from tasks`;
const LIST_ACTIVITY = `${LIST} where resource = ? and status = 'queued' and due_at is null
  order by created_at, execution_id, task limit ?`;
const AFTER = `(created_at, execution_id, task) >
  ((select created_at from tasks where execution_id = ? and task = ?), ?, ?)`;
const COUNT_WAITING = `select count(*) as "count", min(created_at) as "oldestAt"
  from tasks where status = 'waiting'`;
const claim = (forClaim: Database["forClaim"]) => `with due as (
  select execution_id, task from tasks where due_at <= ? order by due_at limit ? ${forClaim})
  update tasks set due_at = ?, is_leased = 1, leased_by = ? from due
  where tasks.execution_id = due.execution_id and tasks.task = due.task
  returning ${tasks.columns}`;
const NEXT = `select min(due_at) as "at" from tasks where due_at is not null`;

export interface TaskRow extends Omit<TaskRecord, "hasToken" | "closing" | "hasApproval"> {
  readonly hasToken: number;
  readonly hasApproval: number;
  readonly closing: string | null;
}

export function taskQueries(
  database: Database,
  leaseHolder: string | null,
): Pick<
  Store,
  | "findTask"
  | "listActivityTasks"
  | "listWaitingTasks"
  | "countWaitingTasks"
  | "claimTasks"
  | "nextTaskAt"
> {
  const claimSql = claim(database.forClaim);
  return {
    async findTask(executionId, task) {
      const [row] = await database.read<TaskRow>(FIND, [executionId, task]);
      return row && taskOf(row);
    },
    async listActivityTasks(activityArn, limit) {
      const rows = await database.read<TaskRow>(LIST_ACTIVITY, [activityArn, limit]);
      return rows.map(taskOf);
    },
    async listWaitingTasks(filter, { after, limit }) {
      const { sql, params } = where(
        statement("status = 'waiting'"),
        when("state_machine_name = ?", filter.stateMachineName),
        when("execution_id = ?", filter.executionId),
        after === undefined ? undefined : afterTask(after),
      );
      const rows = await database.read<TaskRow>(
        `${LIST} ${sql} order by created_at, execution_id, task limit ?`,
        [...params, limit],
      );
      return rows.map(taskOf);
    },
    async countWaitingTasks() {
      const [row] = await database.read<{ count: number; oldestAt: number | null }>(
        COUNT_WAITING,
        [],
      );
      return { count: row?.count ?? 0, oldestAt: row?.oldestAt ?? undefined };
    },
    async claimTasks({ at, leaseUntil, limit }) {
      const rows = await database.run<TaskRow>(claimSql, [at, limit, leaseUntil, leaseHolder]);
      // The order of `returning` is not defined.
      return rows.map(taskOf).sort(byCreation);
    },
    async nextTaskAt() {
      const [row] = await database.read<{ at: number | null }>(NEXT, []);
      return row?.at ?? undefined;
    },
  };
}

/** The rows after the task `executionId.task`, which stays in the table also when it is over. */
function afterTask(key: string) {
  const dot = key.lastIndexOf(".");
  const executionId = key.slice(0, dot);
  const task = Number(key.slice(dot + 1));
  assert(dot > 0 && Number.isSafeInteger(task), "a place among tasks is `executionId.task`");
  return statement(AFTER, executionId, task, executionId, task);
}

function rowOf(task: TaskRecord) {
  return {
    ...task,
    hasToken: task.hasToken ? 1 : 0,
    hasApproval: task.hasApproval ? 1 : 0,
    closing: task.closing && JSON.stringify(task.closing),
  };
}

const HAS_APPROVAL = { hasApproval: true } as const;

export function taskOf(row: TaskRow): TaskRecord {
  const closing = row.closing === null ? null : (JSON.parse(row.closing) as TaskClosing);
  const { hasApproval, ...others } = row;
  return {
    ...others,
    hasToken: row.hasToken === 1,
    closing,
    ...(hasApproval === 1 && HAS_APPROVAL),
  };
}

function byCreation(left: TaskRecord, right: TaskRecord): number {
  if (left.createdAt !== right.createdAt) return left.createdAt - right.createdAt;
  if (left.executionId !== right.executionId) return left.executionId < right.executionId ? -1 : 1;
  return left.task - right.task;
}
