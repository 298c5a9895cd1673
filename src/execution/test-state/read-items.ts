// What an ItemReader makes of the data that it finds.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

import type { ItemReader } from "../../asl/definition.ts";
import { EvaluationError } from "../../asl/failure.ts";
import { getOwn, isJsonArray, isJsonObject, type Json } from "../../base/json.ts";

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
  const items = pointer === undefined ? value : follow(value, pointer);
  if (isJsonArray(items)) return items;
  if (isJsonObject(items)) return Object.entries(items).map(([Key, Value]) => ({ Key, Value }));
  throw failed("Attempting to map over non-iterable node.");
}

/** https://www.rfc-editor.org/rfc/rfc6901 */
function follow(value: Json, pointer: string): Json | undefined {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>((node, token) => {
      if (isJsonArray(node)) return /^(0|[1-9]\d*)$/.test(token) ? node[Number(token)] : undefined;
      return isJsonObject(node) ? getOwn(node, token) : undefined;
    }, value);
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
