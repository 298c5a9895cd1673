import type { Database } from "../database.ts";
import type { VersionRecord } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const versions = describeTable(
  "versions",
  ["stateMachineName", "number"],
  ["revisionId", "createdAt", "description"],
);

const COUNT_UP = `update state_machines set last_version = ?
  where name = ? and last_version = ? and revision_id = ? and status = 'ACTIVE'`;
/** Changes nothing, and one row of it, when the version is there. */
const HOLD = "update versions set number = number where state_machine_name = ? and number = ?";
const DELETE = `delete from versions where state_machine_name = ? and number = ? and not exists (
  select 1 from aliases where aliases.state_machine_name = versions.state_machine_name
    and versions.number in (aliases.first_version, aliases.second_version))`;

export const versionWriters: Pick<Writers, "publishVersion" | "holdVersion" | "deleteVersion"> = {
  publishVersion: ({ version }) => ({
    guard: statement(
      COUNT_UP,
      version.number,
      version.stateMachineName,
      version.number - 1,
      version.revisionId,
    ),
    statements: [statement(versions.insert, ...versions.values({ ...version }))],
  }),
  holdVersion: ({ stateMachineName, number }) => ({
    guard: statement(HOLD, stateMachineName, number),
  }),
  deleteVersion: ({ stateMachineName, number }) => ({
    guard: statement(DELETE, stateMachineName, number),
  }),
};

const SELECT = `select ${versions.columns} from versions`;
const FIND = `${SELECT} where state_machine_name = ? and number = ?`;
const OF_REVISION = `${SELECT} where state_machine_name = ? and revision_id = ?
  order by number desc limit 1`;
const COUNT = `select count(*) as "count" from versions where state_machine_name = ?`;

export function versionQueries(
  database: Database,
): Pick<Store, "findVersion" | "findVersionOfRevision" | "listVersions" | "countVersions"> {
  return {
    async findVersion(stateMachineName, number) {
      const [row] = await database.read<VersionRecord>(FIND, [stateMachineName, number]);
      return row;
    },
    async findVersionOfRevision(stateMachineName, revisionId) {
      const [row] = await database.read<VersionRecord>(OF_REVISION, [stateMachineName, revisionId]);
      return row;
    },
    async listVersions(stateMachineName, { after, limit }) {
      const { sql, params } = where(
        statement("state_machine_name = ?", stateMachineName),
        when("number < ?", after === undefined ? undefined : Number(after)),
      );
      return database.read<VersionRecord>(`${SELECT} ${sql} order by number desc limit ?`, [
        ...params,
        limit,
      ]);
    },
    async countVersions(stateMachineName) {
      const [row] = await database.read<{ count: number }>(COUNT, [stateMachineName]);
      return row?.count ?? 0;
    },
  };
}
