// What a Map under test would go through and within which bounds. Its iterations are not run.
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
import { isJsonArray, type Json, type JsonObject } from "../../base/json.ts";
import { bindingsOf, isJsonata, scopeOf, shown, type Visit } from "../visit.ts";
import { batchItems } from "./batch-items.ts";
import { readItems } from "./read-items.ts";

export interface Tolerance {
  /** Undefined where the items come from outside and nobody has said what they are. */
  readonly total: number | undefined;
  readonly count: number | undefined;
  /** 0 to 100 */
  readonly percentage: number | undefined;
}

type MapVisit = Visit<MapState>;

/**
 * @param readerData what an ItemReader would have found, as text
 * @throws EvaluationError
 */
export async function evaluateMap(
  visit: MapVisit,
  readerData: string | undefined,
): Promise<Tolerance> {
  const { state, frame } = visit;
  const input = isJsonata(visit)
    ? frame.input
    : applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  const items = await evaluateItems(visit, input, readerData);
  if (items) await showInputs(visit, input, items);
  shown(visit, "maxConcurrency", (await evaluateBound(visit, input, "MaxConcurrency")) ?? 0);
  const count = await evaluateBound(visit, input, "ToleratedFailureCount");
  if (count !== undefined) shown(visit, "toleratedFailureCount", count);
  const percentage = await evaluateBound(visit, input, "ToleratedFailurePercentage");
  if (percentage !== undefined) shown(visit, "toleratedFailurePercentage", percentage);
  return { total: items?.length, count, percentage };
}

/** Whether so many failures are more than the Map bears. AWS asks only where it says how many. */
export function isExceeded({ total, count, percentage }: Tolerance, failures: number): boolean {
  if (count !== undefined && failures > count) return true;
  return percentage !== undefined && !!total && (failures / total) * 100 > percentage;
}

async function evaluateItems(
  visit: MapVisit,
  input: Json,
  readerData: string | undefined,
): Promise<readonly Json[] | undefined> {
  const { ItemReader, Items, ItemsPath } = visit.state;
  if (ItemReader) {
    if (readerData === undefined) return undefined;
    const items = readItems(ItemReader, readerData);
    const hasPointer = ItemReader.ReaderConfig?.ItemsPointer !== undefined;
    return items && hasPointer ? shown(visit, "afterItemsPointer", items) : items;
  }
  if (!isJsonata(visit)) {
    const path = ItemsPath ?? "$";
    const items = findValue(path, scopeOf(visit, input));
    if (isJsonArray(items)) return shown(visit, "afterItemsPath", items);
    throw runtime(`Reference path "${path}" must point to array.`);
  }
  if (Items !== undefined) return evaluateArray(Items, bindingsOf(visit), "Items");
  if (isJsonArray(input)) return input;
  const given = JSON.stringify(input);
  throw new QueryEvaluationError(`Map state input must be an array but was: ${given}`);
}

async function showInputs(visit: MapVisit, input: Json, items: readonly Json[]): Promise<void> {
  const { state } = visit;
  const selector = isJsonata(visit) ? state.ItemSelector : (state.ItemSelector ?? state.Parameters);
  let inputs = items;
  if (selector) {
    inputs = await Promise.all(
      items.map((value, index) => selectItem(visit, input, selector, { index, value })),
    );
    shown(visit, "afterItemSelector", inputs);
  }
  const { ItemBatcher } = state;
  if (!ItemBatcher) return;
  const batchInput = await evaluateObject(visit, input, ItemBatcher.BatchInput);
  const limits = {
    items: await evaluateBound(visit, input, "MaxItemsPerBatch"),
    bytes: await evaluateBound(visit, input, "MaxInputBytesPerBatch"),
  };
  shown(visit, "afterItemBatcher", batchItems(inputs, batchInput, limits));
}

interface Item {
  readonly index: number;
  readonly value: Json;
}

async function selectItem(
  visit: MapVisit,
  input: Json,
  selector: JsonObject,
  { index, value }: Item,
): Promise<Json> {
  const map = { Map: { Item: { Index: index, Value: value } } };
  if (!isJsonata(visit)) {
    const scope = scopeOf(visit, input);
    return evaluateTemplate(selector, { ...scope, context: { ...scope.context, ...map } });
  }
  const bindings = bindingsOf(visit);
  const { input: raw, context } = bindings.states;
  const states = { input: raw, context: { ...context, ...map } };
  return evaluateJsonata(selector, { ...bindings, states }, "ItemSelector");
}

async function evaluateObject(
  visit: MapVisit,
  input: Json,
  template: JsonObject | undefined,
): Promise<Json | undefined> {
  if (!template) return undefined;
  if (isJsonata(visit)) {
    return evaluateJsonata(template, bindingsOf(visit), "ItemBatcher/BatchInput");
  }
  return evaluateTemplate(template, scopeOf(visit, input));
}

type Bound =
  | "MaxConcurrency"
  | "ToleratedFailureCount"
  | "ToleratedFailurePercentage"
  | "MaxItemsPerBatch"
  | "MaxInputBytesPerBatch";

async function evaluateBound(
  visit: MapVisit,
  input: Json,
  field: Bound,
): Promise<number | undefined> {
  const { ItemBatcher, ...state } = visit.state;
  const fields: { readonly [name: string]: unknown } = { ...state, ...ItemBatcher };
  const { [field]: given, [`${field}Path`]: path } = fields;
  if (typeof given === "number") return given;
  const isPercentage = field === "ToleratedFailurePercentage";
  if (typeof given === "string") {
    const evaluate = isPercentage ? evaluateNumber : evaluateInteger;
    return checkNotNegative(field, await evaluate(given, bindingsOf(visit), field));
  }
  if (typeof path !== "string") return undefined;
  const value = findValue(path, scopeOf(visit, input));
  if (typeof value === "number" && (isPercentage || Number.isSafeInteger(value))) {
    return checkNotNegative(field, value);
  }
  const shownValue = typeof value === "string" ? value : JSON.stringify(value ?? null);
  throw runtime(
    `The ${field}Path field refers to value "${shownValue}" which is not a valid ` +
      `${isPercentage ? "number" : "integer"}: ${path}`,
  );
}

function checkNotNegative(field: Bound, value: number): number {
  if (value >= 0) return value;
  throw runtime(`${field} cannot be negative.`);
}

function runtime(cause: string): EvaluationError {
  return new EvaluationError("States.Runtime", cause);
}
