// YAML or JSON text of a template to JSON, with the line of every value kept. The short tags of
// CloudFormation (`!Sub x`) become their long form (`{"Fn::Sub": "x"}`), so that nothing behind this
// file knows about YAML.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { type Json, setOwn } from "../../base/json.ts";
import type { StackProblem } from "./problem.ts";

export interface Source {
  /** `undefined` when the text is no YAML or JSON at all. */
  readonly value: Json | undefined;
  readonly problems: readonly StackProblem[];
  /** The line of the value at a path, or of the nearest value around it. */
  readonly lineOf: (path: Path) => number | undefined;
}

/** Keys and indices from the root. */
export type Path = readonly (string | number)[];

/** Aliases may repeat nodes: the bound keeps a small text from growing into a huge value. */
const NODE_COUNT_MAX = 100_000;
const DEPTH_MAX = 100;

export function readSource(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: "silent",
    prettyErrors: false,
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      message: `Not valid YAML or JSON: ${error.message}`,
      line: lines.linePos(error.pos[0]).line,
    }));
    return { value: undefined, problems, lineOf: () => undefined };
  }
  const reader = createReader(document, lines);
  const value = reader.read(document.contents, []);
  return { value, problems: reader.problems, lineOf: (path) => nearest(reader.lines, path) };
}

function createReader(document: Document, counter: LineCounter) {
  const problems: StackProblem[] = [];
  const lines = new Map<string, number>();
  let nodeCount = 0;

  function refuse(message: string, node: Node | null): null {
    const offset = node?.range?.[0];
    const line = offset === undefined ? {} : { line: counter.linePos(offset).line };
    problems.push({ message, ...line });
    return null;
  }

  function read(node: Node | null, path: Path): Json {
    if (node === null) return null;
    if (++nodeCount === NODE_COUNT_MAX) refuse("The template is too large", node);
    if (nodeCount >= NODE_COUNT_MAX) return null;
    if (path.length > DEPTH_MAX) return refuse("The template is nested too deeply", node);
    const offset = node.range?.[0];
    const key = keyOf(path);
    if (offset !== undefined && !lines.has(key)) lines.set(key, counter.linePos(offset).line);
    const name = functionOf(node.tag);
    if (name === undefined) return readPlain(node, path);
    return { [name]: argumentOf(name, readPlain(node, [...path, name])) };
  }

  function readPlain(node: Node, path: Path): Json {
    if (isAlias(node)) {
      const target = node.resolve(document);
      return target === undefined ? refuse("This alias has no anchor", node) : read(target, path);
    }
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
      const childPath = [...path, name];
      const offset = key.range?.[0];
      // The line of the key: it is where a person looks for a value.
      if (offset !== undefined) lines.set(keyOf(childPath), counter.linePos(offset).line);
      setOwn(result, name, read((pair.value ?? null) as Node | null, childPath));
    }
    return result;
  }

  return { read, problems, lines };
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

function nearest(lines: ReadonlyMap<string, number>, path: Path): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const line = lines.get(keyOf(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}
