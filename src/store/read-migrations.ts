import { readdirSync, readFileSync } from "node:fs";

export interface Migration {
  /** The number that its file name begins with. */
  readonly version: number;
  readonly sql: string;
}

/** The steps of the schema, oldest first: `migrations/NNNN-….sql` beside this file. */
export function readMigrations(): readonly Migration[] {
  const folder = new URL("./migrations/", import.meta.url);
  return readdirSync(folder)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file))
    .sort()
    .map((file) => ({
      version: Number(file.slice(0, 4)),
      sql: readFileSync(new URL(file, folder), "utf8"),
    }));
}
