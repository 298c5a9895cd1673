// The servers that have the database. Whether one is still there is decided by the database's clock alone:
// those of the servers may differ.

import type { Database } from "../database.ts";
import type { ListedNode } from "../records.ts";
import { describeTable } from "../sql.ts";
import type { DueWork, Store } from "../store.ts";

const nodes = describeTable(
  "nodes",
  ["id"],
  ["host", "pid", "version", "status", "startedAt", "seenAt"],
);

const beat = (now: string) => `insert into nodes
  (id, host, pid, version, status, started_at, seen_at) values (?, ?, ?, ?, ?, ${now}, ${now})
  on conflict (id) do update set status = excluded.status, seen_at = excluded.seen_at
  returning seen_at as "at"`;
const REMOVE = "delete from nodes where id = ?";
const removeSilent = (now: string) => `delete from nodes where seen_at < ${now} - ? returning id`;

const held = (table: string) => `(select count(*) from ${table}
  where is_leased = 1 and leased_by = nodes.id)`;
const LIST = `select ${nodes.columns}, ${held("tasks")} as "tasks",
  ${held("deliveries")} as "deliveries", ${held("map_runs")} as "mapRuns"
  from nodes order by started_at, id`;

const isOrphaned = (table: string) => `is_leased = 1 and leased_by is not null
  and due_at is not null
  and not exists (select 1 from nodes where nodes.id = ${table}.leased_by)`;
const END_TASKS = (forClaim: Database["forClaim"]) => `with orphans as (
  select execution_id, task from tasks where ${isOrphaned("tasks")} ${forClaim})
  update tasks set due_at = 0, is_leased = 0 from orphans
  where tasks.execution_id = orphans.execution_id and tasks.task = orphans.task
  returning tasks.due_at as "at"`;
const endLeases = (table: "deliveries" | "map_runs", forClaim: Database["forClaim"]) =>
  `with orphans as (select id from ${table} where ${isOrphaned(table)} ${forClaim})
  update ${table} set due_at = 0, is_leased = 0 from orphans where ${table}.id = orphans.id
  returning ${table}.due_at as "at"`;

export function nodeQueries(
  database: Database,
): Pick<Store, "beat" | "removeNode" | "removeSilentNodes" | "endOrphanedLeases" | "listNodes"> {
  const { forClaim, now } = database;
  const beatSql = beat(now);
  const removeSilentSql = removeSilent(now);
  const ending: Readonly<Record<"tasks" | "deliveries" | "mapRuns", string>> = {
    tasks: END_TASKS(forClaim),
    deliveries: endLeases("deliveries", forClaim),
    mapRuns: endLeases("map_runs", forClaim),
  };
  return {
    async beat({ id, host, pid, version, status }) {
      const params = [id, host, pid, version, status];
      const [row] = await database.run<{ at: number }>(beatSql, params);
      return row?.at ?? 0;
    },
    async removeNode(id) {
      await database.run(REMOVE, [id]);
    },
    async removeSilentNodes(silentMs) {
      const rows = await database.run<{ id: string }>(removeSilentSql, [silentMs]);
      return rows.map(({ id }) => id);
    },
    async endOrphanedLeases() {
      const work: DueWork = {};
      for (const [loop, sql] of Object.entries(ending)) {
        const [first] = await database.run<{ at: number }>(sql, []);
        if (first) work[loop as keyof typeof ending] = first.at;
      }
      if (Object.keys(work).length === 0) return undefined;
      database.announce?.(work);
      return work;
    },
    listNodes: () => database.read<ListedNode>(LIST, []),
  };
}
