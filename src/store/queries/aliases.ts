// Aliases. Their one or two routes are columns, so that a version knows whether an alias leads to it.

import type { Database, Statement } from "../database.ts";
import type { AliasRecord, AliasRoutes } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const aliases = describeTable(
  "aliases",
  ["stateMachineName", "name"],
  [
    "firstVersion",
    "firstWeight",
    "secondVersion",
    "secondWeight",
    "createdAt",
    "updatedAt",
    "description",
  ],
);

const CREATE = `${aliases.insert} on conflict (state_machine_name, name) do nothing`;
const TOUCH = "update aliases set updated_at = ? where state_machine_name = ? and name = ?";
const DESCRIBE = "update aliases set description = ? where state_machine_name = ? and name = ?";
const ROUTE = `update aliases set first_version = ?, first_weight = ?, second_version = ?,
  second_weight = ? where state_machine_name = ? and name = ?`;
const DELETE = "delete from aliases where state_machine_name = ? and name = ?";

export const aliasWriters: Pick<Writers, "createAlias" | "updateAlias" | "deleteAlias"> = {
  createAlias: ({ alias: { routes, ...alias } }) => ({
    guard: statement(CREATE, ...aliases.values({ ...alias, ...columnsOf(routes) })),
  }),
  updateAlias: ({ stateMachineName, name, description, routes, updatedAt }) => {
    const statements: Statement[] = [];
    const key = [stateMachineName, name] as const;
    if (description !== undefined) statements.push(statement(DESCRIBE, description, ...key));
    if (routes !== undefined) {
      const { firstVersion, firstWeight, secondVersion, secondWeight } = columnsOf(routes);
      const values = [firstVersion, firstWeight, secondVersion, secondWeight];
      statements.push(statement(ROUTE, ...values, ...key));
    }
    return { guard: statement(TOUCH, updatedAt, ...key), statements };
  },
  deleteAlias: ({ stateMachineName, name }) => ({
    guard: statement(DELETE, stateMachineName, name),
  }),
};

const SELECT = `select ${aliases.columns} from aliases`;
const FIND = `${SELECT} where state_machine_name = ? and name = ?`;
const COUNT = `select count(*) as "count" from aliases where state_machine_name = ?`;

type AliasRow = Omit<AliasRecord, "routes"> & ReturnType<typeof columnsOf>;

export function aliasQueries(
  database: Database,
): Pick<Store, "findAlias" | "listAliases" | "countAliases"> {
  return {
    async findAlias(stateMachineName, name) {
      const [row] = await database.read<AliasRow>(FIND, [stateMachineName, name]);
      return row && aliasOf(row);
    },
    async listAliases({ stateMachineName, version }, { after, limit }) {
      const { sql, params } = where(
        statement("state_machine_name = ?", stateMachineName),
        when("? in (first_version, second_version)", version),
        when("name > ?", after),
      );
      const rows = await database.read<AliasRow>(`${SELECT} ${sql} order by name limit ?`, [
        ...params,
        limit,
      ]);
      return rows.map(aliasOf);
    },
    async countAliases(stateMachineName) {
      const [row] = await database.read<{ count: number }>(COUNT, [stateMachineName]);
      return row?.count ?? 0;
    },
  };
}

function columnsOf([first, second]: AliasRoutes) {
  return {
    firstVersion: first.version,
    firstWeight: first.weight,
    secondVersion: second?.version ?? null,
    secondWeight: second?.weight ?? null,
  };
}

function aliasOf(row: AliasRow): AliasRecord {
  const { firstVersion, firstWeight, secondVersion, secondWeight, ...alias } = row;
  const first = { version: firstVersion, weight: firstWeight };
  if (secondVersion === null || secondWeight === null) return { ...alias, routes: [first] };
  return { ...alias, routes: [first, { version: secondVersion, weight: secondWeight }] };
}
