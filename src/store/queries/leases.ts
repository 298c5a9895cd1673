// The leases of one node, as far as the database knows.

import type { Database } from "../database.ts";
import type { LeasedQueue, LeaseRecord } from "../lease-record.ts";
import type { Store } from "../store.ts";

const QUEUES: Readonly<Record<LeasedQueue, { readonly table: string; readonly key: string }>> = {
  tasks: { table: "tasks", key: "execution_id || '.' || task" },
  deliveries: { table: "deliveries", key: "id" },
  mapRuns: { table: "map_runs", key: "id" },
};
const IS_OWN = "is_leased = 1 and leased_by = ? and due_at is not null";

export function leaseQueries(
  database: Database,
  leaseHolder: string | null,
): Pick<Store, "listLeases" | "endLease"> {
  return {
    listLeases(queue) {
      const { table, key } = QUEUES[queue];
      const sql = `select ${key} as "key", due_at as "until" from ${table} where ${IS_OWN}`;
      return database.read<LeaseRecord>(sql, [leaseHolder]);
    },
    async endLease(queue, { key, until }) {
      const { table } = QUEUES[queue];
      const isIt = queue === "tasks" ? "execution_id = ? and task = ?" : "id = ?";
      const [id = "", task] = key.split(".");
      const params = [leaseHolder, until, id, ...(task === undefined ? [] : [Number(task)])];
      await database.run(
        `update ${table} set due_at = 0, is_leased = 0 where ${IS_OWN} and due_at = ? and ${isIt}`,
        params,
      );
    },
  };
}
