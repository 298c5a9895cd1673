// Follows a definite path, and says in Jayway's words where it ends too early.

import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import type { Path, PathStep } from "./path.ts";
import { selectOne } from "./select.ts";

export type Followed = { readonly value: Json } | { readonly problem: string };

export function follow(path: Path, root: Json): Followed {
  let node = root;
  for (const [index, step] of path.steps.entries()) {
    const next = selectOne(node, step);
    if (next === undefined) return { problem: problemAt(path, index, node) };
    node = next;
  }
  return { value: node };
}

function problemAt(path: Path, index: number, node: Json): string {
  const step = path.steps[index] as PathStep;
  const walked = render(path.steps.slice(0, index));
  if (step.kind === "names" && !isJsonObject(node)) {
    return (
      `Expected to find an object with property ${renderStep(step)} in path ${walked} ` +
      `but found '${kindOf(node)}'.`
    );
  }
  if (step.kind === "indexes" && !isJsonArray(node)) {
    return (
      `Filter: ${renderStep(step)} can only be applied to arrays. ` +
      `Current context is: ${JSON.stringify(node)}`
    );
  }
  const isLast = index === path.steps.length - 1;
  return isLast || step.kind !== "names"
    ? `No results for path: ${render(path.steps)}`
    : `Missing property in path ${walked}${renderStep(step)}`;
}

function render(steps: readonly PathStep[]): string {
  return `$${steps.map(renderStep).join("")}`;
}

function renderStep(step: PathStep): string {
  switch (step.kind) {
    case "names":
      return `[${step.names.map((name) => `'${name}'`).join(",")}]`;
    case "indexes":
      return `[${step.indexes.join(",")}]`;
    case "function":
      return `.${step.name}()`;
    default:
      return `.${step.kind}()`;
  }
}

function kindOf(node: Json): string {
  if (node === null) return "null";
  return isJsonArray(node) ? "array" : typeof node;
}
