import type { Log } from "../../../telemetry/log.ts";
import type { Database } from "../../database.ts";
import type { Migration } from "../../read-migrations.ts";
import { StoreError } from "../../store-error.ts";
import { removeOldMarks } from "./commit-marks.ts";
import { reasonOf } from "./failures.ts";
import { migratePostgres } from "./migrate-postgres.ts";
import { nameOf } from "./name-of-url.ts";
import { PostgresNotices } from "./notices.ts";
import { connect, createPool } from "./pool.ts";
import { PostgresDatabase } from "./postgres-database.ts";

export interface PostgresOptions {
  readonly url: string;
  readonly migrations: readonly Migration[];
  readonly log: Pick<Log, "info" | "warn">;
}

/**
 * The database of a URL with its schema up to date.
 * @throws StoreError in one line, without the URL's secrets.
 */
export async function openPostgres({ url, migrations, log }: PostgresOptions): Promise<Database> {
  try {
    // On a connection of its own: a step of the schema may take longer than any other statement.
    const client = await connect(url, { query_timeout: 0 });
    try {
      await migratePostgres(client, migrations);
      await removeOldMarks(client);
    } finally {
      await client.end();
    }
  } catch (error) {
    throw new StoreError(`cannot open the database ${nameOf(url)}: ${reasonOf(error)}`);
  }
  const pool = createPool(url);
  return new PostgresDatabase({ pool, notices: new PostgresNotices(pool, url), log });
}
