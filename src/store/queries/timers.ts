// Timers. A claim moves claimable_at to the end of its lease; due_at stays what was asked for, so that
// whoever takes over after a lapsed lease still learns when the timer was due.

import type { Database } from "../database.ts";
import type { TimerRecord } from "../records.ts";
import { describeTable, statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const timers = describeTable("timers", ["executionId", "timer"], ["line", "dueAt", "claimableAt"]);

const REMOVE = "delete from timers where execution_id = ? and timer = ?";

export const timerWriters: Pick<Writers, "putTimer" | "removeTimer"> = {
  putTimer: ({ timer }) => ({
    statements: [
      statement(timers.upsert, ...timers.values({ ...timer, claimableAt: timer.dueAt })),
    ],
  }),
  removeTimer: ({ executionId, timer }) => ({
    statements: [statement(REMOVE, executionId, timer)],
  }),
};

const claim = (forClaim: Database["forClaim"]) => `with due as (
  select execution_id, timer from timers where claimable_at <= ? order by claimable_at limit ?
  ${forClaim})
  update timers set claimable_at = ? from due
  where timers.execution_id = due.execution_id and timers.timer = due.timer
  returning timers.execution_id as "executionId", timers.timer as "timer",
    timers.line as "line", timers.due_at as "dueAt"`;
const NEXT = `select min(claimable_at) as "at" from timers`;

export function timerQueries(database: Database): Pick<Store, "claimTimers" | "nextTimerAt"> {
  const claimSql = claim(database.forClaim);
  return {
    async claimTimers({ at, leaseUntil, limit }) {
      const rows = await database.run<TimerRecord>(claimSql, [at, limit, leaseUntil]);
      // The order of `returning` is not defined.
      return rows.sort((left, right) => left.dueAt - right.dueAt);
    },
    async nextTimerAt() {
      const [row] = await database.read<{ at: number | null }>(NEXT, []);
      return row?.at ?? undefined;
    },
  };
}
