// What the child executions of Map Runs begin with. The row of one that has ended is news until its Map Run
// has counted it, so that ends need no common counter, and none is lost or counted twice.

import type { Database } from "../database.ts";
import type { MapItemRecord, MapItemStatus, MapResult, OpenMapItems } from "../map-run-records.ts";
import { describeTable, statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const items = describeTable(
  "map_items",
  ["mapRun", "item"],
  ["size", "status", "executionId", "input"],
);

const CLEAR = "delete from map_items where map_run = ?";
const HOLD = "update map_items set status = 'HELD' where map_run = ? and status = 'PENDING'";
const RELEASE = `update map_items set status = 'PENDING', is_news = 0 where map_run = ?
  and status in ('HELD', 'FAILED', 'TIMED_OUT', 'ABORTED')`;
const START = `update map_items set status = 'RUNNING', execution_id = ?, input = null
  where map_run = ? and item = ? and status = 'PENDING'`;
const SETTLE = `update map_items set status = ?, is_news = 1
  where execution_id = ? and status = 'RUNNING'`;
const COUNT = `update map_items set is_news = 0
  where map_run = ? and item between ? and ? and is_news = 1`;

export const mapItemWriters: Pick<
  Writers,
  | "addMapItems"
  | "clearMapItems"
  | "holdMapItems"
  | "releaseMapItems"
  | "startMapItem"
  | "settleMapItem"
  | "countMapItems"
> = {
  addMapItems: ({ mapRun, items: added }) => ({
    statements: added.map((item) => {
      const row = { ...item, mapRun, status: "PENDING", executionId: null };
      return statement(items.insert, ...items.values(row));
    }),
  }),
  clearMapItems: ({ mapRun }) => ({ statements: [statement(CLEAR, mapRun)] }),
  holdMapItems: ({ mapRun }) => ({ statements: [statement(HOLD, mapRun)] }),
  releaseMapItems: ({ mapRun }) => ({ statements: [statement(RELEASE, mapRun)] }),
  startMapItem: ({ mapRun, item, executionId }) => ({
    guard: statement(START, executionId, mapRun, item),
  }),
  settleMapItem: ({ executionId, status }) => ({
    statements: [statement(SETTLE, status, executionId)],
  }),
  countMapItems: ({ mapRun, first, last }) => ({
    statements: [statement(COUNT, mapRun, first, last)],
  }),
};

// One select for each index: `or` between the two would read every row of the Map Run.
const OPEN = (condition: string) => `select status, count(*) as "executions",
  cast(sum(size) as bigint) as "items" from map_items
  where map_run = ? and ${condition} group by status`;
const COUNT_OPEN = `${OPEN("status = 'RUNNING'")} union all ${OPEN("is_news = 1")}`;
const NEWS = `select item, size, status from map_items where map_run = ? and is_news = 1
  order by item limit ?`;
const PENDING = `select ${items.columns} from map_items where map_run = ? and status = 'PENDING'
  order by item limit ?`;
const RUNNING = `select execution_id as "executionId" from map_items
  where map_run = ? and status = 'RUNNING' order by item limit ?`;
const RESULTS = `select item, size, map_items.status as "status",
  coalesce(executions.input, map_items.input) as "input", id,
  state_machine_name as "stateMachineName", type, name, started_at as "startedAt",
  stopped_at as "stoppedAt", output, error, cause, redrive_count as "redriveCount",
  redriven_at as "redrivenAt"
  from map_items left join executions on executions.id = map_items.execution_id
  where map_items.map_run = ? and item > ? order by item limit ?`;

export function mapItemQueries(
  database: Database,
): Pick<
  Store,
  | "countOpenMapItems"
  | "listMapItemNews"
  | "listPendingMapItems"
  | "listRunningMapItems"
  | "listMapResults"
  | "listMapItemSizes"
> {
  return {
    countOpenMapItems: (mapRun) => database.read<OpenMapItems>(COUNT_OPEN, [mapRun, mapRun]),
    listMapItemNews: (mapRun, limit) => database.read<News>(NEWS, [mapRun, limit]),
    listPendingMapItems: (mapRun, limit) => database.read<MapItemRecord>(PENDING, [mapRun, limit]),
    async listRunningMapItems(mapRun, limit) {
      const rows = await database.read<{ executionId: string }>(RUNNING, [mapRun, limit]);
      return rows.map(({ executionId }) => executionId);
    },
    async listMapResults(mapRun, { after, limit }) {
      const params = [mapRun, after === undefined ? -1 : Number(after), limit];
      return (await database.read<ResultRow>(RESULTS, params)).map(resultOf);
    },
    async listMapItemSizes(executionIds) {
      if (executionIds.length === 0) return [];
      const places = executionIds.map(() => "?").join(", ");
      return database.read<{ executionId: string; size: number }>(
        `select execution_id as "executionId", size from map_items where execution_id in (${places})`,
        executionIds,
      );
    },
  };
}

type News = Pick<MapItemRecord, "item" | "size" | "status">;

type ResultRow = NonNullable<MapResult["execution"]> & {
  readonly id: string | null;
  readonly item: number;
  readonly size: number;
  readonly status: MapItemStatus;
  readonly input: string;
};

function resultOf({ item, size, status, input, ...execution }: ResultRow): MapResult {
  return { item, size, status, input, execution: execution.id === null ? null : execution };
}
