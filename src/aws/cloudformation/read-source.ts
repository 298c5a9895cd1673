// YAML or JSON text of a template to JSON, with the place of every value kept. The short tags of
// CloudFormation (`!Sub x`) become their long form (`{"Fn::Sub": "x"}`), so that nothing behind this
// file knows about YAML.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { type Json, setOwn } from "../../base/json.ts";
import type { StackProblem } from "./problem.ts";

export interface Source {
  /** `undefined` when there are problems. */
  readonly value: Json | undefined;
  readonly problems: readonly SourceProblem[];
  /** The place of the value at a path, or of the nearest value around it. */
  readonly placeOf: (path: Path) => Place | undefined;
  /** The line of that place. */
  readonly lineOf: (path: Path) => number | undefined;
}

export interface SourceProblem extends StackProblem {
  readonly column?: number;
}

/** Both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Keys and indices from the root. */
export type Path = readonly (string | number)[];

/** Aliases may repeat nodes: the bound keeps a small text from growing into a huge value. */
const NODE_COUNT_MAX = 100_000;
const DEPTH_MAX = 100;
/** One mistake may make the parser report a thousand. */
const PROBLEMS_MAX = 20;
/** The parser is quick with any text of this length. */
const HARMLESS_LENGTH = 50_000;
const TOO_DEEP = "The text is nested too deeply";

export function readSource(text: string): Source {
  const lines = new LineCounter();
  if (text.length > HARMLESS_LENGTH && nestsTooDeeply(text)) {
    return sourceOf(undefined, [{ message: TOO_DEEP, line: 1, column: 1 }], new Map());
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    // With "silent" it would pass over a second document.
    logLevel: "error",
    prettyErrors: false,
    // The library compares each key with all before it.
    uniqueKeys: false,
  });
  const syntaxProblems = describeErrors(document.errors, lines);
  if (syntaxProblems.length > 0) return sourceOf(undefined, syntaxProblems, new Map());
  const reader = createReader(lines);
  const value = reader.read(document.contents, []);
  return sourceOf(reader.problems.length > 0 ? undefined : value, reader.problems, reader.places);
}

/** Finds in one pass what the parser would take seconds to fail at: `[[[[…` and `- - - -…`. */
function nestsTooDeeply(text: string): boolean {
  let flowDepth = 0;
  let depthInLine = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === "[" || token === "{") flowDepth++;
    else if (token === "]" || token === "}") flowDepth--;
    else if (token === "-" || token === "?") depthInLine++;
    else if (token.includes("\n")) depthInLine = 0;
    if (flowDepth > DEPTH_MAX || depthInLine > DEPTH_MAX) return true;
  }
  return false;
}

function describeErrors(errors: readonly YAMLError[], lines: LineCounter): SourceProblem[] {
  // The parser recurses, and reports the end of the stack as one of many mistakes.
  const overflow = errors.find(({ message }) => message.startsWith("Maximum call stack"));
  if (overflow) return [{ message: TOO_DEEP, ...placeAt(lines, overflow.pos[0]) }];
  return errors.slice(0, PROBLEMS_MAX).map(({ code, message, pos }) => ({
    message:
      code === "MULTIPLE_DOCS"
        ? "There is a second document in the text"
        : `Not valid YAML or JSON: ${message}`,
    ...placeAt(lines, pos[0]),
  }));
}

function sourceOf(
  value: Json | undefined,
  problems: readonly SourceProblem[],
  places: ReadonlyMap<string, Place>,
): Source {
  const placeOf = (path: Path) => nearest(places, path);
  return { value, problems, placeOf, lineOf: (path) => placeOf(path)?.line };
}

function createReader(counter: LineCounter) {
  const problems: SourceProblem[] = [];
  const places = new Map<string, Place>();
  const anchors = new Map<string, Node>();
  /** The nodes around the one that is read. */
  const open = new Set<Node>();
  let nodeCount = 0;

  function refuse(message: string, node: Node | null): null {
    const offset = node?.range?.[0];
    if (problems.length === PROBLEMS_MAX) return null;
    problems.push({ message, ...(offset === undefined ? {} : placeAt(counter, offset)) });
    return null;
  }

  function read(node: Node | null, path: Path): Json {
    if (node === null) return null;
    if (++nodeCount === NODE_COUNT_MAX) refuse("The text has too many values", node);
    if (nodeCount >= NODE_COUNT_MAX || problems.length === PROBLEMS_MAX) return null;
    if (path.length > DEPTH_MAX) return refuse(TOO_DEEP, node);
    const offset = node.range?.[0];
    const key = keyOf(path);
    if (offset !== undefined && !places.has(key)) places.set(key, placeAt(counter, offset));
    if (isAlias(node)) return readAlias(node, path);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    open.add(node);
    const name = functionOf(node.tag);
    const value =
      name === undefined
        ? readPlain(node, path)
        : { [name]: argumentOf(name, readPlain(node, [...path, name])) };
    open.delete(node);
    return value;
  }

  function readAlias(alias: Alias, path: Path): Json {
    const target = anchors.get(alias.source);
    if (target === undefined) return refuse("This alias has no anchor", alias);
    if (open.has(target)) return refuse("This alias stands inside of what it repeats", alias);
    return read(target, path);
  }

  function readPlain(node: Node, path: Path): Json {
    if (isSeq(node)) return node.items.map((item, index) => read(item as Node, [...path, index]));
    if (isMap(node)) return readMap(node, path);
    if (isScalar(node)) return scalarOf(node.value, node.source);
    return refuse("This is not a value", node);
  }

  function readMap(node: YAMLMap, path: Path): Json {
    const result: Record<string, Json> = {};
    for (const pair of node.items) {
      const key = pair.key as Node;
      if (!isScalar(key)) {
        refuse("A key must be text", key);
        continue;
      }
      const name = typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
      if (Object.hasOwn(result, name)) refuse(`The key "${name}" is repeated`, key);
      const childPath = [...path, name];
      const offset = key.range?.[0];
      // The place of the key: it is where a person looks for a value.
      if (offset !== undefined) places.set(keyOf(childPath), placeAt(counter, offset));
      setOwn(result, name, read((pair.value ?? null) as Node | null, childPath));
    }
    return result;
  }

  return { read, problems, places };
}

function placeAt(counter: LineCounter, offset: number): Place {
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
}

/** `!Sub` to `Fn::Sub`; `undefined` for no tag and for YAML's own. */
function functionOf(tag: string | undefined): string | undefined {
  if (tag === undefined || !tag.startsWith("!") || tag === "!") return undefined;
  const name = tag.slice(1);
  return name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
}

/** `!GetAtt A.B.C` says `["A", "B.C"]`. */
function argumentOf(name: string, argument: Json): Json {
  if (name !== "Fn::GetAtt" || typeof argument !== "string") return argument;
  const dot = argument.indexOf(".");
  return dot < 0 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)];
}

function scalarOf(value: unknown, source: string | undefined): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return source ?? String(value);
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function nearest(places: ReadonlyMap<string, Place>, path: Path): Place | undefined {
  for (let length = path.length; length >= 0; length--) {
    const place = places.get(keyOf(path.slice(0, length)));
    if (place !== undefined) return place;
  }
  return undefined;
}
