// Whether a commit was stored whose answer got lost. Each transaction leaves a mark in a row that no other
// transaction under way uses; afterwards the row tells which one was stored last. The number that PostgreSQL
// gives a transaction would not do: after a crash, or on a standby that takes over, it is given again.

import { randomUUID } from "node:crypto";
import { type Client, query } from "./pool.ts";

export interface CommitMark {
  readonly slot: string;
  readonly mark: string;
}

const MARK = `insert into commit_marks (slot, mark) values (?, ?)
  on conflict (slot) do update set mark = excluded.mark, marked_at = now()`;
/** Waits for a transaction that is still under way with this slot, and changes nothing. */
const FIND = `insert into commit_marks (slot, mark) values (?, '')
  on conflict (slot) do update set mark = commit_marks.mark returning mark`;
const REMOVE_OLD = "delete from commit_marks where marked_at < now() - interval '1 day'";

export class CommitMarks {
  readonly #server = randomUUID();
  readonly #free: string[] = [];
  #slots = 0;
  #marks = 0;

  /** For one transaction, until it is given back. */
  take(): CommitMark {
    const slot = this.#free.pop() ?? `${this.#server}/${++this.#slots}`;
    return { slot, mark: String(++this.#marks) };
  }

  /** The transaction is over. */
  giveBack({ slot }: CommitMark): void {
    this.#free.push(slot);
  }
}

/** Part of the transaction. A commit must not be sent before this is answered. */
export async function leaveMark(client: Client, { slot, mark }: CommitMark): Promise<void> {
  await query(client, MARK, [slot, mark]);
}

/** Whether the transaction was stored, once it is over. */
export async function isStored(client: Client, { slot, mark }: CommitMark): Promise<boolean> {
  const { rows } = await query<{ mark: string }>(client, FIND, [slot]);
  return rows[0]?.mark === mark;
}

/** Those of servers that are long gone. */
export async function removeOldMarks(client: Client): Promise<void> {
  await query(client, REMOVE_OLD, []);
}
