// Text to call: `States.Name(argument, …)`, arguments being strings in single quotes, numbers,
// `true`, `false`, `null`, paths and further calls.

import { findPath } from "../json-path/find-path.ts";
import {
  type Cursor,
  expect,
  fail,
  isAtEnd,
  peek,
  skipBlanks,
  take,
  takeMatch,
} from "../syntax/cursor.ts";
import { rememberParsed } from "../syntax/remember.ts";
import type { Argument, Call } from "./call.ts";
import { FUNCTIONS, isFunctionName } from "./functions.ts";

/** AWS: at most ten intrinsic functions may be nested. */
const NESTING_MAX = 10;

const NAME = /States\.\w+/y;
const STRING = /'(?:[^'\\]|\\.)*'/sy;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** The call that a text is, `undefined` when it is none that could ever be evaluated. */
export const findCall = rememberParsed((text): Call => {
  const cursor: Cursor = { text, at: 0 };
  skipBlanks(cursor);
  const call = parseCall(cursor, 1);
  skipBlanks(cursor);
  if (!isAtEnd(cursor)) fail(cursor, "expected the end");
  return call;
});

function parseCall(cursor: Cursor, nesting: number): Call {
  if (nesting > NESTING_MAX) fail(cursor, "intrinsic functions nest too deep");
  const start = cursor.at;
  const name = takeMatch(cursor, NAME);
  if (name === undefined || !isFunctionName(name)) return fail(cursor, "expected a function");
  skipBlanks(cursor);
  expect(cursor, "(");
  const found = parseArguments(cursor, nesting);
  const { min, max } = FUNCTIONS[name].arity;
  if (found.length < min || found.length > max) fail(cursor, "another number of arguments");
  return { kind: "call", name, arguments: found, text: cursor.text.slice(start, cursor.at) };
}

function parseArguments(cursor: Cursor, nesting: number): Argument[] {
  skipBlanks(cursor);
  if (take(cursor, ")")) return [];
  const found: Argument[] = [];
  do {
    skipBlanks(cursor);
    found.push(parseArgument(cursor, nesting));
    skipBlanks(cursor);
  } while (take(cursor, ","));
  expect(cursor, ")");
  return found;
}

function parseArgument(cursor: Cursor, nesting: number): Argument {
  if (peek(cursor) === "$") return parsePathArgument(cursor);
  const string = takeMatch(cursor, STRING);
  if (string !== undefined) return { kind: "string", raw: string.slice(1, -1) };
  const number = takeMatch(cursor, NUMBER);
  if (number !== undefined) return { kind: "literal", value: Number(number) };
  const word = takeMatch(cursor, WORD);
  if (word !== undefined) return { kind: "literal", value: JSON.parse(word) };
  return parseCall(cursor, nesting + 1);
}

/** A path ends at a comma, a blank or a closing parenthesis that is not its own. */
function parsePathArgument(cursor: Cursor): Argument {
  const start = cursor.at;
  let depth = 0;
  let quote = "";
  for (; !isAtEnd(cursor); cursor.at++) {
    const next = peek(cursor);
    if (quote !== "") {
      if (next === "\\") cursor.at++;
      else if (next === quote) quote = "";
    } else if (depth > 0 && (next === "'" || next === '"')) quote = next;
    else if (next === "[" || next === "(") depth++;
    else if (depth === 0 && /[,)\s]/.test(next)) break;
    else if (next === "]" || next === ")") depth--;
  }
  const text = cursor.text.slice(start, cursor.at);
  if (findPath(text) === undefined) fail(cursor, "expected a path");
  return { kind: "path", text };
}
