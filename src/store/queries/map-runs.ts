// Map Runs. Whoever has claimed one works on it alone, and a lease that has run out is no harm: every
// change of a Map Run is a guard on its version.

import type { Database, Statement } from "../database.ts";
import type { MapRunCounts, MapRunRecord } from "../map-run-records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const mapRuns = describeTable(
  "map_runs",
  ["id"],
  [
    "executionId",
    "line",
    "stateMachineName",
    "stateName",
    "label",
    "startedEventId",
    "startedAt",
    "stoppedAt",
    "status",
    "phase",
    "version",
    "dueAt",
    "maxConcurrency",
    "toleratedFailureCount",
    "toleratedFailurePercentage",
    "redriveCount",
    "redrivenAt",
    "counts",
    "failure",
    "request",
  ],
);

const ADVANCE = `update map_runs set version = version + 1, status = ?, phase = ?, stopped_at = ?,
  due_at = ?, is_leased = ?, counts = ?, failure = ? where id = ? and version = ?`;
const TRIM = "update map_runs set request = ? where id = ?";
const UPDATE = `update map_runs set version = version + 1, due_at = ?,
  max_concurrency = coalesce(?, max_concurrency),
  tolerated_failure_count = coalesce(?, tolerated_failure_count),
  tolerated_failure_percentage = coalesce(?, tolerated_failure_percentage)
  where id = ? and status = 'RUNNING'`;
const ABORT = `update map_runs set version = version + 1, status = 'ABORTED', phase = 'stopping',
  due_at = ?, is_leased = 0 where id = ? and phase <> 'over' and status <> 'ABORTED'`;
const REDRIVE = `update map_runs set version = version + 1, status = 'RUNNING', phase = 'redriving',
  stopped_at = null, failure = null, redrive_count = redrive_count + 1, redriven_at = ?,
  due_at = ?, is_leased = 0 where id = ?`;

export const mapRunWriters: Pick<
  Writers,
  "createMapRun" | "advanceMapRun" | "trimMapRun" | "updateMapRun" | "abortMapRun" | "redriveMapRun"
> = {
  createMapRun: ({ mapRun }) => ({
    statements: [statement(mapRuns.insert, ...mapRuns.values(rowOf(mapRun)))],
  }),
  advanceMapRun: ({ mapRun, isLeased }) => ({ guard: advance(mapRun, isLeased) }),
  trimMapRun: ({ mapRun, request }) => ({ statements: [statement(TRIM, request, mapRun)] }),
  updateMapRun: ({ id, at, ...limits }) => ({
    guard: statement(
      UPDATE,
      at,
      limits.maxConcurrency ?? null,
      limits.toleratedFailureCount ?? null,
      textOfNumber(limits.toleratedFailurePercentage ?? null),
      id,
    ),
  }),
  abortMapRun: ({ id, at }) => ({ statements: [statement(ABORT, at, id)] }),
  redriveMapRun: ({ id, at }) => ({ statements: [statement(REDRIVE, at, at, id)] }),
};

function advance(mapRun: MapRunRecord, isLeased: boolean): Statement {
  const { status, phase, stoppedAt, dueAt, counts, failure } = rowOf(mapRun);
  return statement(
    ADVANCE,
    ...[status, phase, stoppedAt, dueAt, isLeased ? 1 : 0, counts, failure],
    ...[mapRun.id, mapRun.version],
  );
}

const SELECT = `select ${mapRuns.columns} from map_runs`;
const HAS_NEWS = `exists (select 1 from map_items
  where map_items.map_run = map_runs.id and map_items.is_news = 1)`;
const claim = (forClaim: Database["forClaim"]) => `with due as (
  select id from map_runs where due_at is not null
  and (due_at <= ? or (is_leased = 0 and ${HAS_NEWS})) order by due_at limit ? ${forClaim})
  update map_runs set due_at = ?, is_leased = 1, leased_by = ? from due where map_runs.id = due.id
  returning ${mapRuns.columns}`;
const NEXT = `select min(due_at) as "at" from map_runs where due_at is not null`;

export function mapRunQueries(
  database: Database,
  leaseHolder: string | null,
): Pick<Store, "findMapRun" | "listMapRuns" | "claimMapRuns" | "nextMapRunAt"> {
  const claimSql = claim(database.forClaim);
  return {
    async findMapRun(id) {
      const [row] = await database.read<MapRunRow>(`${SELECT} where id = ?`, [id]);
      return row && mapRunOf(row);
    },
    async listMapRuns(executionId, { after, limit }) {
      const { sql, params } = where(
        statement("execution_id = ?", executionId),
        when("started_event_id < ?", after === undefined ? undefined : Number(after)),
      );
      const rows = await database.read<MapRunRow>(
        `${SELECT} ${sql} order by started_event_id desc limit ?`,
        [...params, limit],
      );
      return rows.map(mapRunOf);
    },
    async claimMapRuns({ at, leaseUntil, limit }) {
      const rows = await database.run<MapRunRow>(claimSql, [at, limit, leaseUntil, leaseHolder]);
      return rows.map(mapRunOf);
    },
    async nextMapRunAt() {
      const [row] = await database.read<{ at: number | null }>(NEXT, []);
      return row?.at ?? undefined;
    },
  };
}

interface MapRunRow
  extends Omit<MapRunRecord, "counts" | "failure" | "toleratedFailurePercentage"> {
  readonly counts: string;
  readonly failure: string | null;
  readonly toleratedFailurePercentage: string | null;
}

function rowOf(mapRun: MapRunRecord): MapRunRow {
  return {
    ...mapRun,
    counts: JSON.stringify(mapRun.counts),
    failure: mapRun.failure && JSON.stringify(mapRun.failure),
    toleratedFailurePercentage: textOfNumber(mapRun.toleratedFailurePercentage),
  };
}

function mapRunOf(row: MapRunRow): MapRunRecord {
  const { counts, failure, toleratedFailurePercentage: percentage } = row;
  return {
    ...row,
    counts: JSON.parse(counts) as MapRunCounts,
    failure: failure === null ? null : (JSON.parse(failure) as MapRunRecord["failure"]),
    toleratedFailurePercentage: percentage === null ? null : Number(percentage),
  };
}

/** Fractions are kept as text: databases differ in their numbers. */
function textOfNumber(value: number | null): string | null {
  return value === null ? null : String(value);
}
