// What a distributed Map says of where its items come from, how they are grouped and where results go.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-fields-dist-map.html

import { evaluateTemplate } from "../../asl/data-flow.ts";
import type { ItemBatcher, ItemReader, MapState, ResultWriter } from "../../asl/definition.ts";
import { evaluateInteger, evaluateJsonata } from "../../asl/evaluate-jsonata.ts";
import type { Json } from "../../base/json.ts";
import type { BatchRequest, ItemSource, WriteRequest } from "../map-run-request.ts";
import { bindingsOf, isJsonata, scopeOf, type Visit } from "../visit.ts";
import { evaluateItems, numberAt } from "./map-items.ts";

type MapVisit = Visit<MapState>;

/** AWS: with an ItemReader nothing that the state's input holds is an item, whatever ItemsPath says. */
export async function evaluateSource(visit: MapVisit, input: Json): Promise<ItemSource> {
  const { ItemReader: reader } = visit.state;
  if (!reader) return { kind: "items", items: await evaluateItems(visit, input) };
  const { MaxItems, MaxItemsPath, ...config } = reader.ReaderConfig ?? {};
  const field = "ItemReader/ReaderConfig/MaxItems";
  const maxItems = await integerOf(visit, input, field, { value: MaxItems, path: MaxItemsPath });
  const parameters = await parametersOf(visit, input, "ItemReader", reader);
  const read = { resource: reader.Resource, parameters, config };
  return { kind: "read", read: { ...read, ...(maxItems !== undefined && { maxItems }) } };
}

export async function evaluateBatch(
  visit: MapVisit,
  input: Json,
): Promise<BatchRequest | undefined> {
  const { ItemBatcher: batcher } = visit.state;
  if (!batcher) return undefined;
  const maxItems = await integerOf(visit, input, "ItemBatcher/MaxItemsPerBatch", {
    value: batcher.MaxItemsPerBatch,
    path: batcher.MaxItemsPerBatchPath,
  });
  const maxBytes = await integerOf(visit, input, "ItemBatcher/MaxInputBytesPerBatch", {
    value: batcher.MaxInputBytesPerBatch,
    path: batcher.MaxInputBytesPerBatchPath,
  });
  const batchInput = await batchInputOf(visit, input, batcher);
  return {
    ...(batchInput !== undefined && { input: batchInput }),
    ...(maxItems !== undefined && { maxItems }),
    ...(maxBytes !== undefined && { maxBytes }),
  };
}

export async function evaluateWriter(
  visit: MapVisit,
  input: Json,
): Promise<WriteRequest | undefined> {
  const { ResultWriter: writer } = visit.state;
  if (!writer) return undefined;
  const { Resource: resource, WriterConfig: config = {} } = writer;
  if (resource === undefined) return { config };
  const parameters = await parametersOf(visit, input, "ResultWriter", writer);
  return { config, target: { resource, parameters } };
}

/** What a reader or a writer is asked for besides its configuration. */
async function parametersOf(
  visit: MapVisit,
  input: Json,
  field: "ItemReader" | "ResultWriter",
  { Arguments, Parameters }: ItemReader | ResultWriter,
): Promise<Json> {
  if (!isJsonata(visit)) return evaluateTemplate(Parameters ?? {}, scopeOf(visit, input));
  return evaluateJsonata(Arguments ?? {}, bindingsOf(visit), `${field}/Arguments`);
}

async function batchInputOf(
  visit: MapVisit,
  input: Json,
  { BatchInput }: ItemBatcher,
): Promise<Json | undefined> {
  if (BatchInput === undefined) return undefined;
  if (!isJsonata(visit)) return evaluateTemplate(BatchInput, scopeOf(visit, input));
  return evaluateJsonata(BatchInput, bindingsOf(visit), "ItemBatcher/BatchInput");
}

/** @param field where it stands; its last part is its name */
async function integerOf(
  visit: MapVisit,
  input: Json,
  field: string,
  {
    value,
    path,
  }: { readonly value: number | string | undefined; readonly path?: string | undefined },
): Promise<number | undefined> {
  if (typeof value === "number") return value;
  if (value !== undefined) return evaluateInteger(value, bindingsOf(visit), field);
  const name = field.slice(field.lastIndexOf("/") + 1);
  return path === undefined ? undefined : numberAt(name, path, scopeOf(visit, input));
}
