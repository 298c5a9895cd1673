import { readdirSync, readFileSync } from "node:fs";

export interface Migration {
  /** The number that its file name begins with. */
  readonly version: number;
  /**
   * The oldest schema whose servers can go on working once this step is taken: a line
   * `-- servers-from: N`, or else its own number. Counts where several servers share a database.
   */
  readonly serversFrom: number;
  readonly sql: string;
}

export type Dialect = "sqlite" | "postgres";

const NAME = /^(\d{4})-[a-z0-9-]+(?:\.(sqlite|postgres))?\.sql$/;
const SERVERS_FROM = /^-- servers-from: (\d+)$/m;

/**
 * The steps of the schema, oldest first: `migrations/NNNN-….sql` beside this file. What only one database
 * understands stands in `NNNN-….sqlite.sql` or `NNNN-….postgres.sql`, and goes behind what both do.
 */
export function readMigrations(dialect: Dialect): readonly Migration[] {
  const folder = new URL("./migrations/", import.meta.url);
  const steps = new Map<number, string>();
  for (const { file, version, only } of readdirSync(folder).flatMap(parseName).sort(inOrder)) {
    const isMeant = only === undefined || only === dialect;
    const sql = isMeant ? readFileSync(new URL(file, folder), "utf8") : "";
    steps.set(version, (steps.get(version) ?? "") + sql);
  }
  return [...steps].map(([version, sql]) => ({
    version,
    serversFrom: Number(SERVERS_FROM.exec(sql)?.[1] ?? version),
    sql,
  }));
}

interface Name {
  readonly file: string;
  readonly version: number;
  readonly only: string | undefined;
}

function parseName(file: string): Name[] {
  const [, number, only] = NAME.exec(file) ?? [];
  return number === undefined ? [] : [{ file, version: Number(number), only }];
}

function inOrder(left: Name, right: Name): number {
  return left.version - right.version || (left.only ?? "").localeCompare(right.only ?? "");
}
