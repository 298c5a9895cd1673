// The counts of a Map Run. Child executions that have ended are counted by whoever works on their Map Run,
// each once.

import type { Change } from "../../store/change.ts";
import type {
  MapItemRecord,
  MapRunCount,
  MapRunCounts,
  OpenMapItems,
} from "../../store/map-run-records.ts";

export type MapItemNews = Pick<MapItemRecord, "item" | "size" | "status">;

export function countNews(counts: MapRunCounts, news: readonly MapItemNews[]): MapRunCounts {
  let { succeeded, failed, timedOut, aborted } = counts;
  for (const { status, size } of news) {
    if (status === "SUCCEEDED") succeeded = more(succeeded, size);
    else if (status === "FAILED") failed = more(failed, size);
    else if (status === "TIMED_OUT") timedOut = more(timedOut, size);
    else if (status === "ABORTED") aborted = more(aborted, size);
  }
  return { ...counts, succeeded, failed, timedOut, aborted };
}

/** Child executions that did not succeed, and the items in them. */
export function failuresIn({ failed, timedOut, aborted }: MapRunCounts): MapRunCount {
  return {
    executions: failed.executions + timedOut.executions + aborted.executions,
    items: failed.items + timedOut.items + aborted.items,
  };
}

/** Marks news as counted: mostly they are neighbours. */
export function countChanges(mapRun: string, news: readonly MapItemNews[]): Change[] {
  const ranges: { first: number; last: number }[] = [];
  for (const { item } of news) {
    const range = ranges.at(-1);
    if (range && range.last + 1 === item) range.last = item;
    else ranges.push({ first: item, last: item });
  }
  return ranges.map((range) => ({ kind: "countMapItems", mapRun, ...range }));
}

export function runningIn(open: readonly OpenMapItems[]): number {
  return open.find(({ status }) => status === "RUNNING")?.executions ?? 0;
}

/** How many are over and not counted yet. */
export function newsIn(open: readonly OpenMapItems[]): number {
  return open.reduce((sum, { status, executions }) => {
    return status === "RUNNING" ? sum : sum + executions;
  }, 0);
}

function more({ executions, items }: MapRunCount, size: number): MapRunCount {
  return { executions: executions + 1, items: items + size };
}
