// Text to path. Jayway's liberties are taken over (`$.[0]`, `$.a[0]b`, blanks inside brackets and at the
// end), its regular expressions in filters are not: AWS does not support them. Its functions are taken
// too; AWS says of all but `length()` that they lead nowhere.

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
import { parseLiteral } from "./parse-literal.ts";
import {
  FILTER_OPERATORS,
  type Filter,
  type FilterOperator,
  type Operand,
  type Path,
  type PathStep,
} from "./path.ts";

/** https://github.com/json-path/JsonPath#functions */
const FUNCTIONS = new Set(
  "min max avg stddev sum keys concat append first last index size".split(" "),
);
const ARGUMENTS = /\([^()]*\)/y;

const STEPS_MAX = 1000;
/** Of parentheses and of filters within filters, since the parser recurses with them. */
const DEPTH_MAX = 32;

/** Names after a dot end where something else can begin; inside filters that is more. */
const NAME = /(?:\\.|[^.[\s(\\])+/y;
const NAME_IN_FILTER = /(?:\\.|[^.[\s()\\<>=!~&|,\]])+/y;
/** As in Unicode's identifiers. https://states-language.net/spec.html#variable-names */
const VARIABLE = /\p{ID_Start}\p{ID_Continue}*/uy;
const INTEGER = /-?\d{1,15}/y;
const WORD = /[a-z]+/y;
/** The only expression for an index that is in use: so many before the end. */
const FROM_END = /\(\s*@\.length\s*-\s*[1-9]\d{0,14}\s*\)/y;

/** Parses a whole text: `$…`, `$$…` or `$name…`. Throws SyntaxProblem. */
export function parsePath(text: string): Path {
  const cursor: Cursor = { text, at: 0 };
  expect(cursor, "$");
  const variable = takeMatch(cursor, VARIABLE);
  const root = take(cursor, "$") ? "context" : "input";
  const steps = parseSteps(cursor, NAME, 0);
  skipBlanks(cursor);
  if (!isAtEnd(cursor)) fail(cursor, "expected '.' or '['");
  if (variable === undefined) return pathOf(root, steps);
  return { ...pathOf("variable", steps), variable };
}

function pathOf(root: Path["root"], steps: readonly PathStep[]): Path {
  const isDefinite = steps.every((step, index) => isDefiniteStep(step, index === steps.length - 1));
  return { root, steps, isDefinite };
}

function isDefiniteStep(step: PathStep, isLast: boolean): boolean {
  switch (step.kind) {
    case "names":
      return isLast || step.names.length === 1;
    case "indexes":
      return step.indexes.length === 1;
    case "length":
    case "function":
      return true;
    default:
      return false;
  }
}

function parseSteps(cursor: Cursor, name: RegExp, depth: number): PathStep[] {
  const steps: PathStep[] = [];
  while (!isCall(steps.at(-1))) {
    const isDeep = take(cursor, "..");
    const hasDot = isDeep || take(cursor, ".");
    const hasBracket = peek(cursor) === "[";
    const hasName = cursor.text[cursor.at - 1] === "]" && name === NAME && isNameNext(cursor);
    if (!hasDot && !hasBracket && !hasName) return steps;
    if (isDeep) steps.push({ kind: "descend" });
    steps.push(hasBracket ? parseBracket(cursor, depth) : parseName(cursor, name));
    if (steps.length > STEPS_MAX) fail(cursor, "the path is too long");
  }
  return steps;
}

function isCall(step: PathStep | undefined): boolean {
  return step?.kind === "length" || step?.kind === "function";
}

/** `[0]name` goes without its dot. */
function isNameNext({ text, at }: Cursor): boolean {
  return /[\p{L}\p{N}_$-]/u.test(text.charAt(at));
}

function parseName(cursor: Cursor, pattern: RegExp): PathStep {
  if (take(cursor, "*")) return { kind: "wildcard" };
  const raw = takeMatch(cursor, pattern) ?? fail(cursor, "expected a name");
  if (peek(cursor) !== "(") return { kind: "names", names: [raw.replace(/\\(.)/g, "$1")] };
  return parseCall(cursor, raw);
}

function parseCall(cursor: Cursor, name: string): PathStep {
  if (name === "length") {
    expect(cursor, "()");
    return { kind: "length" };
  }
  if (!FUNCTIONS.has(name)) fail(cursor, `there is no function ${name}()`);
  if (takeMatch(cursor, ARGUMENTS) === undefined) fail(cursor, "expected ')'");
  return { kind: "function", name };
}

function parseBracket(cursor: Cursor, depth: number): PathStep {
  expect(cursor, "[");
  skipBlanks(cursor);
  const step = parseSelector(cursor, depth);
  skipBlanks(cursor);
  expect(cursor, "]");
  return step;
}

function parseSelector(cursor: Cursor, depth: number): PathStep {
  if (take(cursor, "*")) return { kind: "wildcard" };
  if (take(cursor, "?")) {
    skipBlanks(cursor);
    return { kind: "filter", filter: parseGroup(cursor, depth) };
  }
  const next = peek(cursor);
  if (next === "'" || next === '"') {
    return { kind: "names", names: parseList(cursor, parseQuotedName) };
  }
  if (next === "(") return parseFromEnd(cursor);
  return parseIndexesOrSlice(cursor);
}

function parseFromEnd(cursor: Cursor): PathStep {
  const text = takeMatch(cursor, FROM_END) ?? fail(cursor, "expected (@.length-1) or the like");
  return { kind: "indexes", indexes: [-Number(/\d+/.exec(text)?.[0])] };
}

function parseIndexesOrSlice(cursor: Cursor): PathStep {
  const from = takeInteger(cursor);
  skipBlanks(cursor);
  if (take(cursor, ":")) {
    skipBlanks(cursor);
    const to = takeInteger(cursor);
    if (from === undefined && to === undefined) fail(cursor, "expected a bound of the slice");
    return { kind: "slice", from, to };
  }
  if (from === undefined) fail(cursor, "expected an index, a name in quotes, '*' or '?'");
  const more = take(cursor, ",") ? parseList(cursor, parseInteger) : [];
  return { kind: "indexes", indexes: [from, ...more] };
}

function parseList<T>(cursor: Cursor, parseItem: (cursor: Cursor) => T): T[] {
  const items: T[] = [];
  do {
    skipBlanks(cursor);
    items.push(parseItem(cursor));
    skipBlanks(cursor);
  } while (take(cursor, ","));
  return items;
}

function parseInteger(cursor: Cursor): number {
  return takeInteger(cursor) ?? fail(cursor, "expected an integer");
}

function takeInteger(cursor: Cursor): number | undefined {
  const digits = takeMatch(cursor, INTEGER);
  return digits === undefined ? undefined : Number(digits);
}

/**
 * AWS: a backslash inside quotes escapes that kind of quote and itself, and stands for itself before
 * anything else (`['a\"b']` is the name `a\"b`).
 */
function parseQuotedName(cursor: Cursor): string {
  const quote = peek(cursor);
  if (quote !== "'" && quote !== '"') fail(cursor, "expected a name in quotes");
  let name = "";
  for (cursor.at++; !take(cursor, quote); cursor.at++) {
    if (isAtEnd(cursor)) fail(cursor, `expected ${quote}`);
    const following = cursor.text.charAt(cursor.at + 1);
    if (peek(cursor) === "\\" && (following === quote || following === "\\")) cursor.at++;
    name += peek(cursor);
  }
  return name;
}

/** `( … )`, after `[?` or inside a filter. */
function parseGroup(cursor: Cursor, depth: number): Filter {
  expect(cursor, "(");
  const filters = parseOperations(cursor, "||", () =>
    joined(
      "and",
      parseOperations(cursor, "&&", () => parseTest(cursor, depth + 1)),
    ),
  );
  expect(cursor, ")");
  return joined("or", filters);
}

function joined(kind: "and" | "or", filters: readonly Filter[]): Filter {
  const [only] = filters;
  return only !== undefined && filters.length === 1 ? only : { kind, filters };
}

function parseOperations(cursor: Cursor, separator: string, parse: () => Filter): Filter[] {
  const filters: Filter[] = [];
  do {
    skipBlanks(cursor);
    filters.push(parse());
    skipBlanks(cursor);
  } while (take(cursor, separator));
  return filters;
}

function parseTest(cursor: Cursor, depth: number): Filter {
  if (depth >= DEPTH_MAX) fail(cursor, "the filter nests too deep");
  if (take(cursor, "!")) {
    skipBlanks(cursor);
    return { kind: "not", filter: parseTest(cursor, depth + 1) };
  }
  if (peek(cursor) === "(") return parseGroup(cursor, depth);
  const left = parseOperand(cursor, depth);
  skipBlanks(cursor);
  const operator = takeOperator(cursor);
  if (operator !== undefined) {
    skipBlanks(cursor);
    return { kind: "comparison", left, operator, right: parseOperand(cursor, depth) };
  }
  if (left.kind === "literal") fail(cursor, "expected an operator");
  return { kind: "exists", path: left.path };
}

function takeOperator(cursor: Cursor): FilterOperator | undefined {
  const word = takeMatch(cursor, WORD);
  return FILTER_OPERATORS.find((operator) =>
    word === undefined ? take(cursor, operator) : operator === word,
  );
}

function parseOperand(cursor: Cursor, depth: number): Operand {
  if (take(cursor, "@")) return { kind: "path", path: parseInnerPath(cursor, "current", depth) };
  if (take(cursor, "$")) return { kind: "path", path: parseInnerPath(cursor, "input", depth) };
  return { kind: "literal", value: parseLiteral(cursor) };
}

function parseInnerPath(cursor: Cursor, root: Path["root"], depth: number): Path {
  return pathOf(root, parseSteps(cursor, NAME_IN_FILTER, depth));
}
