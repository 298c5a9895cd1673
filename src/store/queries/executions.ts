// Executions, and the progress of those that run or may be redriven. Status, end and output are columns;
// the stored progress is only what no column holds.

import type { Json } from "../../base/json.ts";
import type { ExecutionEnd, Frame, Progress, Redrive } from "../../execution/state.ts";
import type { Database, Statement } from "../database.ts";
import type { ExecutionInProgress, ExecutionRecord, ExecutionSummary } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const executions = describeTable(
  "executions",
  ["id"],
  [
    "stateMachineName",
    "type",
    "name",
    "revisionId",
    "stateMachineVersion",
    "stateMachineAlias",
    "traceHeader",
    "parentTask",
    "startedBy",
    "startedAt",
    "stoppedAt",
    "status",
    "redriveCount",
    "redrivenAt",
    "mapRun",
    "error",
    "cause",
    "output",
    "input",
  ],
);

const progresses = describeTable("progress", ["executionId"], ["version", "sharesInput", "data"]);

const CREATE = `${executions.insert} on conflict (state_machine_name, name)
  where type = 'STANDARD' do nothing`;
const ADVANCE = `update progress set version = version + 1, shares_input = 0, data = ?
  where execution_id = ? and version = ?`;
const FINISH = "delete from progress where execution_id = ? and version = ?";
const REOPEN = `update executions set status = 'RUNNING', stopped_at = null, error = null, cause = null,
  redrive_count = ?, redriven_at = ? where id = ?`;
const END = `update executions set status = ?, stopped_at = ?, error = ?, cause = ?, output = ?
  where id = ?`;

export const executionWriters: Pick<Writers, "createExecution" | "advanceExecution"> = {
  createExecution: ({ execution, progress, sharesInput = false }) => ({
    guard: statement(CREATE, ...executions.values(execution)),
    statements: isOver(progress) ? [] : [createProgress(execution.id, progress, sharesInput)],
  }),
  advanceExecution: ({ executionId, expectedVersion, progress, isRedrive }) => ({
    guard: isOver(progress)
      ? statement(FINISH, executionId, expectedVersion)
      : statement(ADVANCE, encodeProgress(progress), executionId, expectedVersion),
    statements: [
      ...(isRedrive && progress.redrive ? [reopenExecution(executionId, progress.redrive)] : []),
      ...(progress.end ? [endExecution(executionId, progress.status, progress.end)] : []),
    ],
  }),
};

/** Others may be redriven, which takes up their progress. */
function isOver({ status }: Progress): boolean {
  return status === "SUCCEEDED";
}

function createProgress(executionId: string, progress: Progress, sharesInput: boolean): Statement {
  const data = encodeProgress(progress, sharesInput);
  const row = { executionId, version: 1, sharesInput: sharesInput ? 1 : 0, data };
  return statement(progresses.insert, ...progresses.values(row));
}

function reopenExecution(id: string, { count, at }: Redrive): Statement {
  return statement(REOPEN, count, at, id);
}

function endExecution(id: string, status: string, end: ExecutionEnd): Statement {
  const { at, error = null, cause = null, output = null } = end;
  return statement(END, status, at, error, cause, output, id);
}

const SELECT = `select ${executions.columns} from executions`;
const SELECT_SUMMARY = `select id, state_machine_name as "stateMachineName", type, name,
  state_machine_version as "stateMachineVersion", state_machine_alias as "stateMachineAlias",
  started_at as "startedAt", stopped_at as "stoppedAt", status,
  redrive_count as "redriveCount", redriven_at as "redrivenAt", map_run as "mapRun"
  from executions`;

const SELECT_PROGRESS = `select version, data, shares_input as "sharesInput", status,
  stopped_at as "stoppedAt", output, error, cause, case shares_input when 1 then input end as "input"
  from progress join executions on id = execution_id where execution_id = ?`;

const SELECT_IN_PROGRESS = `select version as "progressVersion", data as "progressData",
  shares_input as "sharesInput", ${executions.columns}
  from progress join executions on id = execution_id where execution_id = ?`;

const COUNT_RUNNING = `select count(*) as "count" from executions where status = 'RUNNING'`;

export function executionQueries(
  database: Database,
): Pick<
  Store,
  | "countRunningExecutions"
  | "findExecution"
  | "findExecutionByName"
  | "findExecutionByParent"
  | "findInProgress"
  | "findProgress"
  | "listExecutions"
> {
  return {
    async countRunningExecutions() {
      const [row] = await database.read<{ count: number }>(COUNT_RUNNING, []);
      return row?.count ?? 0;
    },
    async findExecution(id) {
      const [row] = await database.read<ExecutionRecord>(`${SELECT} where id = ?`, [id]);
      return row;
    },
    async findExecutionByName(stateMachineName, name) {
      const [row] = await database.read<ExecutionRecord>(
        `${SELECT} where state_machine_name = ? and name = ? and type = 'STANDARD'`,
        [stateMachineName, name],
      );
      return row;
    },
    async findProgress(executionId) {
      const [row] = await database.read<ProgressRow>(SELECT_PROGRESS, [executionId]);
      return (
        row && { version: row.version, progress: progressOf(row.data, row, () => inputOf(row)) }
      );
    },
    async findInProgress(executionId) {
      const [row] = await database.read<InProgressRow>(SELECT_IN_PROGRESS, [executionId]);
      return row && inProgressOf(row);
    },
    async findExecutionByParent(parentTask) {
      const [row] = await database.read<ExecutionRecord>(`${SELECT} where parent_task = ?`, [
        parentTask,
      ]);
      return row;
    },
    async listExecutions(filter, { after, limit }) {
      const { sql, params } = where(
        when("state_machine_name = ?", filter.stateMachineName),
        when("type = ?", filter.type),
        when("state_machine_version = ?", filter.version),
        when("state_machine_alias = ?", filter.alias),
        when("status = ?", filter.status),
        filter.isRedriven === undefined
          ? undefined
          : statement(filter.isRedriven ? "redrive_count > 0" : "redrive_count = 0"),
        when("map_run = ?", filter.mapRun),
        filter.isChild === undefined
          ? undefined
          : statement(`map_run is ${filter.isChild ? "not " : ""}null`),
        when("id < ?", after),
      );
      return database.read<ExecutionSummary>(`${SELECT_SUMMARY} ${sql} order by id desc limit ?`, [
        ...params,
        limit,
      ]);
    },
  };
}

interface ProgressRow
  extends Pick<ExecutionRecord, "status" | "stoppedAt" | "output" | "error" | "cause"> {
  readonly version: number;
  readonly data: string;
  /** Where the frame shares it. */
  readonly input: string | null;
}

interface InProgressRow extends ExecutionRecord {
  readonly progressVersion: number;
  readonly progressData: string;
  readonly sharesInput: number;
}

type StoredProgress = Omit<Progress, "status" | "end" | "frame"> & {
  readonly frame?: Omit<Frame, "input"> & { readonly input?: Json };
};

/** JSON leaves out what is undefined, and a copy with that takes less time than one without the member. */
function encodeProgress(progress: Progress, sharesInput = false): string {
  const { frame } = progress;
  return JSON.stringify({
    ...progress,
    status: undefined,
    end: undefined,
    ...(frame && sharesInput && { frame: { ...frame, input: undefined } }),
  });
}

function inProgressOf(row: InProgressRow): ExecutionInProgress {
  const { progressVersion, progressData, sharesInput: _, ...execution } = row;
  const input = JSON.parse(execution.input) as Json;
  const progress = progressOf(progressData, row, () => input);
  return { version: progressVersion, progress, execution, input };
}

function inputOf({ input }: ProgressRow): Json {
  return JSON.parse(input ?? "null") as Json;
}

type ProgressColumns = Pick<ProgressRow, "status" | keyof EndColumns>;

/** @param sharedInput That of the execution, for a frame that has none of its own. */
function progressOf(data: string, columns: ProgressColumns, sharedInput: () => Json): Progress {
  const { frame, ...rest } = JSON.parse(data) as StoredProgress;
  const end = endOf(columns);
  return {
    status: columns.status,
    ...rest,
    // Not `??`: a frame may have the input `null`.
    ...(frame && {
      frame: {
        ...frame,
        input: frame.input === undefined ? sharedInput() : frame.input,
      },
    }),
    ...(end && { end }),
  };
}

type EndColumns = Pick<ProgressRow, "stoppedAt" | "output" | "error" | "cause">;

function endOf({ stoppedAt, output, error, cause }: EndColumns): ExecutionEnd | undefined {
  if (stoppedAt === null) return undefined;
  return {
    at: stoppedAt,
    ...(output !== null && { output }),
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
  };
}
