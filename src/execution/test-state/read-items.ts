// What an ItemReader makes of the data that it finds.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

import type { ItemReader } from "../../asl/definition.ts";
import { EvaluationError } from "../../asl/failure.ts";
import { followJsonPointer } from "../../base/follow-json-pointer.ts";
import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";

/**
 * The items in data of the types JSON and JSONL, and of lists of objects. Of other types they are unknown.
 * @throws EvaluationError `States.ItemReaderFailed`
 */
export function readItems(
  { ReaderConfig = {} }: ItemReader,
  data: string,
): readonly Json[] | undefined {
  const { InputType = "JSON", ItemsPointer, MaxItems } = ReaderConfig;
  if (InputType !== "JSON" && InputType !== "JSONL") return undefined;
  const read =
    InputType === "JSONL"
      ? data
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map(parse)
      : itemsAt(parse(data), ItemsPointer);
  return typeof MaxItems === "number" && MaxItems > 0 ? read.slice(0, MaxItems) : read;
}

function itemsAt(value: Json, pointer: string | undefined): readonly Json[] {
  const items = pointer === undefined ? value : followJsonPointer(value, pointer);
  if (isJsonArray(items)) return items;
  if (isJsonObject(items)) return Object.entries(items).map(([Key, Value]) => ({ Key, Value }));
  throw failed("Attempting to map over non-iterable node.");
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw failed("The data is not valid JSON.");
  }
}

function failed(cause: string): EvaluationError {
  return new EvaluationError("States.ItemReaderFailed", cause);
}
