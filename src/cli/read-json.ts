import { readFile } from "node:fs/promises";
import { CommandError, UsageError } from "./command.ts";
import type { Terminal } from "./terminal.ts";

/**
 * JSON text from an option: the text itself, `@file`, or `-` for standard input.
 * @throws UsageError when it is no JSON
 */
export async function readJson(
  option: string,
  word: string,
  terminal: Pick<Terminal, "readInput">,
): Promise<string> {
  const text = await readText(word, terminal);
  try {
    JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${option} is no JSON: ${(error as Error).message}`);
  }
  return text;
}

async function readText(word: string, terminal: Pick<Terminal, "readInput">): Promise<string> {
  if (word === "-") return terminal.readInput();
  return word.startsWith("@") ? readTextFile(word.slice(1)) : word;
}

/** @throws CommandError when the file cannot be read */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${explainCode(error)}.`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
};

/** Why a file cannot be used, as the end of a sentence. */
export function explainCode(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ""] ?? message;
}
