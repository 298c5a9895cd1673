// State machines and their revisions. A revision never changes and outlives its machine, for the sake
// of the executions that run it.

import type { Database, Statement } from "../database.ts";
import type { RevisionRecord, StateMachineRecord, StoredRevision } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import { BUILT_IN_PREFIX, type Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const stateMachines = describeTable(
  "state_machines",
  ["name"],
  ["type", "status", "lastVersion", "revisionId", "createdAt", "updatedAt", "settings", "tags"],
);
const revisions = describeTable(
  "revisions",
  ["id"],
  ["stateMachineName", "publicId", "roleArn", "createdAt", "settings", "definition"],
);

const CREATE = `${stateMachines.insert} on conflict (name) do nothing`;
const REVISE = `update state_machines set revision_id = ?, settings = ?, updated_at = ?
  where name = ? and revision_id = ? and status = 'ACTIVE'`;
/** A revision that only got new settings is already there. */
const PUT_REVISION = `${revisions.insert} on conflict (id) do update set settings = excluded.settings`;
const TAG = "update state_machines set tags = ? where name = ? and tags = ?";
const BEGIN_DELETION = "update state_machines set status = 'DELETING' where name = ?";
const DELETE = "delete from state_machines where name = ? and status = 'DELETING'";
const DELETE_VERSIONS = "delete from versions where state_machine_name = ?";
const DELETE_ALIASES = "delete from aliases where state_machine_name = ?";

export const stateMachineWriters: Pick<
  Writers,
  | "createStateMachine"
  | "reviseStateMachine"
  | "tagStateMachine"
  | "beginDeletion"
  | "deleteStateMachine"
> = {
  createStateMachine: ({ stateMachine }) => ({
    guard: statement(
      CREATE,
      ...stateMachines.values({
        ...stateMachine,
        revisionId: stateMachine.revision.id,
        status: "ACTIVE",
        lastVersion: 0,
      }),
    ),
    statements: [putRevision(stateMachine.revision, stateMachine.settings)],
  }),
  reviseStateMachine: ({ name, expectedRevision, revision, settings, updatedAt }) => ({
    guard: statement(REVISE, revision.id, settings, updatedAt, name, expectedRevision),
    statements: [putRevision(revision, settings)],
  }),
  tagStateMachine: ({ name, tags, replaces }) => ({ guard: statement(TAG, tags, name, replaces) }),
  beginDeletion: ({ name }) => ({ statements: [statement(BEGIN_DELETION, name)] }),
  deleteStateMachine: ({ name }) => ({
    guard: statement(DELETE, name),
    statements: [DELETE_VERSIONS, DELETE_ALIASES].map((sql) => statement(sql, name)),
  }),
};

function putRevision(revision: RevisionRecord, settings: string): Statement {
  return statement(PUT_REVISION, ...revisions.values({ ...revision, settings }));
}

const SELECT = `select ${stateMachines.columns}, revisions.public_id as "publicId",
  revisions.definition as "definition", revisions.role_arn as "roleArn",
  revisions.created_at as "revisionCreatedAt"
  from state_machines join revisions on revisions.id = state_machines.revision_id`;
const SELECT_REVISION = `select ${revisions.columns} from revisions where id = ?`;
const SELECT_DELETIONS = "select name from state_machines where status = 'DELETING' order by name";

type StateMachineRow = Omit<StateMachineRecord, "revision"> &
  Pick<RevisionRecord, "publicId" | "definition" | "roleArn"> & {
    readonly revisionId: string;
    readonly revisionCreatedAt: number;
  };

export function stateMachineQueries(
  database: Database,
): Pick<Store, "findStateMachine" | "findRevision" | "listStateMachines" | "listDeletions"> {
  return {
    async findStateMachine(name) {
      const [row] = await database.read<StateMachineRow>(
        `${SELECT} where state_machines.name = ?`,
        [name],
      );
      return row && stateMachineOf(row);
    },
    async findRevision(id) {
      const [row] = await database.read<StoredRevision>(SELECT_REVISION, [id]);
      return row;
    },
    async listStateMachines({ after, limit }) {
      const { sql, params } = where(
        when("state_machines.name > ?", after),
        statement("state_machines.name not like ?", `${BUILT_IN_PREFIX}%`),
      );
      const rows = await database.read<StateMachineRow>(
        `${SELECT} ${sql} order by state_machines.name limit ?`,
        [...params, limit],
      );
      return rows.map(stateMachineOf);
    },
    async listDeletions() {
      const rows = await database.read<{ name: string }>(SELECT_DELETIONS, []);
      return rows.map(({ name }) => name);
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
