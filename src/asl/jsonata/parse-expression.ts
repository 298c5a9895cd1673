// What an expression refers to, read from the library's syntax tree. It decides what the sandbox is
// sent, and what is refused when a state machine is created.

import { defined } from "../../base/assert.ts";
import { rememberParsed } from "../syntax/remember.ts";
import { loadLibrary } from "./load-library.ts";

export interface Expression {
  /** Without the marks and the blanks next to them, as errors quote it. */
  readonly text: string;
  /** Names of variables; those that the expression binds itself are among them. */
  readonly variables: ReadonlySet<string>;
  /** Members of `$states`; `undefined` stands for the whole of it. */
  readonly states: ReadonlySet<string | undefined>;
  /** Where in `$states` everything stands that it refers to: names from there, none for the whole. */
  readonly paths: readonly (readonly string[])[];
  /** What it takes from an input document, which there is none: `$`, `$$`, `name`, `*`. */
  readonly rootless: ReadonlySet<string>;
}

/** In the library's words: `S0207: Unexpected end of expression`. */
export interface BadExpression {
  readonly problem: string;
}

const MARK_LENGTH = 2;

/** The expression in a string with its marks, or what is wrong with it. */
export function parseExpression(marked: string): Expression | BadExpression {
  return defined(remembered(marked), "an answer for any text");
}

const CHARACTERS_MAX = 8192;

const remembered = rememberParsed((marked: string): Expression | BadExpression => {
  const text = marked.slice(MARK_LENGTH, -MARK_LENGTH).trim();
  const found = {
    variables: new Set<string>(),
    states: new Set<string>(),
    paths: [],
    rootless: new Set<string>(),
  };
  try {
    visit(loadLibrary()(text).ast() as unknown as Node, false, found);
  } catch (error) {
    return { problem: describe(error) };
  }
  return { text, ...found };
}, CHARACTERS_MAX);

function describe(error: unknown): string {
  // Deep nesting ends the recursive parser.
  if (error instanceof RangeError) return "The expression is nested too deeply";
  const { code, message } = error as { readonly code?: string; readonly message: string };
  return code === undefined ? message : `${code}: ${message}`;
}

/** The library's types leave most of its tree out. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  /** Of a step with `@$name`: the next one starts from where this one did. */
  readonly focus?: unknown;
  /** Of a step that a `%` behind it leads back over. */
  readonly ancestor?: unknown;
}

interface Found {
  readonly variables: Set<string>;
  readonly states: Set<string | undefined>;
  readonly paths: (readonly string[])[];
  readonly rootless: Set<string>;
}

/** Parts that are evaluated on a value found by the expression itself; a function's body is not. */
const FOCUSED = ["predicate", "stages", "group", "terms", "pattern", "update", "delete"];

/** @param hasFocus whether `$` and bare names mean something where the node stands */
function visit(node: Node, hasFocus: boolean, found: Found): void {
  if (node.type === "path") {
    visitPath(node, hasFocus, found);
    return;
  }
  if (node.type === "variable") visitVariable(String(node.value), [], hasFocus, found);
  if (!hasFocus) noteRootless(node, found);
  for (const [key, part] of Object.entries(node)) {
    visitPart(part, hasFocus || FOCUSED.includes(key), found);
  }
}

function visitPart(part: unknown, hasFocus: boolean, found: Found): void {
  if (Array.isArray(part)) for (const item of part) visitPart(item, hasFocus, found);
  else if (typeof part === "object" && part !== null && !(part instanceof RegExp)) {
    visit(part, hasFocus, found);
  }
}

function visitPath(node: Node, hasFocus: boolean, found: Found): void {
  const { steps = [], ...rest } = node;
  const [first] = steps;
  if (first?.type === "variable") {
    visitVariable(String(first.value), namesIn(steps), hasFocus, found);
    visit({ ...first, type: "" }, hasFocus, found);
  } else if (first) visit(first, hasFocus, found);
  for (const step of steps.slice(1)) visit(step, true, found);
  visit({ ...rest, type: "" }, hasFocus, found);
}

/** How far a path leads from its variable by names alone: of what is beside them it sees nothing. */
function namesIn(steps: readonly Node[]): readonly string[] {
  const notNamed = steps.findIndex((step, index) => index > 0 && !isName(step));
  const notPlain = steps.findIndex((step) => !isPlain(step));
  const ends = [notNamed, notPlain + 1].filter((end) => end > 0);
  return steps.slice(1, Math.min(...ends, steps.length)).map(({ value }) => String(value));
}

function isName({ type, focus, ancestor }: Node): boolean {
  return type === "name" && focus === undefined && ancestor === undefined;
}

const PLAIN = ["type", "value", "position", "keepArray"];

function isPlain(step: Node): boolean {
  return Object.keys(step).every((key) => PLAIN.includes(key));
}

function visitVariable(
  name: string,
  names: readonly string[],
  hasFocus: boolean,
  found: Found,
): void {
  if (name === "states") {
    found.states.add(names[0]);
    found.paths.push(names);
  } else if (name !== "" && name !== "$") found.variables.add(name);
  else if (!hasFocus) found.rootless.add(`$${name}`);
}

function noteRootless(node: Node, { rootless }: Found): void {
  if (node.type === "name") rootless.add(String(node.value));
  if (node.type === "wildcard") rootless.add("*");
  if (node.type === "descendant") rootless.add("**");
  if (node.type === "parent") rootless.add("%");
}
