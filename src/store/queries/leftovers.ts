// What nobody refers to any more. Each call looks at a bounded number of rows, wanted or not, so that none
// takes long.

import type { Database } from "../database.ts";
import type { Store } from "../store.ts";

const SELECT_DELIVERIES = `select id, settled_at as "settledAt" from deliveries
  where id > ? and id < ? order by id limit ?`;
const REMOVE_DELIVERIES = `delete from deliveries
  where id > ? and id <= ? and settled_at < ? and status <> 'queued' returning 1 as "one"`;

const SELECT_LINKS = "select hash from approval_links where hash > ? order by hash limit ?";
const REMOVE_LINKS = `delete from approval_links where hash > ? and hash <= ? and not exists (
  select 1 from approvals where approvals.id = approval_links.approval_id) returning 1 as "one"`;

/** Without those that somebody can still start, and those whose machine has changed lately. */
const UNUSED = `not exists (select 1 from versions
    where versions.state_machine_name = revisions.state_machine_name
    and versions.revision_id = revisions.id)
  and not exists (select 1 from state_machines
    where state_machines.name = revisions.state_machine_name
    and (state_machines.revision_id = revisions.id or state_machines.updated_at >= ?))`;
const SELECT_REVISIONS = `select id from revisions
  where id > ? and id < ? and ${UNUSED} order by id limit ?`;
const REMOVE_REVISION = `delete from revisions where id = ? and ${UNUSED} returning 1 as "one"`;
const SELECT_USES = `select id, revision_id as "revisionId" from executions
  where id > ? order by id limit ?`;

export function leftoverQueries(
  database: Database,
): Pick<
  Store,
  | "removeSettledDeliveries"
  | "removeUnusedLinks"
  | "listUnusedRevisions"
  | "listRevisionUses"
  | "removeUnusedRevision"
> {
  return {
    async removeSettledDeliveries({ after, before, settledBefore, limit }) {
      const page = await database.read<{ id: string }>(SELECT_DELIVERIES, [after, before, limit]);
      const last = page.at(-1)?.id;
      if (last === undefined) return { count: 0, last };
      const gone = await database.run(REMOVE_DELIVERIES, [after, last, settledBefore]);
      return { count: gone.length, last };
    },
    async removeUnusedLinks({ after, limit }) {
      const page = await database.read<{ hash: string }>(SELECT_LINKS, [after, limit]);
      const last = page.at(-1)?.hash;
      if (last === undefined) return { count: 0, last };
      return { count: (await database.run(REMOVE_LINKS, [after, last])).length, last };
    },
    async listUnusedRevisions({ after, before, unchangedSince, limit }) {
      const rows = await database.read<{ id: string }>(SELECT_REVISIONS, [
        ...[after, before, unchangedSince],
        limit,
      ]);
      return rows.map(({ id }) => id);
    },
    listRevisionUses: ({ after, limit }) =>
      database.read<{ id: string; revisionId: string }>(SELECT_USES, [after ?? "", limit]),
    async removeUnusedRevision(id, unchangedSince) {
      return (await database.run(REMOVE_REVISION, [id, unchangedSince])).length === 1;
    },
  };
}
