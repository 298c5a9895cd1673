// Commands that tend the data itself: they open the database beside the server, or without one.

import type { Flags } from "../config/parse-config.ts";
import {
  parseStoreConfig,
  STORE_SETTINGS,
  type StoreConfig,
} from "../config/parse-store-config.ts";
import { CommandError, type Options, UsageError } from "./command.ts";
import { sentence } from "./sentence.ts";
import type { Terminal } from "./terminal.ts";

export const STORE_OPTIONS: Options = STORE_SETTINGS;

/** @throws UsageError */
export function getStoreConfig(flags: Flags, terminal: Pick<Terminal, "environment">): StoreConfig {
  const outcome = parseStoreConfig(flags, terminal.environment);
  if ("problems" in outcome) throw new UsageError(outcome.problems.join("\n"));
  return outcome.config;
}

/**
 * The folder of an embedded database.
 * @throws CommandError with `advice` when the database is a PostgreSQL
 */
export function getDataDirectory(
  flags: Flags,
  terminal: Pick<Terminal, "environment">,
  advice: string,
): string {
  const { dataDirectory, databaseUrl } = getStoreConfig(flags, terminal);
  if (databaseUrl === undefined) return dataDirectory;
  throw new CommandError(`The database is a PostgreSQL: ${advice}, as docs/backup.md shows.`);
}

/** What went wrong in the store is one line for the operator. */
export async function explainingStoreErrors<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && error.name === "StoreError") {
      throw new CommandError(sentence(error.message));
    }
    throw error;
  }
}
