import type { Database } from "../database.ts";
import { describeTable, statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const settings = describeTable("settings", ["key"], ["value"]);

const CREATE = `${settings.insert} on conflict (key) do nothing`;

export const settingWriters: Pick<Writers, "createSetting"> = {
  createSetting: ({ key, value }) => ({
    guard: statement(CREATE, ...settings.values({ key, value })),
  }),
};

export function settingQueries(database: Database): Pick<Store, "findSetting"> {
  return {
    async findSetting(key) {
      const [row] = await database.read<{ value: string }>(
        "select value from settings where key = ?",
        [key],
      );
      return row?.value;
    },
  };
}
