// The end of executions. Removing one is a unit of its own that takes what makes it one: its name is free
// and nobody finds it. The rows that belong to it follow in small steps, which may stop at any moment and
// go on later.

import { createHash } from "node:crypto";
import type { Database, Statement } from "../database.ts";
import type { ApprovalRecord, PastApprovalRecord } from "../records.ts";
import type { EndedExecution } from "../removal-records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

/** Never one whose task, Map Run or parent still has something to do with it. Ids have 26 characters. */
const REMOVE = `delete from executions where id = ? and status <> 'RUNNING' and stopped_at < ?
  and not exists (select 1 from tasks
    where tasks.execution_id = executions.id and tasks.due_at is not null)
  and not exists (select 1 from map_runs
    where map_runs.execution_id = executions.id and map_runs.phase <> 'over')
  and not exists (select 1 from map_runs where map_runs.id = executions.map_run)
  and not exists (select 1 from tasks
    where tasks.execution_id = substr(executions.parent_task, 1, 26) and tasks.status <> 'closed'
    and tasks.execution_id || '.' || cast(tasks.task as text) = executions.parent_task)`;
const REMOVE_PROGRESS = "delete from progress where execution_id = ?";
const NOTE = "insert into removals (execution_id, state_machine_name, name) values (?, ?, ?)";

export const removalWriters: Pick<Writers, "removeExecution"> = {
  removeExecution: ({ executionId, stateMachineName, name, endedBefore }) => ({
    guard: statement(REMOVE, executionId, endedBefore),
    statements: [
      statement(REMOVE_PROGRESS, executionId),
      statement(NOTE, executionId, stateMachineName, name),
    ],
  }),
};

/** So many are swept together. */
const EXECUTIONS_MAX = 50;
const PLACES = Array(EXECUTIONS_MAX).fill("?").join(", ");

const SELECT_ENDED = `select id, state_machine_name as "stateMachineName", name,
  stopped_at as "stoppedAt", case when map_run is not null and exists (
    select 1 from map_runs where map_runs.id = executions.map_run) then 1 else 0 end as "isOfMapRun"
  from executions where status = ? and id > ? and id < ? order by id limit ?`;
const SELECT_NOTED = `select execution_id as "executionId", state_machine_name as "stateMachineName",
  name from removals order by execution_id limit ?`;
const FORGET = `delete from removals where execution_id in (${PLACES})`;

/** Rows of executions by their key, in the order in which they go: items before what leads to them. */
const SWEEPS = [
  sweep("history", "execution_id, first_event_id"),
  sweep("lines", "execution_id, line"),
  sweep("forks", "execution_id, line"),
  sweep("timers", "execution_id, timer"),
  sweep("approval_seats", "execution_id, task, address"),
  sweep("approval_voters", "execution_id, task, address"),
  sweep("tasks", "execution_id, task"),
  `delete from map_items where (map_run, item) in (select map_run, item from map_items
    where map_run in (select id from map_runs where execution_id in (${PLACES})) limit ?)
    returning 1 as "one"`,
  sweep("map_runs", "id"),
];

function sweep(table: string, key: string): string {
  return `delete from ${table} where (${key}) in (
    select ${key} from ${table} where execution_id in (${PLACES}) limit ?) returning 1 as "one"`;
}

const pastApprovals = describeTable(
  "past_approvals",
  ["id"],
  [
    "executionId",
    "task",
    "stateMachineName",
    "executionName",
    "status",
    "title",
    "approver",
    "createdAt",
    "closedAt",
    "documentSha256",
    "decision",
    "state",
  ],
);
const KEEP = `${pastApprovals.insert} on conflict (id) do nothing`;
const SELECT_APPROVALS = `select id, execution_id as "executionId", task, status, title, approver,
  created_at as "createdAt", closed_at as "closedAt", decision, state, document
  from approvals where execution_id in (${PLACES}) limit ?`;
const REMOVE_APPROVAL = "delete from approvals where id = ?";
/** The chain holds without them: it is over their hashes. */
const FORGET_DETAILS = "update audit_entries set details = null where approval_id = ?";
const SELECT_PAST = `select ${pastApprovals.columns} from past_approvals`;

interface Noted {
  readonly executionId: string;
  readonly stateMachineName: string;
  readonly name: string;
}

export function removalQueries(
  database: Database,
): Pick<Store, "listEndedExecutions" | "sweepRemovals" | "listPastApprovals"> {
  return {
    async listEndedExecutions({ status, after, before, limit }) {
      const rows = await database.read<Omit<EndedExecution, "isOfMapRun"> & { isOfMapRun: number }>(
        SELECT_ENDED,
        [status, after, before, limit],
      );
      return rows.map((row) => ({ ...row, isOfMapRun: row.isOfMapRun === 1 }));
    },
    async sweepRemovals(limit) {
      const noted = await database.read<Noted>(SELECT_NOTED, [EXECUTIONS_MAX]);
      return noted.length === 0 ? 0 : sweepAll(database, noted, limit);
    },
    async listPastApprovals({ executionId }, { after, limit }) {
      const { sql, params } = where(when("execution_id = ?", executionId), when("id < ?", after));
      return database.read<PastApprovalRecord>(`${SELECT_PAST} ${sql} order by id desc limit ?`, [
        ...params,
        limit,
      ]);
    },
  };
}

/** Removes up to `limit` rows of each kind; answers how many it were. */
async function sweepAll(
  database: Database,
  noted: readonly Noted[],
  limit: number,
): Promise<number> {
  const ids = noted.map(({ executionId }) => executionId);
  // One statement, however many there are.
  const params = Array.from({ length: EXECUTIONS_MAX }, (_, index) => ids[index] ?? ids[0] ?? "");
  let count = await keepApprovals(database, noted, [...params, limit]);
  if (count === limit) return count;
  for (const sql of SWEEPS) {
    const removed = (await database.run(sql, [...params, limit])).length;
    count += removed;
    if (removed === limit) return count;
  }
  await database.run(FORGET, params);
  return count + noted.length;
}

type KeptColumns = Omit<ApprovalRecord, "version" | "dueAt">;

/** What somebody decided stays known; what it was about does not. */
async function keepApprovals(
  database: Database,
  noted: readonly Noted[],
  params: readonly (string | number)[],
): Promise<number> {
  const approvals = await database.read<KeptColumns>(SELECT_APPROVALS, params);
  if (approvals.length === 0) return 0;
  const executions = new Map(noted.map((it) => [it.executionId, it]));
  const statements = approvals.flatMap((approval): Statement[] => [
    statement(KEEP, ...pastApprovals.values(pastApprovalOf(approval, executions))),
    statement(REMOVE_APPROVAL, approval.id),
    statement(FORGET_DETAILS, approval.id),
  ]);
  await database.write([{ subjects: undefined, guards: [], statements }]);
  return approvals.length;
}

function pastApprovalOf(
  { document, ...approval }: KeptColumns,
  executions: ReadonlyMap<string, Noted>,
): PastApprovalRecord {
  const { stateMachineName = "", name = "" } = executions.get(approval.executionId) ?? {};
  const documentSha256 = createHash("sha256").update(document).digest("hex");
  return { ...approval, stateMachineName, executionName: name, documentSha256 };
}
