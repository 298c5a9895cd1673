import type { Database, SqlValue, Statement } from "../database.ts";
import type { SubscriptionRecord } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const subscriptions = describeTable(
  "subscriptions",
  ["id"],
  [
    "topicName",
    "protocol",
    "endpoint",
    "createdAt",
    "confirmedAt",
    "tokenHash",
    "tokenExpiresAt",
    "attributes",
  ],
);

/** One address is subscribed once; the index `subscriptions_by_endpoint` sees to it. */
const CREATE = `${subscriptions.insert} on conflict do nothing`;
const DELETE = "delete from subscriptions where id = ?";
/** Changes nothing, and one row of it, when the record is still as it was read. */
const HOLD = `update subscriptions set id = id where id = ? and token_hash = ? and attributes = ?
  and confirmed_at is not distinct from ?`;

export const subscriptionWriters: Pick<
  Writers,
  "createSubscription" | "putSubscription" | "deleteSubscription"
> = {
  createSubscription: ({ subscription }) => ({
    guard: statement(CREATE, ...subscriptions.values({ ...subscription })),
  }),
  putSubscription: ({ subscription, replaces }) => ({
    ...(replaces && { guard: holdStatement(replaces) }),
    statements: [statement(subscriptions.upsert, ...subscriptions.values({ ...subscription }))],
  }),
  deleteSubscription: ({ id }) => ({ statements: [statement(DELETE, id)] }),
};

function holdStatement({ id, tokenHash, attributes, confirmedAt }: SubscriptionRecord): Statement {
  return statement(HOLD, id, tokenHash, attributes, confirmedAt);
}

const SELECT = `select ${subscriptions.columns} from subscriptions`;
const BY_ENDPOINT = `${SELECT} where topic_name = ? and protocol = ? and endpoint = ?
  order by created_at, id limit 1`;
const BY_TOKEN = `${SELECT} where topic_name = ? and token_hash = ?`;
const CONFIRMED = `${SELECT} where topic_name = ? and confirmed_at is not null order by id`;

export function subscriptionQueries(
  database: Database,
): Pick<
  Store,
  | "findSubscription"
  | "findSubscriptionByEndpoint"
  | "findSubscriptionByToken"
  | "listSubscriptions"
  | "listConfirmedSubscriptions"
> {
  async function find(sql: string, ...params: SqlValue[]): Promise<SubscriptionRecord | undefined> {
    const [row] = await database.read<SubscriptionRecord>(sql, params);
    return row;
  }

  return {
    findSubscription: (id) => find(`${SELECT} where id = ?`, id),
    findSubscriptionByEndpoint: (topicName, protocol, endpoint) =>
      find(BY_ENDPOINT, topicName, protocol, endpoint),
    findSubscriptionByToken: (topicName, tokenHash) => find(BY_TOKEN, topicName, tokenHash),
    async listSubscriptions(filter, { after, limit }) {
      const { sql, params } = where(
        when("topic_name = ?", filter.topicName),
        when("id > ?", after),
      );
      return database.read<SubscriptionRecord>(`${SELECT} ${sql} order by id limit ?`, [
        ...params,
        limit,
      ]);
    },
    listConfirmedSubscriptions: (topicName) => database.read(CONFIRMED, [topicName]),
  };
}
