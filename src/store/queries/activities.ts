import type { Database } from "../database.ts";
import type { ActivityRecord } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const activities = describeTable("activities", ["name"], ["createdAt", "tags"]);

const CREATE = `${activities.insert} on conflict (name) do nothing`;
const TAG = "update activities set tags = ? where name = ? and tags = ?";
const DELETE = "delete from activities where name = ?";

export const activityWriters: Pick<Writers, "createActivity" | "tagActivity" | "deleteActivity"> = {
  createActivity: ({ activity }) => ({
    guard: statement(CREATE, ...activities.values({ ...activity })),
  }),
  tagActivity: ({ name, tags, replaces }) => ({ guard: statement(TAG, tags, name, replaces) }),
  deleteActivity: ({ name }) => ({ statements: [statement(DELETE, name)] }),
};

const SELECT = `select ${activities.columns} from activities`;

export function activityQueries(
  database: Database,
): Pick<Store, "findActivity" | "listActivities"> {
  return {
    async findActivity(name) {
      const [row] = await database.read<ActivityRecord>(`${SELECT} where name = ?`, [name]);
      return row;
    },
    async listActivities({ after, limit }) {
      const { sql, params } = where(when("name > ?", after));
      return database.read<ActivityRecord>(`${SELECT} ${sql} order by name limit ?`, [
        ...params,
        limit,
      ]);
    },
  };
}
