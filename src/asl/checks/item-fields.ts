// Where a Distributed Map takes its items from, how it groups them, and where its results go.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

import type { JsonObject } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkOrExpression, checkQuery } from "./check-expression.ts";
import { checkShape, pairUp, type Shape } from "./check-fields.ts";
import { checkTemplate } from "./check-template.ts";
import {
  all,
  type CheckValue,
  checkInteger,
  checkList,
  checkOneOf,
  checkReferencePath,
  checkString,
} from "./check-value.ts";
import { problem } from "./problem.ts";

const MAX_ITEMS = 100_000_000;
const BATCH_BYTES_MAX = 262_144;

/** AWS knows other resources here than in a Task state. */
function checkResourceAmong(...apis: readonly string[]): CheckValue {
  const pattern = new RegExp(`^arn:[\\w-]+:states:::s3:(?:${apis.join("|")})$`);
  const examples = apis.map((api) => `arn:<partition>:states:::s3:${api}`).join(", ");
  const unknown = "The field 'Resource' does not match any of the allowed values";
  const message = `${unknown}. Examples: [${examples}]`;
  return all(checkString, (value, location) =>
    pattern.test(String(value)) ? [] : [problem(location, message)],
  );
}

const checkSource = checkResourceAmong("getObject", "listObjectsV2");
const checkTarget = checkResourceAmong("putObject");

const READER_CONFIG = {
  InputType: checkOneOf("CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"),
  Transformation: checkOneOf("NONE", "LOAD_AND_FLATTEN"),
  ManifestType: checkOneOf("ATHENA_DATA", "S3_INVENTORY"),
  CSVDelimiter: checkOneOf("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"),
  CSVHeaderLocation: checkOneOf("FIRST_ROW", "GIVEN"),
  CSVHeaders: checkList(checkString),
  ItemsPointer: checkString,
};

const WRITER_CONFIG: Shape = {
  fields: {
    OutputType: checkOneOf("JSON", "JSONL"),
    Transformation: checkOneOf("NONE", "COMPACT", "FLATTEN"),
  },
};

const SOURCE = { fields: { Resource: checkSource }, required: ["Resource"] };

/** What the first row of a CSV file is must be said, and of a JSON file cannot be. */
function checkHeaders(config: JsonObject, location: string): readonly Diagnostic[] {
  const { InputType: type, CSVHeaderLocation: place, CSVHeaders: headers } = config;
  if (type === "CSV" && place === undefined) {
    return [problem(location, "The field 'CSVHeaderLocation' is required")];
  }
  if (type === "JSON" && place !== undefined) {
    return [problem(location, "Field 'CSVHeaderLocation' is not supported")];
  }
  return place === "GIVEN" && headers === undefined
    ? [problem(location, "These fields are required: [CSVHeaders]")]
    : [];
}

const reader = pairUp(
  { ...SOURCE, fields: { ...SOURCE.fields, Parameters: checkTemplate } },
  { ...SOURCE, fields: { ...SOURCE.fields, Arguments: checkQuery() } },
);

const readerConfig = pairUp(
  {
    fields: {
      ...READER_CONFIG,
      MaxItems: checkInteger(0, MAX_ITEMS),
      MaxItemsPath: checkReferencePath,
    },
    atMostOneOf: [["MaxItems", "MaxItemsPath"]],
    rules: [checkHeaders],
  },
  {
    fields: { ...READER_CONFIG, MaxItems: checkOrExpression(checkInteger(0, MAX_ITEMS)) },
    rules: [checkHeaders],
  },
);

const batcher = pairUp(
  {
    fields: {
      BatchInput: checkTemplate,
      MaxItemsPerBatch: checkInteger(1, MAX_ITEMS),
      MaxItemsPerBatchPath: checkReferencePath,
      MaxInputBytesPerBatch: checkInteger(1, BATCH_BYTES_MAX),
      MaxInputBytesPerBatchPath: checkReferencePath,
    },
    atMostOneOf: [
      ["MaxItemsPerBatch", "MaxItemsPerBatchPath"],
      ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
    ],
  },
  {
    fields: {
      BatchInput: checkQuery(),
      MaxItemsPerBatch: checkOrExpression(checkInteger(1, MAX_ITEMS)),
      MaxInputBytesPerBatch: checkOrExpression(checkInteger(1, BATCH_BYTES_MAX)),
    },
  },
);

const WRITER = { Resource: checkTarget, WriterConfig: checkShape(WRITER_CONFIG) };

const writer = pairUp(
  { fields: { ...WRITER, Parameters: checkTemplate } },
  { fields: { ...WRITER, Arguments: checkQuery() } },
);

type ItemFields = Readonly<Record<"ItemReader" | "ItemBatcher" | "ResultWriter", CheckValue>>;

export const ITEM_FIELDS = itemFields("JSONPath");
export const JSONATA_ITEM_FIELDS = itemFields("JSONata");

function itemFields(language: QueryLanguage): ItemFields {
  const ReaderConfig = checkShape(readerConfig[language]);
  const source = reader[language];
  return {
    ItemReader: checkShape({ ...source, fields: { ...source.fields, ReaderConfig } }),
    ItemBatcher: checkShape(batcher[language]),
    ResultWriter: checkShape(writer[language]),
  };
}
