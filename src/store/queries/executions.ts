// Executions. Status, end and output are columns, so that lists need not parse the progress; the stored
// progress is only what no column holds.

import type { ExecutionEnd, Progress } from "../../execution/state.ts";
import type { Database } from "../database.ts";
import type { ExecutionRecord, ExecutionSummary } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const executions = describeTable(
  "executions",
  ["id"],
  [
    "stateMachineName",
    "name",
    "revisionId",
    "startedBy",
    "startedAt",
    "stoppedAt",
    "status",
    "version",
    "progress",
    "error",
    "cause",
    "output",
    "input",
  ],
);

const CREATE = `${executions.insert} on conflict (state_machine_name, name) do nothing`;
const ADVANCE = `update executions set version = version + 1, status = ?, stopped_at = ?,
  progress = ?, error = ?, cause = ?, output = ? where id = ? and version = ?`;

export const executionWriters: Pick<Writers, "createExecution" | "advanceExecution"> = {
  createExecution: ({ execution }) => ({
    guard: statement(
      CREATE,
      ...executions.values({ ...execution, progress: encodeProgress(execution.progress) }),
    ),
  }),
  advanceExecution: ({ executionId, expectedVersion, progress }) => ({
    guard: statement(
      ADVANCE,
      progress.status,
      progress.end?.at ?? null,
      encodeProgress(progress),
      progress.end?.error ?? null,
      progress.end?.cause ?? null,
      progress.end?.output ?? null,
      executionId,
      expectedVersion,
    ),
  }),
};

const SELECT = `select ${executions.columns} from executions`;
const SELECT_SUMMARY = `select id, state_machine_name as "stateMachineName", name,
  started_at as "startedAt", stopped_at as "stoppedAt", status from executions`;

type ExecutionRow = Omit<ExecutionRecord, "progress"> & { readonly progress: string };

export function executionQueries(
  database: Database,
): Pick<Store, "findExecution" | "findExecutionByName" | "listExecutions"> {
  return {
    async findExecution(id) {
      const [row] = await database.read<ExecutionRow>(`${SELECT} where id = ?`, [id]);
      return row && executionOf(row);
    },
    async findExecutionByName(stateMachineName, name) {
      const [row] = await database.read<ExecutionRow>(
        `${SELECT} where state_machine_name = ? and name = ?`,
        [stateMachineName, name],
      );
      return row && executionOf(row);
    },
    async listExecutions(filter, { after, limit }) {
      const { sql, params } = where(
        when("state_machine_name = ?", filter.stateMachineName),
        when("status = ?", filter.status),
        when("id < ?", after),
      );
      return database.read<ExecutionSummary>(`${SELECT_SUMMARY} ${sql} order by id desc limit ?`, [
        ...params,
        limit,
      ]);
    },
  };
}

function encodeProgress(progress: Progress): string {
  const { status: _status, end: _end, ...rest } = progress;
  return JSON.stringify(rest);
}

function executionOf(row: ExecutionRow): ExecutionRecord {
  const rest = JSON.parse(row.progress) as Omit<Progress, "status" | "end">;
  const end = endOf(row);
  return { ...row, progress: { status: row.status, ...rest, ...(end && { end }) } };
}

function endOf({ stoppedAt, output, error, cause }: ExecutionRow): ExecutionEnd | undefined {
  if (stoppedAt === null) return undefined;
  return {
    at: stoppedAt,
    ...(output !== null && { output }),
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
  };
}
