// Where a Distributed Map takes its items from, how it groups them, and where its results go.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

import { checkOrExpression, checkQuery } from "./check-expression.ts";
import { checkShape, type Shape } from "./check-fields.ts";
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

/** AWS knows other resources here than in a Task state: `arn:aws:states:::s3:listObjectsV2`. */
const checkItemResource: CheckValue = all(checkString, (value, location) =>
  /^arn:[\w-]+:states:::[\w-]+:\w+$/.test(String(value))
    ? []
    : [problem(location, "Value is not a valid resource ARN")],
);

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

const READER: Shape = {
  fields: {
    Resource: checkItemResource,
    Parameters: checkTemplate,
    ReaderConfig: checkShape({
      fields: {
        ...READER_CONFIG,
        MaxItems: checkInteger(0, MAX_ITEMS),
        MaxItemsPath: checkReferencePath,
      },
      atMostOneOf: [["MaxItems", "MaxItemsPath"]],
    }),
  },
  required: ["Resource"],
};

const JSONATA_READER: Shape = {
  fields: {
    Resource: checkItemResource,
    Arguments: checkQuery(),
    ReaderConfig: checkShape({
      fields: { ...READER_CONFIG, MaxItems: checkOrExpression(checkInteger(0, MAX_ITEMS)) },
    }),
  },
  required: ["Resource"],
};

const BATCHER: Shape = {
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
};

const JSONATA_BATCHER: Shape = {
  fields: {
    BatchInput: checkQuery(),
    MaxItemsPerBatch: checkOrExpression(checkInteger(1, MAX_ITEMS)),
    MaxInputBytesPerBatch: checkOrExpression(checkInteger(1, BATCH_BYTES_MAX)),
  },
};

const WRITER: Shape = {
  fields: {
    Resource: checkItemResource,
    Parameters: checkTemplate,
    WriterConfig: checkShape(WRITER_CONFIG),
  },
};

const JSONATA_WRITER: Shape = {
  fields: {
    Resource: checkItemResource,
    Arguments: checkQuery(),
    WriterConfig: checkShape(WRITER_CONFIG),
  },
};

type ItemFields = Readonly<Record<"ItemReader" | "ItemBatcher" | "ResultWriter", CheckValue>>;

export const ITEM_FIELDS: ItemFields = {
  ItemReader: checkShape(READER),
  ItemBatcher: checkShape(BATCHER),
  ResultWriter: checkShape(WRITER),
};

export const JSONATA_ITEM_FIELDS: ItemFields = {
  ItemReader: checkShape(JSONATA_READER),
  ItemBatcher: checkShape(JSONATA_BATCHER),
  ResultWriter: checkShape(JSONATA_WRITER),
};
