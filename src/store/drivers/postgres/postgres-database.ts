// PostgreSQL through node-pg. What fails because a connection is lost, or for the sake of another
// transaction, is done again for a while; a commit whose answer got lost is looked up first, so that
// nothing is written twice and nothing that is stored is reported as failed.

import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../../telemetry/log.ts";
import type { Database, SqlValue, StatementUnit } from "../../database.ts";
import type { DueWork } from "../../store.ts";
import { StoreError } from "../../store-error.ts";
import { isConflict, isLoss, storeError } from "./failures.ts";
import type { PostgresNotices } from "./notices.ts";
import { Pipeline } from "./pipeline.ts";
import { type Client, type Pool, query, queryPrepared } from "./pool.ts";
import { PostgresReads } from "./reads.ts";
import { ParameterTypes } from "./types.ts";
import { TIMELINE, type TransactionMark, writeUnits } from "./write-units.ts";

/** How long callers wait for a database that has gone, counted from when it went. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 50;
const PAUSE_MS_MAX = 500;
const CONFLICTS_MAX = 10;

const STATUS = `select pg_xact_status($1::text::xid8) as "status", ${TIMELINE} as "timeline"`;

export interface PostgresOptions {
  readonly pool: Pool;
  readonly notices: PostgresNotices;
  readonly log: Pick<Log, "info" | "warn">;
}

export class PostgresDatabase implements Database {
  readonly forClaim = "for update skip locked";
  readonly #pool: Pool;
  readonly #notices: PostgresNotices;
  readonly #log: PostgresOptions["log"];
  readonly #types = new ParameterTypes();
  readonly #reads = new PostgresReads({
    types: this.#types,
    onConnection: (act) => this.#persist("read", act),
  });
  /** Since when the database cannot be reached; `undefined` while it can. */
  #lostAtMs: number | undefined;
  #isClosed = false;

  constructor({ pool, notices, log }: PostgresOptions) {
    this.#pool = pool;
    this.#notices = notices;
    this.#log = log;
  }

  async read<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return (await this.#reads.read(sql, params)) as Row[];
  }

  async run<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return this.#persist("write", async (client) => (await query<Row>(client, sql, params)).rows);
  }

  async write(units: readonly StatementUnit[]): Promise<readonly boolean[]> {
    if (units.length === 0) return [];
    return this.#persist("write", (client) => this.#writeOn(client, units));
  }

  announce(work: DueWork): void {
    this.#notices.announce(work);
  }

  listen(listener: (work: DueWork) => void): void {
    this.#notices.listen(listener);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#notices.close();
    await this.#pool.end();
  }

  async #writeOn(client: Client, units: readonly StatementUnit[]): Promise<readonly boolean[]> {
    const pipeline = new Pipeline(client);
    let mark: TransactionMark | undefined;
    let pending: readonly boolean[] | undefined;
    try {
      return await writeUnits(
        {
          pipeline,
          types: this.#types,
          began: (it) => {
            mark = it;
          },
          committing: (isWritten) => {
            pending = isWritten;
          },
        },
        units,
      );
    } catch (thrown) {
      const error = await pipeline.firstFailure(thrown);
      if (pending === undefined || !isLoss(error)) throw error;
      if (await this.#isCommitted(mark)) return pending;
      throw error;
    }
  }

  /**
   * What has become of a transaction whose connection was lost while it was committed.
   * @throws StoreError when nobody can tell.
   */
  async #isCommitted(mark: TransactionMark | undefined): Promise<boolean> {
    for (
      const startedMs = performance.now();
      mark && performance.now() - startedMs < PATIENCE_MS;
    ) {
      const found = await this.#statusOf(mark).catch(() => "unreachable");
      if (found === "committed") return true;
      if (found === "aborted") return false;
      if (found === "unknown") break;
      await delay(PAUSE_MS);
    }
    throw new StoreError(
      "cannot write the database: the connection was lost while it stored; whether it did is not known",
      { isUnavailable: true },
    );
  }

  async #statusOf(mark: TransactionMark): Promise<string> {
    const client = await this.#pool.connect();
    try {
      type Row = { status: string | null; timeline: string };
      const { rows } = await queryPrepared<Row>(client, STATUS, [mark.id]);
      const isSame = rows[0]?.timeline === mark.timeline;
      return (isSame && rows[0]?.status) || "unknown";
    } finally {
      client.release(true);
    }
  }

  /** Does it again while the database cannot be reached, or another transaction is in the way. */
  async #persist<T>(verb: "read" | "write", act: (client: Client) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.#isClosed) throw new StoreError(`cannot ${verb} the database: it is closed`);
      try {
        const done = await this.#onConnection(act);
        this.#noteReached();
        return done;
      } catch (error) {
        if (!this.#mayRepeat(error, attempt)) throw storeError(verb, error);
        await delay(Math.random() * Math.min(PAUSE_MS * 2 ** attempt, PAUSE_MS_MAX));
      }
    }
  }

  async #onConnection<T>(act: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      const done = await act(client);
      client.release();
      return done;
    } catch (error) {
      // Whatever is open on it, its server takes back.
      client.release(true);
      throw error;
    }
  }

  #mayRepeat(error: unknown, attempt: number): boolean {
    if (isConflict(error)) return attempt < CONFLICTS_MAX;
    if (!isLoss(error)) return false;
    this.#noteLost(error);
    return performance.now() - (this.#lostAtMs ?? 0) < PATIENCE_MS;
  }

  #noteLost(error: unknown): void {
    if (this.#lostAtMs !== undefined) return;
    this.#lostAtMs = performance.now();
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.warn({ reason }, "the database cannot be reached");
  }

  #noteReached(): void {
    if (this.#lostAtMs === undefined) return;
    const seconds = (performance.now() - this.#lostAtMs) / 1000;
    this.#lostAtMs = undefined;
    this.#log.info({ seconds }, "the database can be reached again");
  }
}
