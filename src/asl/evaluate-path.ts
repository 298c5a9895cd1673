// Paths on data: `$…` on the input, `$$…` on the context object.

import { assert, defined } from "../base/assert.ts";
import type { Json } from "../base/json.ts";
import { EvaluationError } from "./failure.ts";
import { findPath } from "./json-path/find-path.ts";
import { type Followed, follow } from "./json-path/follow.ts";
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
  assert(path.root !== "current", "a path of a definition starts at $");
  const root = path.root === "context" ? scope.context : scope.input;
  return path.isDefinite ? follow(path, root) : { value: selectAll(path, root) };
}
