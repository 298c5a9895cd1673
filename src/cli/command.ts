// What a command is: data for the help and the argument parser, and one function.

import type { Setting } from "../config/settings.ts";
import type { Terminal } from "./terminal.ts";

export interface Command {
  readonly name: string;
  /** One line of the overview. */
  readonly summary: string;
  /** The operands as the help shows them: `EXECUTION`, `[FILE…]`. */
  readonly operands: string;
  /** How many operands it takes. */
  readonly operandCount: { readonly min: number; readonly max: number };
  readonly options: Options;
  readonly examples: readonly string[];
  /** Answers the exit code; 0 when it answers nothing. */
  run(call: Call, terminal: Terminal): Promise<number | undefined>;
}

/** Settings without a `value` are switches; `isList` takes several words up to the next option. */
export type Options = Readonly<Record<string, Setting & { readonly isList?: boolean }>>;

export interface Call {
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean>>;
  /** The words of options with `isList`. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command could not do what was asked: exit code 1. The message is for people, whole. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
