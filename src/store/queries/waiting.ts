// What waits for somebody, with what its lists show: one query for a page, whatever it is narrowed to.
// Which index leads depends on the filter; the others are looked up by key.

import type { Database, Statement } from "../database.ts";
import type { ApprovalRecord, WaitingRecord } from "../records.ts";
import { statement, when, where } from "../sql.ts";
import type { Page, Store, WaitingFilter } from "../store.ts";
import { type TaskRow, taskOf, tasks } from "./tasks.ts";

const SELECT = `select ${tasks.columns}, executions.name as "executionName",
  approvals.id as "approvalId", approvals.status as "approvalStatus", approvals.title as "title",
  approvals.approver as "approver", approvals.created_at as "approvalCreatedAt",
  approvals.closed_at as "approvalClosedAt", approvals.version as "version",
  approvals.due_at as "approvalDueAt", approvals.decision as "decision",
  approvals.state as "state", approvals.document as "document"`;
const EXECUTION = "left join executions on executions.id = tasks.execution_id";
const SAME_TASK = "approvals.execution_id = tasks.execution_id and approvals.task = tasks.task";

/** Oldest first by the task itself. */
const FROM_TASKS = `from tasks left join approvals on ${SAME_TASK} ${EXECUTION}`;
/** Answered by an index alone. */
const HAS_NO_APPROVAL = `not exists (select 1 from approvals where ${SAME_TASK})`;
const TASKS_AFTER = `(tasks.created_at, tasks.execution_id, tasks.task) >
  ((select created_at from tasks where execution_id = ? and task = ?), ?, ?)`;
const TASKS_ORDER = "order by tasks.created_at, tasks.execution_id, tasks.task";

/** Oldest first by the request, whose ids ascend with time. `cross join` keeps SQLite to this order. */
const FROM_APPROVALS = `from approvals cross join tasks ${EXECUTION}`;
const FROM_SEATS = `from approval_seats cross join approvals cross join tasks ${EXECUTION}`;
const SEAT = "approval_seats.address = ? and approvals.id = approval_seats.approval_id";
const approvalsAfter = (column: string) =>
  `${column} > (select id from approvals where execution_id = ? and task = ?)`;

type WaitingRow = TaskRow &
  Pick<ApprovalRecord, "title" | "approver" | "version" | "decision" | "state" | "document"> & {
    readonly executionName: string | null;
    readonly approvalId: string | null;
    readonly approvalStatus: ApprovalRecord["status"];
    readonly approvalCreatedAt: number;
    readonly approvalClosedAt: number | null;
    readonly approvalDueAt: number | null;
  };

export function waitingQueries(database: Database): Pick<Store, "listWaiting"> {
  return {
    async listWaiting(filter, page) {
      const { sql, params } = selectionOf(filter, page);
      const rows = await database.read<WaitingRow>(`${SELECT} ${sql} limit ?`, [
        ...params,
        page.limit,
      ]);
      return rows.map(waitingOf);
    },
  };
}

function selectionOf(filter: WaitingFilter, { after }: Page): Statement {
  const { approver, createdBefore, executionId, kind, stateMachineName, stateName } = filter;
  const narrowing = [
    statement("tasks.status = 'waiting'"),
    when("tasks.state_machine_name = ?", stateMachineName),
    when("tasks.state_name = ?", stateName),
    when("tasks.execution_id = ?", executionId),
    when("tasks.created_at < ?", createdBefore),
  ];
  const place = after === undefined ? undefined : placeOf(after);
  const isByTask = stateMachineName !== undefined || executionId !== undefined;
  if (approver === undefined && (kind !== "approval" || isByTask)) {
    const kept = kind && statement(kind === "task" ? HAS_NO_APPROVAL : "approvals.id is not null");
    const behind = place && statement(TASKS_AFTER, ...place, ...place);
    const { sql, params } = where(...narrowing, kept, behind);
    return statement(`${FROM_TASKS} ${sql} ${TASKS_ORDER}`, ...params);
  }
  const pending = statement(`approvals.status = 'pending' and ${SAME_TASK}`);
  const isBySeat = approver !== undefined;
  const key = isBySeat ? "approval_seats.approval_id" : "approvals.id";
  const { sql, params } = where(
    when(SEAT, approver),
    pending,
    ...narrowing,
    // No task without an approval is anybody's.
    kind === "task" ? statement("1 = 0") : undefined,
    place && statement(approvalsAfter(key), ...place),
  );
  return statement(`${isBySeat ? FROM_SEATS : FROM_APPROVALS} ${sql} order by ${key}`, ...params);
}

/** The task `executionId.task`, which stays in the table also when it is over. */
function placeOf(key: string): readonly [executionId: string, task: number] {
  const dot = key.lastIndexOf(".");
  return [key.slice(0, dot), Number(key.slice(dot + 1))];
}

function waitingOf(row: WaitingRow): WaitingRecord {
  const { executionName, approvalId, approvalStatus, approvalCreatedAt, ...others } = row;
  const { approvalClosedAt, approvalDueAt, title, approver, version, ...further } = others;
  const { decision, state, document, ...ofTask } = further;
  const { executionId, task } = row;
  return {
    task: taskOf(ofTask),
    executionName: executionName ?? undefined,
    approval:
      approvalId === null
        ? undefined
        : {
            ...{ id: approvalId, executionId, task, status: approvalStatus, title, approver },
            ...{ document, state, version, decision },
            dueAt: approvalDueAt,
            createdAt: approvalCreatedAt,
            closedAt: approvalClosedAt,
          },
  };
}
