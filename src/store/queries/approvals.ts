import type { Database, Statement } from "../database.ts";
import type { ApprovalLinkRecord, ApprovalRecord } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const approvals = describeTable(
  "approvals",
  ["id"],
  [
    "executionId",
    "task",
    "status",
    "title",
    "approver",
    "createdAt",
    "closedAt",
    "decision",
    "document",
  ],
);
const links = describeTable("approval_links", ["hash"], ["approvalId", "approver"]);

const CREATE = `${approvals.insert} on conflict (execution_id, task) do nothing`;
const DECIDE = `update approvals set status = 'decided', decision = ?, closed_at = ?
  where id = ? and status = 'pending'`;
const CLOSE = `update approvals set status = ?, decision = ?, closed_at = ?
  where execution_id = ? and task = ? and status = 'pending'`;

export const approvalWriters: Pick<Writers, "createApproval" | "decideApproval" | "closeApproval"> =
  {
    createApproval: (change) => ({
      guard: statement(CREATE, ...approvals.values({ ...change.approval })),
      statements: change.links.map((link) => statement(links.insert, ...links.values({ ...link }))),
    }),
    decideApproval: ({ id, decision, at }) => ({ guard: statement(DECIDE, decision, at, id) }),
    closeApproval: ({ executionId, task, status, decision, at }) => ({
      statements: [statement(CLOSE, status, decision, at, executionId, task)],
    }),
  };

const SELECT = `select ${approvals.columns} from approvals`;
const SELECT_LINK = `select ${links.columns} from approval_links where hash = ?`;

export function approvalQueries(
  database: Database,
): Pick<Store, "findApproval" | "findApprovalByTask" | "findApprovalLink" | "listApprovals"> {
  return {
    async findApproval(id) {
      const [row] = await database.read<ApprovalRecord>(`${SELECT} where id = ?`, [id]);
      return row;
    },
    async findApprovalByTask(executionId, task) {
      const [row] = await database.read<ApprovalRecord>(
        `${SELECT} where execution_id = ? and task = ?`,
        [executionId, task],
      );
      return row;
    },
    async findApprovalLink(hash) {
      const [row] = await database.read<ApprovalLinkRecord>(SELECT_LINK, [hash]);
      return row;
    },
    async listApprovals({ status }, { after, limit }) {
      const { sql, params } = where(status && hasStatus(status), when("id < ?", after));
      return database.read<ApprovalRecord>(`${SELECT} ${sql} order by id desc limit ?`, [
        ...params,
        limit,
      ]);
    },
  };
}

/** Spelled out, `pending` lets the planner use the index of what is pending. */
function hasStatus(status: ApprovalRecord["status"]): Statement {
  return status === "pending" ? statement("status = 'pending'") : statement("status = ?", status);
}
