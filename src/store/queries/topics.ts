import type { Database } from "../database.ts";
import type { TopicRecord } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const topics = describeTable("topics", ["name"], ["createdAt", "attributes", "tags"]);

const CREATE = `${topics.insert} on conflict (name) do nothing`;
const UPDATE = `update topics set attributes = ?, tags = ?
  where name = ? and attributes = ? and tags = ?`;
const DELETE = "delete from topics where name = ?";
const DELETE_SUBSCRIPTIONS = "delete from subscriptions where topic_name = ?";

export const topicWriters: Pick<Writers, "createTopic" | "updateTopic" | "deleteTopic"> = {
  createTopic: ({ topic }) => ({ guard: statement(CREATE, ...topics.values({ ...topic })) }),
  updateTopic: ({ name, attributes, tags, replaces }) => ({
    guard: statement(UPDATE, attributes, tags, name, replaces.attributes, replaces.tags),
  }),
  deleteTopic: ({ name }) => ({
    statements: [statement(DELETE, name), statement(DELETE_SUBSCRIPTIONS, name)],
  }),
};

const SELECT = `select ${topics.columns} from topics`;

export function topicQueries(database: Database): Pick<Store, "findTopic" | "listTopics"> {
  return {
    async findTopic(name) {
      const [row] = await database.read<TopicRecord>(`${SELECT} where name = ?`, [name]);
      return row;
    },
    async listTopics({ after, limit }) {
      const { sql, params } = where(when("name > ?", after));
      return database.read<TopicRecord>(`${SELECT} ${sql} order by name limit ?`, [
        ...params,
        limit,
      ]);
    },
  };
}
