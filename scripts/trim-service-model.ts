// Cuts AWS's published service models (botocore's JSON) down to what this server checks and encodes with:
// operations, shapes and their constraints. Documentation stays behind.
//
//   node scripts/trim-service-model.ts stepfunctions-2016-11-23.json src/aws/step-functions/generated/model.json
//   node scripts/trim-service-model.ts sns-2010-03-31.json src/aws/sns/generated/model.json
//
// https://github.com/boto/botocore/tree/develop/botocore/data

import { readFile, writeFile } from "node:fs/promises";

type Json = Record<string, unknown>;

const SHAPE_KEYS = ["type", "required", "enum", "min", "max", "pattern", "sensitive", "flattened"];
const REFERENCE_KEYS = ["shape", "locationName"];

/**
 * AWS lists the values of an enumeration in the order of a hash table that is not derivable from the
 * model. Where an answer of the real service is on record, its order is.
 */
const RECORDED_ENUM_ORDER: Record<string, readonly string[]> = {
  ExecutionStatus: ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"],
};

/** Whoever holds a task token may decide; AWS's model does not mark it. */
const SENSITIVE_SHAPES: ReadonlySet<string> = new Set(["TaskToken"]);

function pick(source: Json, keys: readonly string[]): Json {
  return Object.fromEntries(
    keys.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]),
  );
}

function trimReference(reference: unknown): Json {
  return pick(reference as Json, REFERENCE_KEYS);
}

function trimShape(name: string, shape: Json): Json {
  const trimmed = pick(shape, SHAPE_KEYS);
  const order = RECORDED_ENUM_ORDER[name];
  if (order !== undefined) trimmed["enum"] = order;
  if (SENSITIVE_SHAPES.has(name)) trimmed["sensitive"] = true;
  for (const key of ["member", "key", "value"]) {
    if (shape[key] !== undefined) trimmed[key] = trimReference(shape[key]);
  }
  if (shape["members"] !== undefined) {
    trimmed["members"] = Object.fromEntries(
      Object.entries(shape["members"] as Json).map(([member, ref]) => [member, trimReference(ref)]),
    );
  }
  if (shape["exception"] === true) {
    const { code, httpStatusCode } = (shape["error"] ?? {}) as Json;
    trimmed["error"] = { code: code ?? name, status: httpStatusCode ?? 400 };
  }
  return trimmed;
}

function trimOperation(operation: Json): Json {
  const { input, output, errors = [] } = operation as Record<string, Json | undefined>;
  // JSON leaves out what is undefined.
  return {
    input: input?.["shape"],
    output: output?.["shape"],
    resultWrapper: output?.["resultWrapper"],
    errors: (errors as unknown as Json[]).map(({ shape }) => shape),
  };
}

function trimModel(model: Json): Json {
  const { metadata, operations, shapes } = model as Record<string, Json>;
  const mapValues = (source: Json, trim: (name: string, value: Json) => Json): Json =>
    Object.fromEntries(
      Object.entries(source).map(([name, value]) => [name, trim(name, value as Json)]),
    );
  return {
    ...pick(metadata ?? {}, ["apiVersion", "targetPrefix", "xmlNamespace"]),
    operations: mapValues(operations ?? {}, (_, operation) => trimOperation(operation)),
    shapes: mapValues(shapes ?? {}, trimShape),
  };
}

const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  console.error("usage: node scripts/trim-service-model.ts MODEL TARGET");
  process.exitCode = 1;
} else {
  const model = JSON.parse(await readFile(source, "utf8")) as Json;
  await writeFile(target, `${JSON.stringify(trimModel(model), undefined, 1)}\n`);
}
