// The outside of a command: streams, environment, clock, and the signals that end it.

import type { Clock } from "../base/instant.ts";
import type { Environment } from "../config/read-environment.ts";

export interface Terminal {
  /** Writes a line of result. */
  print(line: string): void;
  /** Writes a line about what goes on, or about an error. */
  note(line: string): void;
  /** Writes text as it is to the stream of {@link note}. */
  write(text: string): void;
  /** Everything that comes through standard input. */
  readInput(): Promise<string>;
  readonly isInteractive: boolean;
  readonly environment: Environment;
  readonly clock: Clock;
  /** The version of this program. */
  readonly version: string;
  /** Resolves when the process is asked to stop; asked again, it ends at once. */
  waitForStop(): Promise<StopSignal>;
}

/** `SIGINT` comes from a person's Ctrl-C, `SIGTERM` from what keeps servers running. */
export type StopSignal = "SIGINT" | "SIGTERM";
