// Whether an expression can yield the task token. Where that cannot be told, it can.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#wait-token-contextobject

import type { Argument } from "../intrinsics/call.ts";
import { findCall } from "../intrinsics/parse-call.ts";
import { findPath } from "../json-path/find-path.ts";
import { parseExpression } from "../jsonata/parse-expression.ts";

const WAY = ["Task", "Token"];

/** JSONPath: a path, or a call of an intrinsic function. `isInput` says it of the path `$`. */
export function mayHoldToken(expression: string, isInput: boolean): boolean {
  if (expression.startsWith("$")) return isTokenPath(expression, isInput);
  const call = findCall(expression);
  return call === undefined || argumentMayHold(call, isInput);
}

function argumentMayHold(argument: Argument, isInput: boolean): boolean {
  if (argument.kind === "path") return isTokenPath(argument.text, isInput);
  return (
    argument.kind === "call" && argument.arguments.some((each) => argumentMayHold(each, isInput))
  );
}

/** The token, or something that it is a part of. */
export function isTokenPath(text: string, isInput = false): boolean {
  const path = findPath(text);
  if (path === undefined) return true;
  // No variable can hold it: the token is new with each attempt, and Assign comes after.
  if (path.root === "input") return isInput;
  if (path.root !== "context") return false;
  return path.steps.every((step, index) => {
    if (step.kind !== "names") return true;
    const wanted = WAY[index];
    return wanted === undefined || step.names.includes(wanted);
  });
}

/** Members of the context object that a token is no part of. */
const ELSEWHERE = /\bcontext\s*\.\s*(?:Execution|State|StateMachine|Map)\b/g;

/** JSONata: a string of a template. */
export function mayYieldToken(text: string): boolean {
  if (!text.startsWith("{%")) return false;
  const parsed = parseExpression(text);
  if ("problem" in parsed) return true;
  if (parsed.states.has(undefined)) return true;
  return parsed.states.has("context") && /\bcontext\b/.test(parsed.text.replace(ELSEWHERE, ""));
}
