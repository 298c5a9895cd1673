import type { Database, Statement } from "../database.ts";
import type { DeliveryRecord } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const deliveries = describeTable(
  "deliveries",
  ["id"],
  [
    "channel",
    "endpoint",
    "kind",
    "topicName",
    "subscriptionId",
    "status",
    "attempts",
    "createdAt",
    "dueAt",
    "settledAt",
    "lastError",
    "content",
  ],
);

const SETTLE = `update deliveries set status = ?, attempts = attempts + 1, due_at = ?,
  is_leased = 0, settled_at = ?, last_error = ? where id = ? and status = 'queued'`;

export const deliveryWriters: Pick<Writers, "createDelivery" | "settleDelivery"> = {
  createDelivery: ({ delivery }) => ({
    statements: [statement(deliveries.insert, ...deliveries.values({ ...delivery }))],
  }),
  settleDelivery: ({ id, status, dueAt, at, lastError }) => ({
    statements: [statement(SETTLE, status, dueAt, status === "queued" ? null : at, lastError, id)],
  }),
};

const SELECT = `select ${deliveries.columns} from deliveries`;
const claim = (forClaim: Database["forClaim"]) => `with due as (
  select id from deliveries where due_at <= ? order by due_at limit ? ${forClaim})
  update deliveries set due_at = ?, is_leased = 1, leased_by = ? from due where deliveries.id = due.id
  returning ${deliveries.columns}`;
const NEXT = `select min(due_at) as "at" from deliveries where due_at is not null`;

export function deliveryQueries(
  database: Database,
  leaseHolder: string | null,
): Pick<Store, "findDelivery" | "listDeliveries" | "claimDeliveries" | "nextDeliveryAt"> {
  const claimSql = claim(database.forClaim);
  return {
    async findDelivery(id) {
      const [row] = await database.read<DeliveryRecord>(`${SELECT} where id = ?`, [id]);
      return row;
    },
    async listDeliveries({ channels, status }, { after, limit }) {
      const { sql, params } = where(
        channels && isAmong(channels),
        status && hasStatus(status),
        when("id < ?", after),
      );
      return database.read<DeliveryRecord>(`${SELECT} ${sql} order by id desc limit ?`, [
        ...params,
        limit,
      ]);
    },
    async claimDeliveries({ at, leaseUntil, limit }) {
      const rows = await database.run<DeliveryRecord>(claimSql, [
        at,
        limit,
        leaseUntil,
        leaseHolder,
      ]);
      // The order of `returning` is not defined.
      return rows.sort((left, right) => (left.id < right.id ? -1 : 1));
    },
    async nextDeliveryAt() {
      const [row] = await database.read<{ at: number | null }>(NEXT, []);
      return row?.at ?? undefined;
    },
  };
}

function isAmong(channels: readonly string[]): Statement {
  // SQL has no empty list.
  const list = channels.map(() => "?").join(", ") || "null";
  return statement(`channel in (${list})`, ...channels);
}

/** The second condition lets the planner use the index of what is not sent. */
function hasStatus(status: DeliveryRecord["status"]): Statement {
  return statement(status === "sent" ? "status = ?" : "status = ? and status <> 'sent'", status);
}
