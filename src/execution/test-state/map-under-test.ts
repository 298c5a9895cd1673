// What a Map in a test would go through and within which bounds.

import { evaluateTemplate } from "../../asl/data-flow.ts";
import type { ItemBatcher, MapState } from "../../asl/definition.ts";
import { evaluateInteger, evaluateJsonata } from "../../asl/evaluate-jsonata.ts";
import { evaluatePath } from "../../asl/evaluate-path.ts";
import { defined } from "../../base/assert.ts";
import type { Json } from "../../base/json.ts";
import {
  effectiveInput,
  evaluateItemInput,
  evaluateItems,
  evaluateLimit,
  evaluateTolerance,
} from "../states/map-items.ts";
import { bindingsOf, isJsonata, scopeOf, shown, type Visit } from "../visit.ts";
import { batchItems } from "./batch-items.ts";
import { readItems } from "./read-items.ts";

type MapVisit = Visit<MapState>;

/** Evaluates what is evaluated before the iterations begin, for whoever looks. */
export async function showMap(visit: MapVisit): Promise<void> {
  const input = effectiveInput(visit);
  const items = await findItems(visit, input);
  if (items) await showInputs(visit, input, items);
  shown(visit, "maxConcurrency", await evaluateLimit(visit, input));
  const { count, percentage } = await evaluateTolerance(visit, input);
  if (count !== undefined) shown(visit, "toleratedFailureCount", count);
  if (percentage !== undefined) shown(visit, "toleratedFailurePercentage", percentage);
}

/** Whether more iterations have failed than may. AWS asks only where the Map says how many may. */
export async function isToleranceExceeded(visit: MapVisit): Promise<boolean> {
  const failures = inspectionOf(visit).failedIterations;
  const input = effectiveInput(visit);
  const { count, percentage } = await evaluateTolerance(visit, input);
  if (count !== undefined && failures > count) return true;
  if (percentage === undefined) return false;
  const total = (await findItems(visit, input))?.length ?? 0;
  return total > 0 && (failures / total) * 100 > percentage;
}

/** Nothing where the items come from outside and nobody has said what they are. */
async function findItems(visit: MapVisit, input: Json): Promise<readonly Json[] | undefined> {
  const { ItemReader } = visit.state;
  if (!ItemReader) {
    const items = await evaluateItems(visit, input);
    return isJsonata(visit) ? items : shown(visit, "afterItemsPath", items);
  }
  const { itemReaderData } = inspectionOf(visit);
  const items = itemReaderData === undefined ? undefined : readItems(ItemReader, itemReaderData);
  const hasPointer = ItemReader.ReaderConfig?.ItemsPointer !== undefined;
  return items && hasPointer ? shown(visit, "afterItemsPointer", items) : items;
}

async function showInputs(visit: MapVisit, input: Json, items: readonly Json[]): Promise<void> {
  const { ItemSelector, Parameters, ItemBatcher } = visit.state;
  const inputs: Json[] = [];
  for (const [index, value] of items.entries()) {
    inputs.push(await evaluateItemInput(visit, input, { index, value }));
  }
  if (ItemSelector ?? Parameters) shown(visit, "afterItemSelector", inputs);
  if (!ItemBatcher) return;
  const batchInput = await evaluateBatchInput(visit, input, ItemBatcher);
  const limits = {
    items: await evaluateBatchLimit(visit, input, "MaxItemsPerBatch"),
    bytes: await evaluateBatchLimit(visit, input, "MaxInputBytesPerBatch"),
  };
  shown(visit, "afterItemBatcher", batchItems(inputs, batchInput, limits));
}

async function evaluateBatchInput(
  visit: MapVisit,
  input: Json,
  { BatchInput }: ItemBatcher,
): Promise<Json | undefined> {
  if (BatchInput === undefined) return undefined;
  return isJsonata(visit)
    ? evaluateJsonata(BatchInput, bindingsOf(visit), "ItemBatcher/BatchInput")
    : evaluateTemplate(BatchInput, scopeOf(visit, input));
}

async function evaluateBatchLimit(
  visit: MapVisit,
  input: Json,
  field: "MaxItemsPerBatch" | "MaxInputBytesPerBatch",
): Promise<number | undefined> {
  const { [field]: given, [`${field}Path` as const]: path } = visit.state.ItemBatcher ?? {};
  if (given !== undefined) return evaluateInteger(given, bindingsOf(visit), `ItemBatcher/${field}`);
  if (path === undefined) return undefined;
  const limit = evaluatePath(path, scopeOf(visit, input));
  return typeof limit === "number" ? limit : undefined;
}

function inspectionOf({ draft }: MapVisit) {
  return defined(draft.machine.inspection, "whoever tests the state");
}
