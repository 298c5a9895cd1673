// The words after `countersign`, sorted by what the command declares. `--name value`, `--name=value`,
// `--switch`; `--` ends the options. Unknown ones are refused with the nearest known one.

import { suggest } from "../base/suggest.ts";
import { type Call, type Options, UsageError } from "./command.ts";

/** @throws UsageError */
export function parseArguments(words: readonly string[], options: Options): Call {
  const operands: string[] = [];
  const flags: Record<string, string | boolean> = {};
  const lists: Record<string, readonly string[]> = {};
  let index = 0;
  while (index < words.length) {
    const word = words[index++] ?? "";
    if (word === "--") {
      operands.push(...words.slice(index));
      break;
    }
    if (!word.startsWith("--")) {
      operands.push(checkOperand(word));
      continue;
    }
    const [name, inline] = splitOption(word);
    const option = getOption(name, options);
    if (option.isList) {
      const end = listEnd(words, index);
      const more = [...(inline === undefined ? [] : [inline]), ...words.slice(index, end)];
      if (more.length === 0) throw new UsageError(`--${name} needs a value.`);
      lists[name] = [...(lists[name] ?? []), ...more];
      index = end;
    } else if (option.value === undefined) {
      flags[name] = inline ?? true;
    } else {
      const value = inline ?? words[index++];
      if (value === undefined || (inline === undefined && value.startsWith("--"))) {
        throw new UsageError(`--${name} needs a value.`);
      }
      flags[name] = value;
    }
  }
  return { operands, flags, lists };
}

function checkOperand(word: string): string {
  // A single dash stands for standard input.
  if (word.startsWith("-") && word !== "-") {
    throw new UsageError(`Unknown option ${word}: options are written out, as in --help.`);
  }
  return word;
}

function splitOption(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word.slice(2), undefined] : [word.slice(2, at), word.slice(at + 1)];
}

function getOption(name: string, options: Options): Options[string] {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option !== undefined) return option;
  const meant = suggest(name, Object.keys(options));
  throw new UsageError(
    `Unknown option --${name}${meant === undefined ? "." : `: did you mean --${meant}?`}`,
  );
}

function listEnd(words: readonly string[], from: number): number {
  const end = words.findIndex((word, index) => index >= from && word.startsWith("--"));
  return end < 0 ? words.length : end;
}
