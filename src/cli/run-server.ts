// Starts the server in this process for `serve` and `demo`, and says plainly why it does not.

import type { Config } from "../config/config.ts";
import { isLoopback } from "../config/is-loopback.ts";
import { type Flags, parseConfig } from "../config/parse-config.ts";
import { SETTINGS } from "../config/settings.ts";
import type { Server } from "../server.ts";
import { CommandError, type Options, UsageError } from "./command.ts";
import { sentence } from "./sentence.ts";
import type { Terminal } from "./terminal.ts";

export const SERVER_OPTIONS: Options = SETTINGS;

/** @throws UsageError with every problem on a line of its own */
export function getConfig(flags: Flags, terminal: Pick<Terminal, "environment">): Config {
  const outcome = parseConfig(flags, terminal.environment);
  if ("problems" in outcome) throw new UsageError(outcome.problems.join("\n"));
  return outcome.config;
}

/** @throws CommandError when it cannot listen or cannot use its data directory */
export async function startServerHere(config: Config, terminal: Terminal): Promise<Server> {
  // Other commands do without a server.
  const [{ startServer }, { createLog }] = await Promise.all([
    import("../server.ts"),
    import("../telemetry/create-log.ts"),
  ]);
  const log = createLog({
    level: config.logLevel,
    form: terminal.isInteractive ? "lines" : "json",
    write: terminal.write,
  });
  try {
    return await startServer({ config, log, version: terminal.version });
  } catch (error) {
    throw explainStart(error, config);
  }
}

/** Whether callers sign, and who can reach it: what an operator must know at a glance. */
export function describeAccess({ credentials, host, isInsecure }: Config): string {
  if (credentials !== undefined) return "calls must be signed";
  return isInsecure && !isLoopback(host)
    ? "UNSIGNED calls accepted from everywhere"
    : "unsigned calls, from this machine only";
}

/** Errors that say in one line what is wrong. */
const EXPLAINED = ["StoreError", "MailConfigError"];

/** Bugs stay what they are: they need their stack. */
function explainStart(error: unknown, { host, port }: Config): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case "EADDRINUSE":
      return new CommandError(
        `Port ${port} of ${host} is in use: stop what listens there, or give another --port.`,
      );
    case "EACCES":
      return new CommandError(
        `Not allowed to listen on port ${port} of ${host}: try another --port.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new CommandError(`${host} is no address of this machine: give another --host.`);
    default:
      return EXPLAINED.includes(error.name) ? new CommandError(sentence(error.message)) : error;
  }
}
