// How data flows through a state in JSONPath mode: InputPath, Parameters and ResultSelector,
// ResultPath, OutputPath. The order is the business of `execution/`.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html

import { defined } from "../base/assert.ts";
import {
  getOwn,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  setOwn,
} from "../base/json.ts";
import type { PayloadTemplate } from "./definition.ts";
import { evaluatePath, findValue } from "./evaluate-path.ts";
import { EvaluationError } from "./failure.ts";
import { evaluateCall } from "./intrinsics/evaluate-call.ts";
import { findPath } from "./json-path/find-path.ts";
import type { PathStep } from "./json-path/path.ts";
import type { Scope } from "./scope.ts";

/** The effective input; `null` stands for an empty object, absence for the whole input. */
export function applyInputPath(path: string | null | undefined, scope: Scope): Json {
  if (path === undefined || path === "$") return scope.input;
  return path === null ? {} : evaluatePath(path, scope);
}

/** The same rule at the other end: `scope.input` is what ResultPath made. */
export function applyOutputPath(path: string | null | undefined, scope: Scope): Json {
  return applyInputPath(path, scope);
}

/** Parameters, ResultSelector, Credentials: every key that ends in `.$` is evaluated. */
export function evaluateTemplate(template: PayloadTemplate, scope: Scope): Json {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith(".$") && typeof value === "string") {
      setOwn(result, key.slice(0, -2), evaluateExpression(value, scope, key));
    } else {
      setOwn(result, key, evaluateTemplateValue(value, scope));
    }
  }
  return result;
}

function evaluateTemplateValue(value: Json, scope: Scope): Json {
  if (isJsonArray(value)) return value.map((item) => evaluateTemplateValue(item, scope));
  return isJsonObject(value) ? evaluateTemplate(value, scope) : value;
}

/**
 * A path or a call of an intrinsic function.
 * @param field where it stands in the definition, for the error's words
 */
export function evaluateExpression(text: string, scope: Scope, field: string): Json {
  if (!text.startsWith("$")) return evaluateCall(text, scope);
  const value = findValue(text, scope);
  if (value !== undefined) return value;
  throw new EvaluationError(
    "States.Runtime",
    `The JSONPath '${text}' specified for the field '${field}' could not be found in the input ` +
      `'${JSON.stringify(scope.input)}'`,
  );
}

/**
 * Puts a result into the raw input; `null` discards it, absence and `$` discard the input. Missing
 * objects on the way are made. Fails with `States.ResultPathMatchFailure` where something that is no
 * object, or a list without that index, is in the way.
 */
export function applyResultPath(
  path: string | null | undefined,
  rawInput: Json,
  result: Json,
): Json {
  if (path === undefined) return result;
  if (path === null) return rawInput;
  const { steps } = defined(findPath(path), "a checked ResultPath");
  const merged = replaceAt(rawInput, steps, result);
  if (merged !== undefined) return merged;
  throw new EvaluationError(
    "States.ResultPathMatchFailure",
    `Unable to apply the ResultPath '${path}' to the input '${JSON.stringify(rawInput)}'`,
  );
}

function replaceAt(
  target: Json | undefined,
  steps: readonly PathStep[],
  value: Json,
): Json | undefined {
  const [step, ...rest] = steps;
  if (step?.kind === "names") return replaceName(target, step.names[0] ?? "", rest, value);
  if (step?.kind === "indexes") return replaceIndex(target, step.indexes[0] ?? 0, rest, value);
  return value;
}

function replaceName(
  target: Json | undefined,
  name: string,
  rest: readonly PathStep[],
  value: Json,
): Json | undefined {
  const source = target === undefined ? {} : target;
  if (!isJsonObject(source)) return undefined;
  const replaced = replaceAt(getOwn(source, name), rest, value);
  if (replaced === undefined) return undefined;
  const copy: Record<string, Json> = copyOf(source);
  setOwn(copy, name, replaced);
  return copy;
}

function copyOf(source: JsonObject): Record<string, Json> {
  // Object spread copies an own `__proto__` as the ordinary key that it is.
  return { ...source };
}

function replaceIndex(
  target: Json | undefined,
  index: number,
  rest: readonly PathStep[],
  value: Json,
): Json | undefined {
  if (!isJsonArray(target) || target[index] === undefined) return undefined;
  const replaced = replaceAt(target[index], rest, value);
  return replaced === undefined ? undefined : target.with(index, replaced);
}
