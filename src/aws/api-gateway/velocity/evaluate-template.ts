// Evaluates a compiled template. Total: it ends within its budget with a text or a TemplateError.
// https://velocity.apache.org/engine/1.7/user-guide.html

import { type Budget, createBudget, made } from "./budget.ts";
import { callMethod } from "./call-method.ts";
import { evaluateOperation } from "./evaluate-operation.ts";
import { TemplateError } from "./template-error.ts";
import type { ExpressionNode, ReferenceNode, TemplateNode } from "./template-node.ts";
import { isHostObject, isList, isMap, type TemplateValue } from "./template-value.ts";
import { textOfValue } from "./text-of-value.ts";

export type Variables = ReadonlyMap<string, TemplateValue>;

/** @throws TemplateError */
export function evaluateTemplate(nodes: readonly TemplateNode[], variables: Variables): string {
  const run: Run = { variables: new Map(variables), budget: createBudget(), isBroken: false };
  return render(nodes, run);
}

interface Run {
  readonly variables: Map<string, TemplateValue>;
  readonly budget: Budget;
  /** `#break` was met: what is left of the innermost loop is skipped. */
  isBroken: boolean;
}

function render(nodes: readonly TemplateNode[], run: Run): string {
  let text = "";
  for (const node of nodes) {
    if (run.isBroken) break;
    run.budget.step();
    text += made(renderNode(node, run), run.budget);
  }
  return text;
}

function renderNode(node: TemplateNode, run: Run): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "output":
      return renderReference(node.reference, node.isQuiet ? "" : node.reference.source, run);
    case "set":
      run.variables.set(node.name, evaluate(node.value, run));
      return "";
    case "if": {
      const branch = node.branches.find(
        ({ condition }) => condition === undefined || Boolean(evaluate(condition, run)),
      );
      return branch === undefined ? "" : render(branch.body, run);
    }
    case "foreach":
      return renderLoop(node, run);
    case "break":
      run.isBroken = true;
      return "";
  }
}

/** Velocity: an unknown variable prints as it is written. AWS: what is missing below one prints nothing. */
function renderReference(reference: ReferenceNode, unknown: string, run: Run): string {
  if (!run.variables.has(reference.name)) return unknown;
  const value = evaluate(reference, run);
  return value === undefined || value === null ? "" : textOfValue(value, run.budget);
}

function renderLoop(node: TemplateNode & { readonly kind: "foreach" }, run: Run): string {
  const list = evaluate(node.list, run);
  const items = isList(list) ? list : isMap(list) ? Object.values(list) : [];
  const outer = [node.name, "foreach", "velocityCount"].map(
    (name) => [name, run.variables.has(name), run.variables.get(name)] as const,
  );
  let text = "";
  for (const [index, item] of items.entries()) {
    const count = index + 1;
    run.variables.set(node.name, item);
    run.variables.set("foreach", { count, index, hasNext: count < items.length });
    run.variables.set("velocityCount", count);
    text += render(node.body, run);
    if (run.isBroken) break;
  }
  run.isBroken = false;
  for (const [name, wasThere, value] of outer) {
    if (wasThere) run.variables.set(name, value);
    else run.variables.delete(name);
  }
  return text;
}

function evaluate(node: ExpressionNode, run: Run): TemplateValue {
  run.budget.step();
  switch (node.kind) {
    case "literal":
      return node.value;
    case "quoted":
      return render(node.body, run);
    case "list":
      return node.items.map((item) => evaluate(item, run));
    case "range":
      return makeRange(evaluate(node.from, run), evaluate(node.to, run), run.budget);
    case "map":
      return makeMap(node.entries, run);
    case "operation":
      return evaluateOperation(node, (operand) => evaluate(operand, run), run.budget);
    case "reference":
      return evaluateReference(node, run);
  }
}

function makeRange(from: TemplateValue, to: TemplateValue, budget: Budget): readonly number[] {
  if (!Number.isInteger(from) || !Number.isInteger(to)) return [];
  const [first, last] = [from as number, to as number];
  const step = first <= last ? 1 : -1;
  const range: number[] = [];
  for (let value = first; value !== last + step; value += step) {
    budget.step();
    range.push(value);
  }
  return range;
}

function makeMap(
  entries: readonly (readonly [string, ExpressionNode])[],
  run: Run,
): { readonly [key: string]: TemplateValue } {
  const map: Record<string, TemplateValue> = Object.create(null);
  for (const [key, value] of entries) map[key] = evaluate(value, run);
  return map;
}

function evaluateReference(node: ReferenceNode, run: Run): TemplateValue {
  let value = run.variables.get(node.name);
  for (const step of node.steps) {
    run.budget.step();
    if (value === undefined || value === null) return undefined;
    if (step.kind === "property") value = readProperty(value, step.name);
    else if (step.kind === "index") value = readIndex(value, evaluate(step.key, run));
    else {
      const args = step.args.map((argument) => evaluate(argument, run));
      value = callNamed(node, value, step.name, args, run.budget);
    }
  }
  return value;
}

function callNamed(
  node: ReferenceNode,
  target: TemplateValue,
  name: string,
  args: readonly TemplateValue[],
  budget: Budget,
): TemplateValue {
  try {
    return callMethod(target, name, args, budget);
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(`${node.source}: ${error.message}`);
    throw error;
  }
}

function readProperty(value: TemplateValue, name: string): TemplateValue {
  if (isHostObject(value)) return value.properties.get(name);
  if (isMap(value)) return Object.hasOwn(value, name) ? value[name] : undefined;
  return undefined;
}

function readIndex(value: TemplateValue, key: TemplateValue): TemplateValue {
  if (isList(value)) return Number.isInteger(key) ? value[key as number] : undefined;
  return typeof key === "string" ? readProperty(value, key) : undefined;
}
