// Which database a command tends while the server may be down. A flag for one kind of database wins over a
// variable for the other, since it was meant for this call.

import type { Config } from "./config.ts";
import type { Flags } from "./parse-config.ts";
import type { Environment } from "./read-environment.ts";
import { SETTINGS, type Setting, variableOf } from "./settings.ts";
import { readDatabaseUrl, readFolder } from "./values.ts";

export type StoreConfig = Pick<Config, "dataDirectory" | "databaseUrl">;

export type StoreConfigOutcome =
  | { readonly config: StoreConfig }
  | { readonly problems: readonly string[] };

export const STORE_SETTINGS = {
  data: SETTINGS.data,
  "database-url": SETTINGS["database-url"],
} as const satisfies Record<string, Setting>;

export function parseStoreConfig(flags: Flags, environment: Environment): StoreConfigOutcome {
  const { data, "database-url": url } = flags;
  if (data !== undefined && url !== undefined) {
    return { problems: ["--data and --database-url are two databases: give one of them."] };
  }
  const folder = readFolder(String(data ?? environment[variableOf("data")] ?? "./.countersign"));
  const given = url ?? (data === undefined ? environment[variableOf("database-url")] : undefined);
  const databaseUrl = given === undefined ? { value: undefined } : readDatabaseUrl(String(given));
  if ("problem" in folder) return { problems: [`The data folder ${folder.problem}.`] };
  if ("problem" in databaseUrl) return { problems: [`The database's URL ${databaseUrl.problem}.`] };
  return { config: { dataDirectory: folder.value, databaseUrl: databaseUrl.value } };
}
