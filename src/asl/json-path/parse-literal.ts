// Values written into a filter: `'text'`, `"text"`, `1.5`, `true`, `null`, `['a', 'b']`.

import type { Json } from "../../base/json.ts";
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

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

export function parseLiteral(cursor: Cursor): Json {
  return peek(cursor) === "[" ? parseArray(cursor) : parseScalar(cursor);
}

/** A list holds no further lists. */
function parseArray(cursor: Cursor): readonly Json[] {
  expect(cursor, "[");
  skipBlanks(cursor);
  if (take(cursor, "]")) return [];
  const items: Json[] = [];
  do {
    skipBlanks(cursor);
    items.push(parseScalar(cursor));
    skipBlanks(cursor);
  } while (take(cursor, ","));
  expect(cursor, "]");
  return items;
}

function parseScalar(cursor: Cursor): Json {
  const next = peek(cursor);
  if (next === "'" || next === '"') return parseString(cursor, next);
  const digits = takeMatch(cursor, NUMBER);
  if (digits !== undefined) return Number(digits);
  const word = takeMatch(cursor, WORD);
  return word === undefined ? fail(cursor, "expected a value") : JSON.parse(word);
}

function parseString(cursor: Cursor, quote: string): string {
  let text = "";
  for (cursor.at++; !take(cursor, quote); cursor.at++) {
    take(cursor, "\\");
    if (isAtEnd(cursor)) fail(cursor, `expected ${quote}`);
    text += peek(cursor);
  }
  return text;
}
