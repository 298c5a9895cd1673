// Paths on data: `$…` on the input, `$$…` on the context object, `$name…` on a variable.

import { assert, defined } from "../base/assert.ts";
import { getOwn, type Json } from "../base/json.ts";
import { EvaluationError } from "./failure.ts";
import { findPath } from "./json-path/find-path.ts";
import { type Followed, follow } from "./json-path/follow.ts";
import type { Path } from "./json-path/path.ts";
import { selectAll } from "./json-path/select.ts";
import type { Scope } from "./scope.ts";

/**
 * The value that a checked path leads to. A path that can have several results (wildcard, slice,
 * filter, `..`) gives a list and never fails; any other fails with `States.Runtime` when nothing is
 * there.
 */
export function evaluatePath(path: string, scope: Scope): Json {
  const followed = tryPath(path, scope);
  if ("value" in followed) return followed.value;
  throw new EvaluationError("States.Runtime", `Invalid path '${path}' : ${followed.problem}`);
}

/** The same for a path whose lack the caller words in its own way: `undefined` is "not there". */
export function findValue(path: string, scope: Scope): Json | undefined {
  const followed = tryPath(path, scope);
  return "value" in followed ? followed.value : undefined;
}

function tryPath(text: string, scope: Scope): Followed {
  const path = defined(findPath(text), `a valid path: ${text}`);
  const root = rootOf(path, scope);
  if (root === undefined) return { problem: `There is no variable $${path.variable}` };
  return path.isDefinite ? follow(path, root) : { value: selectAll(path, root) };
}

function rootOf(path: Path, scope: Scope): Json | undefined {
  if (path.variable !== undefined) return getOwn(scope.variables ?? {}, path.variable);
  assert(path.root !== "current", "a path of a definition starts at $");
  return path.root === "context" ? scope.context : scope.input;
}
