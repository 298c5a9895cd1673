// Executions. Status, end and output are columns, so that lists need not parse the progress; the stored
// progress is only what no column holds.

import type { Json } from "../../base/json.ts";
import type { ExecutionEnd, Frame, Progress } from "../../execution/state.ts";
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
    "stateMachineVersion",
    "stateMachineAlias",
    "traceHeader",
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
      ...executions.values({
        ...execution,
        progress: encodeProgress(execution.progress, execution.input),
      }),
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
  state_machine_version as "stateMachineVersion", state_machine_alias as "stateMachineAlias",
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
        when("state_machine_version = ?", filter.version),
        when("state_machine_alias = ?", filter.alias),
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

type StoredProgress = Omit<Progress, "status" | "end" | "frame"> & { readonly frame?: StoredFrame };
/** Without its input where that is the input of the execution. */
type StoredFrame = Omit<Frame, "input"> & { readonly input?: Json };

/** @param input The text of the execution's input, which a first state usually gets as it is. */
function encodeProgress(progress: Progress, input?: string): string {
  const { status: _status, end: _end, frame, ...rest } = progress;
  if (frame === undefined) return JSON.stringify(rest);
  const { input: frameInput, ...bareFrame } = frame;
  const isSame = input !== undefined && input === JSON.stringify(frameInput);
  return JSON.stringify({ ...rest, frame: isSame ? bareFrame : frame });
}

function executionOf(row: ExecutionRow): ExecutionRecord {
  const { frame, ...rest } = JSON.parse(row.progress) as StoredProgress;
  const end = endOf(row);
  const progress: Progress = {
    status: row.status,
    ...rest,
    ...(frame && { frame: frameOf(frame, row.input) }),
    ...(end && { end }),
  };
  return { ...row, progress };
}

function frameOf({ input, ...frame }: StoredFrame, executionInput: string): Frame {
  // Not `??`: a frame may have the input `null`.
  return { ...frame, input: input === undefined ? (JSON.parse(executionInput) as Json) : input };
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
