// People and groups, as the API and people themselves have put them.

import type { Database } from "../database.ts";
import type { GroupRecord, PersonRecord } from "../identity-records.ts";
import { describeTable, statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const people = describeTable("people", ["address"], ["person", "updatedAt", "updatedBy"]);
const groups = describeTable("people_groups", ["name"], ["members", "updatedAt", "updatedBy"]);

export const peopleWriters: Pick<
  Writers,
  "putPerson" | "removePerson" | "putGroup" | "removeGroup"
> = {
  putPerson: ({ person }) => ({
    statements: [statement(people.upsert, ...people.values({ ...person }))],
  }),
  removePerson: ({ address }) => ({
    guard: statement("delete from people where address = ?", address),
  }),
  putGroup: ({ group }) => ({
    statements: [statement(groups.upsert, ...groups.values({ ...group }))],
  }),
  removeGroup: ({ name }) => ({
    guard: statement("delete from people_groups where name = ?", name),
  }),
};

export function peopleQueries(database: Database): Pick<Store, "listPeople" | "listGroups"> {
  return {
    listPeople: () =>
      database.read<PersonRecord>(`select ${people.columns} from people order by address`, []),
    listGroups: () =>
      database.read<GroupRecord>(`select ${groups.columns} from people_groups order by name`, []),
  };
}
