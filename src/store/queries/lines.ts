// The lines of executions that have branched, and the forks where they did.

import type { LineChange } from "../../execution/line-table.ts";
import type { Fork, Line } from "../../execution/state.ts";
import type { Database, Statement } from "../database.ts";
import { describeTable, statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const lines = describeTable("lines", ["executionId", "line"], ["data"]);
const forks = describeTable("forks", ["executionId", "line"], ["data"]);

const REMOVE_LINES = "delete from lines where execution_id = ? and line between ? and ?";
const REMOVE_FORK = "delete from forks where execution_id = ? and line = ?";

export const lineWriters: Pick<Writers, "changeLines"> = {
  changeLines: ({ executionId, changes }) => ({
    statements: changes.flatMap((change) => statementsOf(executionId, change)),
  }),
};

function statementsOf(executionId: string, change: LineChange): Statement[] {
  const { line } = change;
  switch (change.kind) {
    case "putLine": {
      const data = JSON.stringify(change.value);
      return [statement(lines.upsert, ...lines.values({ executionId, line, data }))];
    }
    case "putFork": {
      const data = JSON.stringify(change.fork);
      return [statement(forks.upsert, ...forks.values({ executionId, line, data }))];
    }
    case "removeLine":
      return [statement(REMOVE_LINES, executionId, line, line)];
    case "closeFork":
      return [
        statement(REMOVE_LINES, executionId, change.firstLine, change.lastLine),
        statement(REMOVE_FORK, executionId, line),
      ];
  }
}

const SELECT = "select line, data from lines";
const SELECT_FORK = "select data from forks where execution_id = ? and line = ?";

interface LineRow {
  readonly line: number;
  readonly data: string;
}

export function lineQueries(
  database: Database,
): Pick<Store, "findLine" | "listLines" | "findFork"> {
  return {
    async findLine(executionId, line) {
      const [row] = await database.read<LineRow>(`${SELECT} where execution_id = ? and line = ?`, [
        executionId,
        line,
      ]);
      return row && (JSON.parse(row.data) as Line);
    },
    async listLines(executionId, first, last) {
      const rows = await database.read<LineRow>(
        `${SELECT} where execution_id = ? and line between ? and ? order by line`,
        [executionId, first, last],
      );
      return rows.map((row) => [row.line, JSON.parse(row.data) as Line]);
    },
    async findFork(executionId, line) {
      const [row] = await database.read<LineRow>(SELECT_FORK, [executionId, line]);
      return row && (JSON.parse(row.data) as Fork);
    },
  };
}
