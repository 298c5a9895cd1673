// What waits for somebody, with what its lists show: one query for a page, whatever it is narrowed to.

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
/** Oldest first. The rows of a page are chosen by an index alone; only then they are looked up. */
const FROM_TASKS = {
  rows: "select execution_id, task from tasks",
  after: `(created_at, execution_id, task) >
    ((select created_at from tasks where execution_id = ? and task = ?), ?, ?)`,
  order: "order by created_at, execution_id, task",
  orderOfPage: "order by tasks.created_at, tasks.execution_id, tasks.task",
};
/** By the request, whose ids ascend with time. */
const FROM_SEATS = {
  rows: "select execution_id, task from approval_seats",
  after: "approval_id > (select id from approvals where execution_id = ? and task = ?)",
  order: "order by approval_id",
  orderOfPage: "order by approvals.id",
};
const FACTS = `join tasks on tasks.execution_id = page.execution_id and tasks.task = page.task
  left join approvals on approvals.execution_id = page.execution_id and approvals.task = page.task
  left join executions on executions.id = page.execution_id`;

type WaitingRow = TaskRow &
  Pick<ApprovalRecord, "title" | "approver" | "version" | "decision" | "state" | "document"> & {
    readonly executionName: string | null;
    readonly approvalId: string | null;
    readonly approvalStatus: ApprovalRecord["status"];
    readonly approvalCreatedAt: number;
    readonly approvalClosedAt: number | null;
    readonly approvalDueAt: number | null;
  };

export function waitingQueries(
  database: Database,
): Pick<Store, "countPendingApprovals" | "listWaiting"> {
  return {
    countPendingApprovals: () => database.read(COUNT_PENDING, []),
    async listWaiting(filter, page) {
      // No task without an approval is anybody's.
      if (filter.approver !== undefined && filter.kind === "task") return [];
      const { sql, params } = selectionOf(filter, page);
      const rows = await database.read<WaitingRow>(sql, params);
      return rows.map(waitingOf);
    },
  };
}

function selectionOf(filter: WaitingFilter, { after, limit }: Page): Statement {
  const { approver, createdBefore, executionId, kind, stateMachineName, stateName } = filter;
  const from = approver === undefined ? FROM_TASKS : FROM_SEATS;
  const place = after === undefined ? undefined : placeOf(after);
  const again = approver === undefined ? place : [];
  const { sql, params } = where(
    approver === undefined ? statement("status = 'waiting'") : statement("address = ?", approver),
    when("state_machine_name = ?", stateMachineName),
    when("state_name = ?", stateName),
    when("execution_id = ?", executionId),
    when("created_at < ?", createdBefore),
    approver === undefined ? when("has_approval = ?", kind && HAS_APPROVAL[kind]) : undefined,
    place && statement(from.after, ...place, ...(again ?? [])),
  );
  const page = `${from.rows} ${sql} ${from.order} limit ?`;
  return statement(
    `${SELECT} from (${page}) as page ${FACTS} ${from.orderOfPage}`,
    ...params,
    limit,
  );
}

const COUNT_PENDING = `select state_machine_name as "stateMachineName", count(*) as "count",
  min(created_at) as "oldestAt" from tasks where status = 'waiting' and has_approval = 1
  group by state_machine_name order by min(created_at), state_machine_name`;

const HAS_APPROVAL = { approval: 1, task: 0 } as const;

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
