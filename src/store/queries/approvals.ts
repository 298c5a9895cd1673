import type { Database, Statement } from "../database.ts";
import type { ApprovalLinkRecord, ApprovalRecord, ApprovalSeats } from "../records.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import { auditStatements } from "./audit.ts";
import type { Writers } from "./writers.ts";

const COLUMNS = [
  "executionId",
  "task",
  "status",
  "title",
  "approver",
  "createdAt",
  "closedAt",
  "version",
  "dueAt",
  "decision",
  "state",
  "document",
];
const approvals = describeTable("approvals", ["id"], COLUMNS);
/** Whoever has asked stands in the document; here, so that they find their requests. */
const newApprovals = describeTable("approvals", ["id"], [...COLUMNS, "requester"]);
const links = describeTable(
  "approval_links",
  ["hash"],
  ["approvalId", "approver", "misses", "missedAt", "revision", "role"],
);

/** Who is waited for, by the task, so that it is known what waits for a person. */
const seats = describeTable(
  "approval_seats",
  ["executionId", "task", "address"],
  ["approvalId", "stateMachineName", "stateName", "createdAt"],
);

/** Who has voted, by the task like the seats; each once, with the latest vote. */
const voters = describeTable(
  "approval_voters",
  ["executionId", "task", "address"],
  ["votedAt", "approvalId"],
);
const SELECT_REQUESTED = `select ${approvals.columns} from approvals where requester = ?`;
const LEAVE_VOTER = `delete from approval_voters
  where execution_id = ? and task = ? and address = ?`;
const SELECT_VOTED = `select ${approvals.columns} from approval_voters cross join approvals
  where approval_voters.address = ? and approvals.id = approval_voters.approval_id`;
const VOTED_AFTER = `and (voted_at, approval_id) <
  ((select voted_at from approval_voters where address = ? and approval_id = ?), ?)`;

const TAKE_SEAT = `${seats.insert} on conflict (execution_id, task, address) do nothing`;
const LEAVE_SEATS = "delete from approval_seats where execution_id = ? and task = ?";
const CREATE = `${newApprovals.insert} on conflict (execution_id, task) do nothing`;
const ADVANCE = `update approvals set version = version + 1, status = ?, approver = ?, state = ?,
  due_at = ?, closed_at = ?, decision = ? where id = ? and version = ? and status = 'pending'`;
const ASK_OTHERWISE = "update approvals set title = ?, document = ? where id = ?";
const TOLD = `update approvals set version = version + 1, due_at = null
  where id = ? and version = ? and status <> 'pending'`;
/** Due at once: those who were asked have not been told yet. */
const CLOSE = `update approvals set version = version + 1, status = ?, decision = ?, closed_at = ?,
  due_at = ? where execution_id = ? and task = ? and status = 'pending'`;

export const approvalWriters: Pick<
  Writers,
  "createApproval" | "advanceApproval" | "missApprovalLink" | "closeApproval" | "settleApproval"
> = {
  createApproval: ({ requester = null, ...change }) => ({
    guard: statement(CREATE, ...newApprovals.values({ ...change.approval, requester })),
    statements: [
      ...change.links.map((link) => statement(links.insert, ...links.values({ ...link }))),
      ...takeSeats(change.approval, change.seats),
      ...auditStatements(change.audit),
    ],
  }),
  advanceApproval: ({
    approval,
    asked,
    audit,
    expectedVersion,
    links: added,
    voters: own,
    seats: those,
  }) => ({
    guard: statement(
      ADVANCE,
      approval.status,
      approval.approver,
      approval.state,
      approval.dueAt,
      approval.closedAt,
      approval.decision,
      approval.id,
      expectedVersion,
    ),
    statements: [
      ...added.map((link) => statement(links.insert, ...links.values({ ...link }))),
      ...(asked ? [statement(ASK_OTHERWISE, asked.title, asked.document, approval.id)] : []),
      ...(those ? [leaveSeats(approval), ...takeSeats(approval, those)] : []),
      ...(own ?? []).map((voter) => noteVoter(approval, voter)),
      ...auditStatements(audit),
    ],
  }),
  settleApproval: ({ id, expectedVersion, audit }) => ({
    guard: statement(TOLD, id, expectedVersion),
    statements: auditStatements(audit),
  }),
  missApprovalLink: ({ hash, at }) => ({ statements: [statement(MISS, at, hash)] }),
  closeApproval: ({ executionId, task, status, decision, at }) => ({
    statements: [
      statement(CLOSE, status, decision, at, at, executionId, task),
      leaveSeats({ executionId, task }),
    ],
  }),
};

const NOBODY: ApprovalSeats = {
  ...{ addresses: [], stateMachineName: "", stateName: "", createdAt: 0 },
};

function takeSeats(
  { id, executionId, task }: Pick<ApprovalRecord, "id" | "executionId" | "task">,
  { addresses, ...asked }: ApprovalSeats = NOBODY,
): readonly Statement[] {
  const row = { executionId, task, approvalId: id, ...asked };
  return addresses.map((address) => statement(TAKE_SEAT, ...seats.values({ ...row, address })));
}

function noteVoter(
  { id, executionId, task }: Pick<ApprovalRecord, "id" | "executionId" | "task">,
  { address, votedAt }: { readonly address: string; readonly votedAt?: number },
): Statement {
  if (votedAt === undefined) return statement(LEAVE_VOTER, executionId, task, address);
  const row = { executionId, task, address, votedAt, approvalId: id };
  return statement(voters.upsert, ...voters.values(row));
}

function leaveSeats({ executionId, task }: Pick<ApprovalRecord, "executionId" | "task">) {
  return statement(LEAVE_SEATS, executionId, task);
}

const MISS = "update approval_links set misses = misses + 1, missed_at = ? where hash = ?";

const SELECT = `select ${approvals.columns} from approvals`;
const claim = (forClaim: Database["forClaim"]) => `with due as (
  select id from approvals where due_at <= ? order by due_at limit ? ${forClaim})
  update approvals set due_at = ? from due where approvals.id = due.id
  returning ${approvals.columns}`;
const NEXT = `select min(due_at) as "at" from approvals where due_at is not null`;
const SELECT_LINK = `select ${links.columns} from approval_links where hash = ?`;

export function approvalQueries(
  database: Database,
): Pick<
  Store,
  | "claimApprovals"
  | "findApproval"
  | "findApprovalByTask"
  | "findApprovalLink"
  | "listApprovals"
  | "listRequestedApprovals"
  | "listVotedApprovals"
  | "nextApprovalAt"
> {
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
    async claimApprovals({ at, leaseUntil, limit }) {
      const rows = await database.run<ApprovalRecord>(claim(database.forClaim), [
        at,
        limit,
        leaseUntil,
      ]);
      // The order of `returning` is not defined.
      return rows.toSorted((left, right) => (left.id < right.id ? -1 : 1));
    },
    async nextApprovalAt() {
      const [row] = await database.read<{ at: number | null }>(NEXT, []);
      return row?.at ?? undefined;
    },
    async listRequestedApprovals(address, { after, limit }) {
      const behind = after === undefined ? [] : [after];
      return database.read<ApprovalRecord>(
        `${SELECT_REQUESTED} ${after === undefined ? "" : "and id < ?"} order by id desc limit ?`,
        [address, ...behind, limit],
      );
    },
    async listVotedApprovals(address, { after, limit }) {
      const behind = after === undefined ? [] : [address, after, after];
      return database.read<ApprovalRecord>(
        `${SELECT_VOTED} ${after === undefined ? "" : VOTED_AFTER}
          order by voted_at desc, approval_id desc limit ?`,
        [address, ...behind, limit],
      );
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
