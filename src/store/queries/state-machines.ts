// State machines and their revisions. A revision never changes and outlives its machine, for the sake
// of the executions that run it.

import type { Database } from "../database.ts";
import type { RevisionRecord, StateMachineRecord } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const stateMachines = describeTable(
  "state_machines",
  ["name"],
  ["type", "revisionId", "createdAt", "updatedAt", "settings", "tags"],
);
const revisions = describeTable(
  "revisions",
  ["id"],
  ["stateMachineName", "publicId", "roleArn", "createdAt", "definition"],
);

const CREATE = `${stateMachines.insert} on conflict (name) do nothing`;
const REVISE = `update state_machines set revision_id = ?, settings = ?, updated_at = ?
  where name = ? and revision_id = ?`;
/** A revision that only got new settings is already there. */
const CREATE_REVISION = `${revisions.insert} on conflict (id) do nothing`;
const TAG = "update state_machines set tags = ? where name = ? and tags = ?";
const DELETE = "delete from state_machines where name = ?";

export const stateMachineWriters: Pick<
  Writers,
  "createStateMachine" | "reviseStateMachine" | "tagStateMachine" | "deleteStateMachine"
> = {
  createStateMachine: ({ stateMachine }) => ({
    guard: statement(
      CREATE,
      ...stateMachines.values({ ...stateMachine, revisionId: stateMachine.revision.id }),
    ),
    statements: [statement(CREATE_REVISION, ...revisions.values({ ...stateMachine.revision }))],
  }),
  reviseStateMachine: ({ name, expectedRevision, revision, settings, updatedAt }) => ({
    guard: statement(REVISE, revision.id, settings, updatedAt, name, expectedRevision),
    statements: [statement(CREATE_REVISION, ...revisions.values({ ...revision }))],
  }),
  tagStateMachine: ({ name, tags, replaces }) => ({ guard: statement(TAG, tags, name, replaces) }),
  deleteStateMachine: ({ name }) => ({ statements: [statement(DELETE, name)] }),
};

const SELECT = `select ${stateMachines.columns}, revisions.public_id as "publicId",
  revisions.definition as "definition", revisions.role_arn as "roleArn",
  revisions.created_at as "revisionCreatedAt"
  from state_machines join revisions on revisions.id = state_machines.revision_id`;
const SELECT_REVISION = `select ${revisions.columns} from revisions where id = ?`;

type StateMachineRow = Omit<StateMachineRecord, "revision"> &
  Pick<RevisionRecord, "publicId" | "definition" | "roleArn"> & {
    readonly revisionId: string;
    readonly revisionCreatedAt: number;
  };

export function stateMachineQueries(
  database: Database,
): Pick<Store, "findStateMachine" | "findRevision" | "listStateMachines"> {
  return {
    async findStateMachine(name) {
      const [row] = await database.read<StateMachineRow>(
        `${SELECT} where state_machines.name = ?`,
        [name],
      );
      return row && stateMachineOf(row);
    },
    async findRevision(id) {
      const [row] = await database.read<RevisionRecord>(SELECT_REVISION, [id]);
      return row;
    },
    async listStateMachines({ after, limit }) {
      const { sql, params } = where(when("state_machines.name > ?", after));
      const rows = await database.read<StateMachineRow>(
        `${SELECT} ${sql} order by state_machines.name limit ?`,
        [...params, limit],
      );
      return rows.map(stateMachineOf);
    },
  };
}

function stateMachineOf(row: StateMachineRow): StateMachineRecord {
  const { revisionId, publicId, definition, roleArn, revisionCreatedAt, ...stateMachine } = row;
  return {
    ...stateMachine,
    revision: {
      id: revisionId,
      stateMachineName: row.name,
      publicId,
      definition,
      roleArn,
      createdAt: revisionCreatedAt,
    },
  };
}
