// Values written into a filter: `'text'`, `"text"`, `1.5`, `true`, `null`, `['a', 'b']`. AWS takes a bare
// word for text.

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

/** As Java's `BigDecimal` takes it: `.85` and `1.` count. */
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const CONSTANTS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

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
  const word = takeMatch(cursor, WORD) ?? fail(cursor, "expected a value");
  const constant = CONSTANTS.get(word);
  return constant === undefined ? word : constant;
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
