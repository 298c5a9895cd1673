// What a Map goes through and within which bounds, in either language.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html

import { applyInputPath, evaluateTemplate } from "../../asl/data-flow.ts";
import type { MapState } from "../../asl/definition.ts";
import {
  evaluateArray,
  evaluateInteger,
  evaluateJsonata,
  evaluateNumber,
  QueryEvaluationError,
} from "../../asl/evaluate-jsonata.ts";
import { findValue } from "../../asl/evaluate-path.ts";
import { EvaluationError } from "../../asl/failure.ts";
import type { Scope } from "../../asl/scope.ts";
import { isJsonArray, type Json } from "../../base/json.ts";
import { dataLimitExceeded, FORK_CHARACTERS_MAX, isUnpassable } from "../size-limit.ts";
import type { MapItem } from "../state.ts";
import { bindingsOf, isJsonata, scopeOf, type Visit } from "../visit.ts";

type MapVisit = Visit<MapState>;

/** What `$` is in the fields of the state, beside the raw input. */
export function effectiveInput(visit: MapVisit): Json {
  const { state, frame } = visit;
  if (isJsonata(visit)) return frame.input;
  return applyInputPath(state.InputPath, scopeOf(visit, frame.input));
}

export async function evaluateItems(visit: MapVisit, input: Json): Promise<readonly Json[]> {
  const { Items, ItemsPath } = visit.state;
  if (!isJsonata(visit)) return itemsAt(ItemsPath ?? "$", scopeOf(visit, input));
  if (Items !== undefined) {
    const items = await evaluateArray(Items, bindingsOf(visit), "Items");
    // Paths cannot lead to more than there is in an input, expressions can make it.
    if (isUnpassable(JSON.stringify(items))) throw tooLarge(visit);
    return items;
  }
  if (isJsonArray(input)) return input;
  throw new QueryEvaluationError(`Map state input must be an array but was: ${textOf(input)}`);
}

function itemsAt(path: string, scope: Scope): readonly Json[] {
  const items = path === "$" ? scope.input : findValue(path, scope);
  if (isJsonArray(items)) return items;
  throw runtime(`Reference path "${path}" must point to array.`);
}

/** What an iteration begins with. */
export async function evaluateItemInput(
  visit: MapVisit,
  input: Json,
  item: MapItem,
): Promise<Json> {
  const { ItemSelector, Parameters } = visit.state;
  if (isJsonata(visit)) {
    if (ItemSelector === undefined) return item.value;
    return evaluateJsonata(ItemSelector, bindingsOf(visit, { item }), "ItemSelector");
  }
  const selector = ItemSelector ?? Parameters;
  if (selector === undefined) return item.value;
  return evaluateTemplate(selector, scopeOf(visit, input, { item }));
}

/** What each iteration begins with. AWS: 256 KiB, as everywhere. */
export async function evaluateItemInputs(
  visit: MapVisit,
  input: Json,
  items: readonly Json[],
): Promise<readonly Json[]> {
  const { ItemSelector = visit.state.Parameters } = visit.state;
  if (ItemSelector === undefined) return items;
  const inputs: Json[] = [];
  let characters = 0;
  for (const [index, value] of items.entries()) {
    const itemInput = await evaluateItemInput(visit, input, { index, value });
    const text = JSON.stringify(itemInput);
    characters += text.length;
    if (isUnpassable(text) || characters > FORK_CHARACTERS_MAX) throw tooLarge(visit);
    inputs.push(itemInput);
  }
  return inputs;
}

/** How many iterations may be open at a time; 0 for any number. */
export async function evaluateLimit(visit: MapVisit, input: Json): Promise<number> {
  const limit = await evaluateBound(visit, "MaxConcurrency", input);
  if (limit !== undefined && limit < 0)
    throw outOfBounds(visit, "MaxConcurrency cannot be negative.");
  return limit ?? 0;
}

export interface Tolerance {
  readonly count: number | undefined;
  /** 0 to 100 */
  readonly percentage: number | undefined;
}

/** How many of the items may fail. */
export async function evaluateTolerance(visit: MapVisit, input: Json): Promise<Tolerance> {
  const count = await evaluateBound(visit, "ToleratedFailureCount", input);
  if (count !== undefined && count < 0) {
    throw outOfBounds(visit, "ToleratedFailureCount cannot be negative.");
  }
  const percentage = await evaluateBound(visit, "ToleratedFailurePercentage", input);
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    throw outOfBounds(visit, "ToleratedFailurePercentage must be between 0 and 100.");
  }
  return { count, percentage };
}

type Bound = "MaxConcurrency" | "ToleratedFailureCount" | "ToleratedFailurePercentage";

async function evaluateBound(
  visit: MapVisit,
  field: Bound,
  input: Json,
): Promise<number | undefined> {
  const { state } = visit;
  const given = state[field];
  if (typeof given === "number") return given;
  if (given !== undefined) {
    const evaluate = field === "ToleratedFailurePercentage" ? evaluateNumber : evaluateInteger;
    return evaluate(given, bindingsOf(visit), field);
  }
  const path = state[`${field}Path`];
  return path === undefined ? undefined : numberAt(field, path, scopeOf(visit, input));
}

/** AWS: a number may also be written as text. */
export function numberAt(field: string, path: string, scope: Scope): number {
  const isPercentage = field === "ToleratedFailurePercentage";
  const value = findValue(path, scope);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && (isPercentage || Number.isSafeInteger(number))) return number;
  throw runtime(
    `The ${field}Path field refers to value "${textOf(value)}" which is not a valid ` +
      `${isPercentage ? "number" : "integer"}: ${path}`,
  );
}

function tooLarge({ frame }: MapVisit): EvaluationError {
  const { cause = "" } = dataLimitExceeded(frame.stateName);
  return new EvaluationError("States.DataLimitExceeded", cause);
}

function outOfBounds(visit: MapVisit, message: string): EvaluationError {
  return isJsonata(visit) ? new QueryEvaluationError(message) : runtime(message);
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
}

function runtime(cause: string): EvaluationError {
  return new EvaluationError("States.Runtime", cause);
}
