// When the mails are due that hold all that waits for somebody.

import type { Database } from "../database.ts";
import type { DigestRecord } from "../identity-records.ts";
import { statement } from "../sql.ts";
import type { Store } from "../store.ts";
import type { Writers } from "./writers.ts";

/** A new version as well: who has just found nothing for the next mail looks again. */
const SCHEDULE = `insert into digests (address, due_at, version) values (?, ?, 1)
  on conflict (address) do update set version = digests.version + 1, due_at =
  case when digests.due_at is null or digests.due_at > excluded.due_at
  then excluded.due_at else digests.due_at end`;
const ADVANCE =
  "update digests set due_at = ?, version = version + 1 where address = ? and version = ?";
const claim = (forClaim: Database["forClaim"]) => `with due as (
  select address from digests where due_at <= ? order by due_at limit ? ${forClaim})
  update digests set due_at = ? from due where digests.address = due.address
  returning digests.address as "address", digests.version as "version"`;
const NEXT = `select min(due_at) as "at" from digests where due_at is not null`;

export const digestWriters: Pick<Writers, "scheduleDigest" | "advanceDigest"> = {
  scheduleDigest: ({ address, dueAt }) => ({ statements: [statement(SCHEDULE, address, dueAt)] }),
  advanceDigest: ({ address, expectedVersion, dueAt }) => ({
    guard: statement(ADVANCE, dueAt, address, expectedVersion),
  }),
};

export function digestQueries(database: Database): Pick<Store, "claimDigests" | "nextDigestAt"> {
  return {
    claimDigests: ({ at, leaseUntil, limit }) =>
      database.run<DigestRecord>(claim(database.forClaim), [at, limit, leaseUntil]),
    async nextDigestAt() {
      const [row] = await database.read<{ at: number | null }>(NEXT, []);
      return row?.at ?? undefined;
    },
  };
}
