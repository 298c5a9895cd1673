// The items in the text of an object, by the type that an ItemReader gives it.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

import { followJsonPointer } from "../../base/follow-json-pointer.ts";
import { isJsonArray, isJsonObject, type Json, setOwn } from "../../base/json.ts";
import { DatasetError } from "../../engine/datasets.ts";
import type { ReadRequest } from "../../execution/map-run-request.ts";
import { parseCsv } from "./parse-csv.ts";
import { readText, readWholeText } from "./read-text.ts";

export type ReaderConfig = ReadRequest["config"];

export interface Row {
  readonly value: Json;
  /** Where the data are an object: the name of the member. */
  readonly key?: string;
}

/** A JSON document is held as a whole. */
const JSON_CHARACTERS_MAX = 256 * 1024 * 1024;
const LINE_CHARACTERS_MAX = 1024 * 1024;

/** @throws DatasetError */
export function readRows(
  bytes: AsyncIterable<Uint8Array>,
  config: ReaderConfig,
): AsyncIterable<Row> {
  const { InputType: type = "JSON" } = config;
  switch (type) {
    case "CSV":
      return readCsv(readText(bytes), config);
    case "JSONL":
      return readLines(readText(bytes));
    case "JSON":
      return readJson(bytes, config.ItemsPointer);
    default:
      throw new DatasetError(`This server cannot read datasets of the type ${type}.`);
  }
}

const DELIMITERS = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" } as const;

export async function* readCsv(
  text: AsyncIterable<string>,
  { CSVDelimiter = "COMMA", CSVHeaderLocation, CSVHeaders = [] }: ReaderConfig,
): AsyncGenerator<Row> {
  let headers: readonly string[] | undefined;
  if (CSVHeaderLocation === "GIVEN") headers = checkHeaders(CSVHeaders);
  for await (const row of parseCsv(text, DELIMITERS[CSVDelimiter])) {
    if (headers) yield { value: itemOf(headers, row) };
    else headers = checkHeaders(row);
  }
}

function checkHeaders(headers: readonly string[]): readonly string[] {
  if (new Set(headers).size === headers.length) return headers;
  throw new DatasetError("CSV headers cannot contain duplicates.");
}

/** AWS: fields that are missing are empty, and those that are too many are left out. */
function itemOf(headers: readonly string[], row: readonly string[]): Json {
  const item: Record<string, Json> = {};
  headers.forEach((header, index) => {
    setOwn(item, header, row[index] ?? "");
  });
  return item;
}

async function* readLines(text: AsyncIterable<string>): AsyncGenerator<Row> {
  let rest = "";
  for await (const part of text) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE_CHARACTERS_MAX) {
      throw new DatasetError("A line of the JSON Lines data is too long.");
    }
    for (const line of lines) yield* rowOfLine(line);
  }
  yield* rowOfLine(rest);
}

function* rowOfLine(line: string): Generator<Row> {
  if (line.trim() !== "") yield { value: parse(line) };
}

async function* readJson(
  bytes: AsyncIterable<Uint8Array>,
  pointer: string | undefined,
): AsyncGenerator<Row> {
  const value = parse(await readWholeText(bytes, JSON_CHARACTERS_MAX));
  const items = pointer === undefined ? value : followJsonPointer(value, pointer);
  if (isJsonArray(items)) {
    for (const item of items) yield { value: item };
  } else if (isJsonObject(items)) {
    for (const [key, member] of Object.entries(items)) {
      yield { key, value: { Key: key, Value: member } };
    }
  } else {
    throw new DatasetError("Attempting to map over non-iterable node.");
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new DatasetError("The data is not valid JSON.");
  }
}
