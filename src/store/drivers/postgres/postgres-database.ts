// PostgreSQL through node-pg. What fails because a connection is lost, or for the sake of another
// transaction, is done again for a while; a commit whose answer got lost is looked up first, so that
// nothing is written twice and nothing that is stored is reported as failed.

import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../../telemetry/log.ts";
import type { Database, SqlValue, StatementUnit } from "../../database.ts";
import type { DueWork } from "../../store.ts";
import { StoreError } from "../../store-error.ts";
import { type CommitMark, CommitMarks, isStored } from "./commit-marks.ts";
import { isConflict, isLoss, storeError } from "./failures.ts";
import type { PostgresNotices } from "./notices.ts";
import { Pipeline } from "./pipeline.ts";
import { type Client, type Pool, query } from "./pool.ts";
import { PostgresReads } from "./reads.ts";
import { ParameterTypes } from "./types.ts";
import { type Writing, writeUnits, writeUnitsAtOnce } from "./write-units.ts";

/** How long callers wait for a database that has gone, counted from when it went. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 50;
const PAUSE_MS_MAX = 500;
const CONFLICTS_MAX = 10;
/** Where one guard did not hold, others may not: for so many transactions they are asked first. */
const CAREFUL_WRITES = 10;

export interface PostgresOptions {
  readonly pool: Pool;
  readonly notices: PostgresNotices;
  readonly log: Pick<Log, "info" | "warn">;
}

export class PostgresDatabase implements Database {
  readonly isShared = true;
  readonly forClaim = "for update skip locked";
  readonly now = "cast(extract(epoch from statement_timestamp()) * 1000 as bigint)";
  readonly #pool: Pool;
  readonly #notices: PostgresNotices;
  readonly #log: PostgresOptions["log"];
  readonly #types = new ParameterTypes();
  readonly #marks = new CommitMarks();
  readonly #reads = new PostgresReads({
    types: this.#types,
    onConnection: (act) => this.#persist("read", () => this.#onConnection(act)),
  });
  /** Since when the database cannot be reached; `undefined` while it can. */
  #lostAtMs: number | undefined;
  #carefulWrites = 0;
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
    return this.#persist("write", () =>
      this.#onConnection(async (client) => (await query<Row>(client, sql, params)).rows),
    );
  }

  async write(units: readonly StatementUnit[]): Promise<readonly boolean[]> {
    if (units.length === 0) return [];
    return this.#persist("write", () => this.#writeOnce(units));
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

  async #writeOnce(units: readonly StatementUnit[]): Promise<readonly boolean[]> {
    const mark = this.#marks.take();
    let inDoubt: readonly boolean[] | undefined;
    const committing = (isWritten: readonly boolean[]) => {
      inDoubt = isWritten;
    };
    try {
      const isWritten = await this.#onConnection((client) =>
        this.#writeOn(client, { mark, committing }, units),
      );
      this.#marks.giveBack(mark);
      return isWritten;
    } catch (error) {
      if (inDoubt && isLoss(error) && (await this.#isStored(mark))) return inDoubt;
      throw error;
    }
  }

  async #writeOn(
    client: Client,
    how: Pick<Writing, "mark" | "committing">,
    units: readonly StatementUnit[],
  ): Promise<readonly boolean[]> {
    const begin = () => ({ ...how, pipeline: new Pipeline(client), types: this.#types });
    if (this.#carefulWrites === 0) {
      if (await writeUnitsAtOnce(begin(), units)) return units.map(() => true);
      this.#carefulWrites = CAREFUL_WRITES;
    }
    this.#carefulWrites--;
    return writeUnits(begin(), units);
  }

  /** @throws StoreError when nobody can tell. */
  async #isStored(mark: CommitMark): Promise<boolean> {
    for (const startedMs = performance.now(); performance.now() - startedMs < PATIENCE_MS; ) {
      try {
        return await this.#onConnection((client) => isStored(client, mark));
      } catch (error) {
        if (!isLoss(error)) break;
        this.#noteLost(error);
        await delay(PAUSE_MS);
      }
    }
    throw new StoreError(
      "cannot write the database: the connection was lost in a commit, which may be stored or not",
      { isUnavailable: true },
    );
  }

  /** Does it again while the database cannot be reached, or another transaction is in the way. */
  async #persist<T>(verb: "read" | "write", act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.#isClosed) throw new StoreError(`cannot ${verb} the database: it is closed`);
      try {
        const done = await act();
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
