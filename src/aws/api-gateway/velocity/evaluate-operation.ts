// Operators of Velocity on plain values. Lists and maps are compared by identity and never turned into
// text on the way, so that no operator can be made to do unbounded work.

import { type Budget, made } from "./budget.ts";
import { TemplateError } from "./template-error.ts";
import type { ExpressionNode } from "./template-node.ts";
import type { TemplateValue } from "./template-value.ts";

type Operation = ExpressionNode & { readonly kind: "operation" };

export function evaluateOperation(
  { operator, operands }: Operation,
  evaluate: (operand: ExpressionNode) => TemplateValue,
  budget: Budget,
): TemplateValue {
  const operand = (index: number): TemplateValue => {
    const node = operands[index];
    return node === undefined ? undefined : evaluate(node);
  };
  switch (operator) {
    case "parenthesis":
      return operand(0);
    case "not":
      return !operand(0);
    case "&&":
      return Boolean(operand(0)) && Boolean(operand(1));
    case "||":
      return Boolean(operand(0)) || Boolean(operand(1));
    case "==":
      return isEqual(operand(0), operand(1));
    case "!=":
      return !isEqual(operand(0), operand(1));
    case "+":
      return add(operand(0), operand(1), budget);
    case "minus":
      return -numberOf(operand(0));
    default:
      return calculate(operator, numberOf(operand(0)), numberOf(operand(1)));
  }
}

/** Velocity: values of different kinds are equal when their texts are. */
function isEqual(left: TemplateValue, right: TemplateValue): boolean {
  if (left === undefined || left === null) return right === undefined || right === null;
  if (right === undefined || right === null) return false;
  if (typeof left === "object" || typeof right === "object") return left === right;
  return String(left) === String(right);
}

function add(left: TemplateValue, right: TemplateValue, budget: Budget): TemplateValue {
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (typeof left === "object" || typeof right === "object") {
    throw new TemplateError("only numbers and texts can be added");
  }
  return made(`${String(left)}${String(right)}`, budget);
}

function calculate(
  operator: Exclude<Operation["operator"], "+" | "==" | "!=" | "&&" | "||" | "not" | "minus">,
  left: number,
  right: number,
): TemplateValue {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return divide(left, right);
    default:
      if (right === 0) throw new TemplateError("division by zero");
      return left % right;
  }
}

/** Whole numbers divide as in Java. */
function divide(left: number, right: number): number {
  if (right === 0) throw new TemplateError("division by zero");
  const quotient = left / right;
  return Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(quotient) : quotient;
}

function numberOf(value: TemplateValue): number {
  if (typeof value === "number") return value;
  throw new TemplateError("only numbers can be calculated with");
}
