// What one process has stored and others may have to do: a hint by LISTEN and NOTIFY. It is sent beside the
// transactions and not in them, since commits with a NOTIFY go one by one through the whole server, and
// seldom. Whoever missed one looks when it listens again, or when its loop looks by itself.
// https://www.postgresql.org/docs/current/sql-notify.html

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { DueWork } from "../../store.ts";
import { connect, type Pool, queryPrepared } from "./pool.ts";

const CHANNEL = "countersign_due";
const NOTIFY = `select pg_notify('${CHANNEL}', $1)`;
/** At most so often; what comes in between is put together. */
const INTERVAL_MS = 100;
const RECONNECT_MS = 1_000;
/** What may have become due while nobody listened. */
const EVERYTHING: Required<DueWork> = {
  timers: 0,
  tasks: 0,
  mapRuns: 0,
  deliveries: 0,
  approvals: 0,
  digests: 0,
};

interface Notice {
  readonly sender: string;
  readonly work: DueWork;
}

export class PostgresNotices {
  readonly #pool: Pool;
  readonly #url: string;
  readonly #sender = randomUUID();
  #waiting: DueWork | undefined;
  #timeout: NodeJS.Timeout | undefined;
  #client: pg.Client | undefined;
  #mayHaveMissed = false;
  #isClosed = false;

  constructor(pool: Pool, url: string) {
    this.#pool = pool;
    this.#url = url;
  }

  announce(work: DueWork): void {
    this.#waiting = earliest(this.#waiting ?? {}, work);
    this.#timeout ??= setTimeout(() => void this.#send(), INTERVAL_MS);
  }

  listen(listener: (work: DueWork) => void): void {
    void this.#listenForEver(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timeout);
    // Whoever goes leaves its work to those that stay.
    if (this.#waiting) await this.#send();
    await this.#client?.end();
  }

  async #send(): Promise<void> {
    this.#timeout = undefined;
    const notice: Notice = { sender: this.#sender, work: this.#waiting ?? {} };
    this.#waiting = undefined;
    try {
      await queryPrepared(this.#pool, { text: NOTIFY, values: [JSON.stringify(notice)] });
    } catch {
      // A hint; those that wait for nothing else look by themselves.
    }
  }

  async #listenForEver(listener: (work: DueWork) => void): Promise<void> {
    while (!this.#isClosed) {
      await this.#listenOnce(listener).catch(() => {});
      if (!this.#isClosed) await delay(RECONNECT_MS, undefined, { ref: false });
      this.#mayHaveMissed = true;
    }
  }

  /** Resolves when the connection has ended. */
  async #listenOnce(listener: (work: DueWork) => void): Promise<void> {
    const client = await connect(this.#url);
    const end = once(client, "end");
    // It may break while it is still being set up; then that fails.
    end.catch(() => {});
    client.on("notification", ({ payload }) => this.#hear(payload, listener));
    this.#client = client;
    if (this.#isClosed) await client.end();
    else await client.query(`listen ${CHANNEL}`);
    if (this.#mayHaveMissed) listener(EVERYTHING);
    await end;
  }

  #hear(payload: string | undefined, listener: (work: DueWork) => void): void {
    const { sender, work } = JSON.parse(payload ?? "{}") as Partial<Notice>;
    if (work && sender !== this.#sender) listener(work);
  }
}

function earliest(left: DueWork, right: DueWork): DueWork {
  const both: DueWork = { ...left };
  for (const [queue, at] of Object.entries(right) as [keyof DueWork, number][]) {
    both[queue] = Math.min(at, both[queue] ?? at);
  }
  return both;
}
