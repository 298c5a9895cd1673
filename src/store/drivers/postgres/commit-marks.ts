// Whether a commit was stored whose answer got lost. Each transaction leaves a mark in a row that no other
// transaction under way uses; afterwards the row tells which one was stored last. The number that PostgreSQL
// gives a transaction would not do: after a crash, or on a standby that takes over, it is given again.
//
// What was sent on a connection that is lost may still reach the server: a mark is left only where the one
// before it stands, and whoever looks for a mark in vain leaves one that stops its transaction.

import { randomUUID } from "node:crypto";
import { orFail } from "./forms.ts";
import { type Client, type PreparedStatement, preparedStatement, query } from "./pool.ts";

export interface CommitMark {
  readonly slot: string;
  readonly mark: string;
  /** The one that stands there; `null` for none. */
  readonly previous: string | null;
}

const MARK = orFail(
  `insert into commit_marks (slot, mark) values (?, ?)
    on conflict (slot) do update set mark = excluded.mark, marked_at = now()
    where commit_marks.mark = ?`,
  1,
);
/** Waits for a transaction that is still under way with this slot; one that is not must not come any more. */
const FIND = `insert into commit_marks (slot, mark) values (?, 'given up')
  on conflict (slot) do update set
    mark = case commit_marks.mark when ? then commit_marks.mark else 'given up' end
  returning mark`;
const REMOVE_OLD = "delete from commit_marks where marked_at < now() - interval '1 day'";

export class CommitMarks {
  readonly #server = randomUUID();
  readonly #free: Omit<CommitMark, "mark">[] = [];
  #slots = 0;
  #marks = 0;

  /** For one transaction, until it is given back. */
  take(): CommitMark {
    const free = this.#free.pop() ?? { slot: `${this.#server}/${++this.#slots}`, previous: null };
    return { ...free, mark: String(++this.#marks) };
  }

  /** The transaction is stored. */
  giveBack({ slot, mark }: CommitMark): void {
    this.#free.push({ slot, previous: mark });
  }
}

/** Part of the transaction, which fails if somebody has looked for the mark already. */
export function markStatement({ slot, mark, previous }: CommitMark): PreparedStatement {
  return preparedStatement(MARK, [slot, mark, previous]);
}

/** Whether the transaction was stored; if it was not, it never will be. */
export async function isStored(client: Client, { slot, mark }: CommitMark): Promise<boolean> {
  const { rows } = await query<{ mark: string }>(client, FIND, [slot, mark]);
  return rows[0]?.mark === mark;
}

/** Those of servers that are long gone. */
export async function removeOldMarks(client: Client): Promise<void> {
  await query(client, REMOVE_OLD, []);
}
