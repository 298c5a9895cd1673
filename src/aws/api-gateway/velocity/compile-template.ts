// Text of a mapping template to nodes. velocityjs parses; none of its evaluation is used, since that hands
// templates the methods and prototypes of JavaScript's own objects.

import { Helper, parse } from "velocityjs";
import {
  type Branch,
  type ExpressionNode,
  OPERATORS,
  type ReferenceNode,
  type ReferenceStep,
  type TemplateNode,
} from "./template-node.ts";

/** The template cannot be understood; the message says why, for whoever deploys it. */
export class TemplateSyntaxError extends Error {
  override readonly name = "TemplateSyntaxError";
}

/** A node of the parser, as far as it is read here. */
interface Parsed {
  readonly type?: string;
  readonly id?: unknown;
  readonly value?: unknown;
  readonly leader?: string;
  readonly prue?: boolean;
  readonly isEval?: boolean;
  readonly isRange?: boolean;
  readonly args?: readonly Parsed[] | false;
  readonly path?: readonly Parsed[];
  readonly equal?: readonly [Parsed, Parsed];
  readonly condition?: Parsed;
  readonly to?: string;
  readonly from?: Parsed;
  readonly operator?: string;
  readonly expression?: readonly Parsed[];
}

/** Blocks are lists that begin with their directive. */
type ParsedItem = string | Parsed | readonly ParsedItem[];

const NESTING_MAX = 100;

/** @throws TemplateSyntaxError */
export function compileTemplate(text: string): readonly TemplateNode[] {
  return compileText(text, 0);
}

function compileText(text: string, depth: number): readonly TemplateNode[] {
  let items: readonly ParsedItem[];
  try {
    items = parse(text) as readonly ParsedItem[];
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : "").split("\n");
    throw new TemplateSyntaxError(line?.replace(/:$/, "") || "it cannot be parsed");
  }
  return compileItems(items, depth);
}

function compileItems(items: readonly ParsedItem[], depth: number): readonly TemplateNode[] {
  if (depth > NESTING_MAX) throw new TemplateSyntaxError("it is nested too deeply");
  return items.flatMap((item) => compileItem(item, depth + 1));
}

function compileItem(item: ParsedItem, depth: number): readonly TemplateNode[] {
  if (typeof item === "string") return item === "" ? [] : [{ kind: "text", text: item }];
  if (isBlock(item)) return [compileBlock(item, depth)];
  switch (item.type) {
    case "references":
      return [
        { kind: "output", reference: compileReference(item, depth), isQuiet: item.leader === "$!" },
      ];
    case "set":
      return [compileSet(item, depth)];
    case "raw":
      return [{ kind: "text", text: String(item.value) }];
    case "break":
      return [{ kind: "break" }];
    case "comment":
    case "end":
      return [];
    default:
      throw unsupported(item);
  }
}

function isBlock(item: ParsedItem): item is readonly ParsedItem[] {
  return Array.isArray(item);
}

function compileSet(item: Parsed, depth: number): TemplateNode {
  const [target, value] = item.equal ?? [];
  if (target === undefined || value === undefined) throw unsupported(item);
  if (target.path !== undefined) {
    throw new TemplateSyntaxError(`#set of ${sourceOf(target)}: only whole variables can be set`);
  }
  return { kind: "set", name: String(target.id), value: compileExpression(value, depth) };
}

function compileBlock(block: readonly ParsedItem[], depth: number): TemplateNode {
  const [head, ...body] = block;
  if (head === undefined || typeof head === "string" || isBlock(head)) throw unsupported({});
  if (head.type === "if") return compileIf(block, depth);
  if (head.type !== "foreach" || head.from === undefined) throw unsupported(head);
  return {
    kind: "foreach",
    name: String(head.to),
    list: compileExpression(head.from, depth),
    body: compileItems(body, depth),
  };
}

function compileIf(block: readonly ParsedItem[], depth: number): TemplateNode {
  const branches: Branch[] = [];
  let body: ParsedItem[] = [];
  let head: Parsed | undefined;
  const close = () => {
    if (head === undefined) return;
    const { condition } = head;
    branches.push({
      ...(condition === undefined ? {} : { condition: compileExpression(condition, depth) }),
      body: compileItems(body, depth),
    });
  };
  for (const item of block) {
    const type = typeof item === "string" || isBlock(item) ? undefined : item.type;
    if (type === "if" || type === "elseif" || type === "else") {
      close();
      head = item as Parsed;
      body = [];
    } else {
      body.push(item);
    }
  }
  close();
  return { kind: "if", branches };
}

function compileExpression(item: Parsed, depth: number): ExpressionNode {
  if (depth > NESTING_MAX) throw new TemplateSyntaxError("it is nested too deeply");
  const inner = (part: Parsed) => compileExpression(part, depth + 1);
  switch (item.type) {
    case "references":
      return compileReference(item, depth);
    case "string":
      return compileString(item, depth);
    case "integer":
    case "decimal":
      return { kind: "literal", value: Number(item.value) };
    case "bool":
      return { kind: "literal", value: item.value === "null" ? null : item.value === "true" };
    case "array":
      return compileList(item, inner);
    case "map": {
      const entries = Object.entries((item.value ?? {}) as Record<string, Parsed>);
      return { kind: "map", entries: entries.map(([key, value]) => [key, inner(value)]) };
    }
    case "math": {
      const operator = OPERATORS.find((known) => known === item.operator);
      if (operator === undefined) throw unsupported(item);
      return { kind: "operation", operator, operands: (item.expression ?? []).map(inner) };
    }
    default:
      throw unsupported(item);
  }
}

function compileString(item: Parsed, depth: number): ExpressionNode {
  const text = String(item.value);
  if (item.isEval !== true || !/[$#]/.test(text)) return { kind: "literal", value: text };
  return { kind: "quoted", body: compileText(text, depth + 1) };
}

function compileList(item: Parsed, inner: (part: Parsed) => ExpressionNode): ExpressionNode {
  const items = (item.value ?? []) as readonly (Parsed | string | number)[];
  const nodes = items.map(
    (part): ExpressionNode =>
      typeof part === "object" ? inner(part) : { kind: "literal", value: Number(part) },
  );
  const [from, to] = nodes;
  if (item.isRange !== true) return { kind: "list", items: nodes };
  if (from === undefined || to === undefined) throw unsupported(item);
  return { kind: "range", from, to };
}

function compileReference(item: Parsed, depth: number): ReferenceNode {
  if (item.args !== undefined) {
    throw new TemplateSyntaxError(`${sourceOf(item)}: a variable cannot be called`);
  }
  const steps = (item.path ?? []).map((step) => compileStep(step, depth + 1));
  return { kind: "reference", name: String(item.id), steps, source: sourceOf(item) };
}

function compileStep(step: Parsed, depth: number): ReferenceStep {
  const { id } = step;
  if (step.type === "property") return { kind: "property", name: String(id) };
  if (step.type === "index") return { kind: "index", key: compileExpression(id as Parsed, depth) };
  const args = (step.args || []).map((part) => compileExpression(part, depth));
  return { kind: "method", name: String(id), args };
}

function sourceOf(item: Parsed): string {
  return Helper.getRefText(item as Parameters<typeof Helper.getRefText>[0]);
}

function unsupported(item: Parsed): TemplateSyntaxError {
  const name = item.type === "macro_call" ? `#${String(item.id)}` : `#${item.type ?? "directive"}`;
  return new TemplateSyntaxError(`${name} is not supported`);
}
