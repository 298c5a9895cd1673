// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html

import type { ArnScope } from "../../base/arn.ts";
import { defined } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import { arnOfExecution } from "../../engine/execution-record.ts";
import type { MapRunCounts, MapRunRecord, OpenMapItems } from "../../store/map-run-records.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { getMapRun } from "./find-map-run.ts";

export async function describeMapRun(
  deps: {
    readonly store: Pick<Store, "findMapRun" | "findExecution" | "countOpenMapItems">;
    readonly scope: ArnScope;
  },
  { mapRunArn }: { readonly mapRunArn: string },
): Promise<JsonObject> {
  const mapRun = await getMapRun(deps, mapRunArn);
  const execution = await deps.store.findExecution(mapRun.executionId);
  const open = await deps.store.countOpenMapItems(mapRun.id);
  return {
    mapRunArn,
    executionArn: arnOfExecution(deps.scope, defined(execution, "whose Map Run it is")),
    status: mapRun.status,
    startDate: timestamp(mapRun.startedAt),
    ...(mapRun.stoppedAt !== null && { stopDate: timestamp(mapRun.stoppedAt) }),
    maxConcurrency: mapRun.maxConcurrency,
    toleratedFailureCount: mapRun.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: mapRun.toleratedFailurePercentage ?? 0,
    itemCounts: countsOf(mapRun, open, "items"),
    executionCounts: countsOf(mapRun, open, "executions"),
    redriveCount: mapRun.redriveCount,
    ...(mapRun.redrivenAt !== null && { redriveDate: timestamp(mapRun.redrivenAt) }),
  };
}

type Unit = "items" | "executions";

function countsOf({ counts }: MapRunRecord, open: readonly OpenMapItems[], unit: Unit): JsonObject {
  // What has ended and was not counted yet is over all the same.
  const openOf = (status: OpenMapItems["status"]) =>
    open.find((each) => each.status === status)?.[unit] ?? 0;
  const running = openOf("RUNNING");
  const over = {
    succeeded: counts.succeeded[unit] + openOf("SUCCEEDED"),
    failed: counts.failed[unit] + openOf("FAILED"),
    timedOut: counts.timedOut[unit] + openOf("TIMED_OUT"),
    aborted: counts.aborted[unit] + openOf("ABORTED"),
  };
  return {
    pending: pendingOf(counts, unit, running, Object.values(over)),
    running,
    ...over,
    total: counts.total[unit],
    resultsWritten: counts.written[unit],
  };
}

function pendingOf(
  { total }: MapRunCounts,
  unit: Unit,
  running: number,
  over: readonly number[],
): number {
  return Math.max(0, total[unit] - running - over.reduce((sum, each) => sum + each, 0));
}
