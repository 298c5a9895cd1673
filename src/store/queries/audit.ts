import type { AuditEntryRecord, AuditSealRecord } from "../audit-records.ts";
import type { Database, Statement } from "../database.ts";
import { describeTable, statement, when, where } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

const entries = describeTable(
  "audit_entries",
  ["approvalId", "number"],
  [
    "at",
    "what",
    "actor",
    "proof",
    "requestSha256",
    "details",
    "detailsSha256",
    "previousHash",
    "hash",
  ],
);
const seals = describeTable(
  "audit_seals",
  ["number"],
  ["sealedAt", "fromAt", "untilAt", "entries", "entriesSha256", "previousHash", "hash"],
);

const SEAL = `${seals.insert} on conflict (number) do nothing`;
const SELECT = `select ${entries.columns} from audit_entries`;
const HEAD = `${SELECT} where approval_id = ? order by number desc limit 1`;
const LAST_SEAL = `select ${seals.columns} from audit_seals order by number desc limit 1`;
const SELECT_SEALS = `select ${seals.columns} from audit_seals where number > ?
  order by number limit ?`;

export const auditWriters: Pick<Writers, "sealAudit"> = {
  sealAudit: ({ seal }) => ({ guard: statement(SEAL, ...seals.values({ ...seal })) }),
};

/** Written with the step that they tell of. */
export function auditStatements(audit: readonly AuditEntryRecord[] = []): readonly Statement[] {
  return audit.map((entry) => statement(entries.insert, ...entries.values({ ...entry })));
}

export function auditQueries(
  database: Database,
): Pick<Store, "findAuditHead" | "listAuditEntries" | "findLastAuditSeal" | "listAuditSeals"> {
  return {
    async findAuditHead(approvalId) {
      const [row] = await database.read<AuditEntryRecord>(HEAD, [approvalId]);
      return row;
    },
    async listAuditEntries({ approvalId, fromAt, untilAt }, { after, limit }) {
      const { sql, params } = where(
        when("approval_id = ?", approvalId),
        when("at > ?", fromAt),
        when("at <= ?", untilAt),
        after && statement("(approval_id, number) > (?, ?)", after.approvalId, after.number),
      );
      return database.read<AuditEntryRecord>(
        `${SELECT} ${sql} order by approval_id, number limit ?`,
        [...params, limit],
      );
    },
    async findLastAuditSeal() {
      const [row] = await database.read<AuditSealRecord>(LAST_SEAL, []);
      return row;
    },
    listAuditSeals: ({ after, limit }) =>
      database.read<AuditSealRecord>(SELECT_SEALS, [after ?? 0, limit]),
  };
}
