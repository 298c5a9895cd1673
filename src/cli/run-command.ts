// From words to exit code: 0 done, 1 could not be done, 2 called wrongly. Whatever goes wrong is one
// message, never a stack trace, except for what is a bug of this program.

import { suggest } from "../base/suggest.ts";
import { type Command, CommandError, type Options, UsageError } from "./command.ts";
import { COMMAND_NAMES, findCommand, loadCommands } from "./commands.ts";
import { parseArguments } from "./parse-arguments.ts";
import { renderHelp, renderOverview } from "./render-help.ts";
import type { Terminal } from "./terminal.ts";

const HELP_OPTION: Options = { help: { about: "Show this help." } };

export async function runCommand(
  words: readonly string[],
  version: string,
  terminal: Terminal,
): Promise<number> {
  const [first, ...rest] = words;
  try {
    if (first === undefined || first === "--help" || first === "-h") {
      terminal.print(renderOverview(await loadCommands()));
      return first === undefined ? 2 : 0;
    }
    if (first === "--version" || first === "version") {
      terminal.print(version);
      return 0;
    }
    if (first === "help") return await help(rest[0], terminal);
    return await call(await getCommand(first), rest, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.note(error.message);
      return 2;
    }
    if (error instanceof CommandError) {
      terminal.note(error.message);
      return 1;
    }
    throw error;
  }
}

async function help(name: string | undefined, terminal: Terminal): Promise<number> {
  terminal.print(
    name === undefined ? renderOverview(await loadCommands()) : helpOf(await getCommand(name)),
  );
  return 0;
}

async function call(
  command: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  if (words.includes("--help") || words.includes("-h")) {
    terminal.print(helpOf(command));
    return 0;
  }
  const parsed = parseArguments(words, command.options);
  const { min, max } = command.operandCount;
  if (parsed.operands.length < min) {
    throw new UsageError(`Usage: countersign ${command.name} ${command.operands}`);
  }
  if (parsed.operands.length > max) {
    throw new UsageError(`countersign ${command.name} has no use for "${parsed.operands[max]}".`);
  }
  return (await command.run(parsed, terminal)) ?? 0;
}

function helpOf(command: Command): string {
  return renderHelp({ ...command, options: { ...command.options, ...HELP_OPTION } });
}

async function getCommand(name: string): Promise<Command> {
  const command = await findCommand(name);
  if (command !== undefined) return command;
  const meant = suggest(name, COMMAND_NAMES);
  throw new UsageError(
    `Unknown command "${name}": ` +
      (meant === undefined ? "countersign --help lists them." : `did you mean ${meant}?`),
  );
}
