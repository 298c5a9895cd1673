// Walks a path. Nothing here recurses into data, so that no depth of it can exhaust the stack, and a
// walk has a budget, so that no path (`$..*..*`) can stall the server.

import { getOwn, isJsonArray, isJsonObject, type Json, setOwn } from "../../base/json.ts";
import { EvaluationError } from "../failure.ts";
import { compare } from "./compare.ts";
import type { Filter, Operand, Path, PathStep } from "./path.ts";

/** Visiting so many takes a tenth of a second; a payload has room for far fewer. */
const VISITS_MAX = 1_000_000;

/** What paths walk on: `root` is `$` (or `$$`), `current` is `@` inside a filter. */
interface Walk {
  readonly root: Json;
  readonly current?: Json;
  readonly visits: { left: number };
}

/** All values that the path leads to, in document order. Fails when there are too many to visit. */
export function selectAll(path: Path, root: Json): Json[] {
  return select(path, { root, visits: { left: VISITS_MAX } });
}

/** One step of a definite path; `undefined` when it leads nowhere. */
export function selectOne(node: Json, step: PathStep): Json | undefined {
  return next(node, step, { root: node, visits: { left: VISITS_MAX } })[0];
}

function select(path: Path, walk: Walk): Json[] {
  const start = path.root === "current" ? walk.current : walk.root;
  let nodes: readonly Json[] = start === undefined ? [] : [start];
  for (const step of path.steps) {
    nodes = nodes.flatMap((node) => {
      const found = next(node, step, walk);
      spend(walk, found.length + 1);
      return found;
    });
  }
  return [...nodes];
}

function spend(walk: Walk, visits: number): void {
  walk.visits.left -= visits;
  if (walk.visits.left >= 0) return;
  throw new EvaluationError("States.Runtime", "The path leads to too many values.");
}

/** What does not fit the step (a name on a list) leads nowhere. */
function next(node: Json, step: PathStep, walk: Walk): readonly Json[] {
  switch (step.kind) {
    case "names":
      return isJsonObject(node) ? byNames(node, step.names) : [];
    case "indexes":
      return isJsonArray(node) ? byIndexes(node, step.indexes) : [];
    case "slice":
      return isJsonArray(node) ? node.slice(step.from ?? 0, step.to) : [];
    case "wildcard":
      return childrenOf(node);
    case "descend":
      return withDescendants(node);
    case "filter":
      return byFilter(node, step.filter, walk);
    case "length":
      return lengthOf(node);
    case "function":
      return [];
  }
}

function byNames(node: { readonly [key: string]: Json }, names: readonly string[]): Json[] {
  if (names.length > 1) return [partOf(node, names)];
  const value = getOwn(node, names[0] ?? "");
  return value === undefined ? [] : [value];
}

function partOf(node: { readonly [key: string]: Json }, names: readonly string[]): Json {
  const part: Record<string, Json> = {};
  for (const name of names) {
    const value = getOwn(node, name);
    if (value !== undefined) setOwn(part, name, value);
  }
  return part;
}

function byIndexes(node: readonly Json[], indexes: readonly number[]): Json[] {
  return indexes
    .map((index) => node.at(index))
    .filter((value): value is Json => value !== undefined);
}

function childrenOf(node: Json): readonly Json[] {
  if (isJsonArray(node)) return node;
  return isJsonObject(node) ? Object.values(node) : [];
}

function withDescendants(node: Json): Json[] {
  const found: Json[] = [];
  const pending: Json[] = [node];
  for (let last = pending.pop(); last !== undefined; last = pending.pop()) {
    found.push(last);
    for (const child of childrenOf(last).toReversed()) pending.push(child);
  }
  return found;
}

function lengthOf(node: Json): readonly Json[] {
  if (isJsonArray(node)) return [node.length];
  return isJsonObject(node) ? [Object.keys(node).length] : [];
}

/** Jayway: a filter picks items of a list, and takes or leaves any object as a whole. */
function byFilter(node: Json, filter: Filter, walk: Walk): readonly Json[] {
  const candidates = isJsonArray(node) ? node : isJsonObject(node) ? [node] : [];
  return candidates.filter((current) => holds(filter, { ...walk, current }));
}

function holds(filter: Filter, walk: Walk): boolean {
  spend(walk, 1);
  switch (filter.kind) {
    case "or":
      return filter.filters.some((part) => holds(part, walk));
    case "and":
      return filter.filters.every((part) => holds(part, walk));
    case "not":
      return !holds(filter.filter, walk);
    case "exists":
      return select(filter.path, walk).length > 0;
    case "comparison": {
      const left = operandValue(filter.left, walk);
      const right = operandValue(filter.right, walk);
      spend(walk, sizeOf(left) * sizeOf(right));
      return compare(left, filter.operator, right);
    }
  }
}

function operandValue(operand: Operand, walk: Walk): Json | undefined {
  if (operand.kind === "literal") return operand.value;
  const found = select(operand.path, walk);
  return operand.path.isDefinite ? found[0] : found;
}

function sizeOf(value: Json | undefined): number {
  return isJsonArray(value) ? value.length : 1;
}
