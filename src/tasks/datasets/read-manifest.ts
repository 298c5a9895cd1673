// Objects that name the objects in which the data are.

import { getOwn, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { DatasetError, type DatasetItem } from "../../engine/datasets.ts";
import type { Buckets, ObjectReference } from "./bucket.ts";
import { readObject } from "./read-object.ts";
import { type ReaderConfig, readCsv } from "./read-rows.ts";
import { readText, readWholeText } from "./read-text.ts";

const MANIFEST_CHARACTERS_MAX = 16 * 1024 * 1024;

/**
 * The rows of an S3 Inventory, one for each object of the bucket that it is about.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
export async function* readInventory(
  buckets: Buckets,
  manifest: ObjectReference,
  signal: AbortSignal,
): AsyncGenerator<DatasetItem> {
  const text = await readWholeText(await buckets.get(manifest, signal), MANIFEST_CHARACTERS_MAX);
  const { bucket, headers, keys } = parseInventory(text, manifest.bucket);
  for (const key of keys) {
    const csv = readText(await buckets.get({ bucket, key }, signal));
    const config = { CSVHeaderLocation: "GIVEN", CSVHeaders: headers } as const;
    const source = `S3://${bucket}/${key}`;
    for await (const row of readCsv(csv, config)) yield { ...row, source };
  }
}

interface Inventory {
  readonly bucket: string;
  readonly headers: readonly string[];
  readonly keys: readonly string[];
}

function parseInventory(text: string, ownBucket: string): Inventory {
  const manifest = parseObject(text);
  const { fileFormat = "CSV", fileSchema, files, destinationBucket } = manifest;
  if (fileFormat !== "CSV") {
    throw new DatasetError(`This server cannot read inventories of the format ${fileFormat}.`);
  }
  if (typeof fileSchema !== "string" || !isJsonArray(files)) throw noManifest();
  const bucket = typeof destinationBucket === "string" ? destinationBucket : ownBucket;
  return {
    bucket: bucket.replace(/^arn:[^:]+:s3:::/, ""),
    headers: fileSchema.split(",").map((name) => name.trim()),
    keys: files.map((file) => {
      const key = isJsonObject(file) ? getOwn(file, "key") : undefined;
      if (typeof key !== "string") throw noManifest();
      return key;
    }),
  };
}

/**
 * The items of all files that Athena's UNLOAD has written.
 * https://docs.aws.amazon.com/athena/latest/ug/unload.html
 */
export async function* readUnloaded(
  buckets: Buckets,
  manifest: ObjectReference,
  config: ReaderConfig,
  signal: AbortSignal,
): AsyncGenerator<DatasetItem> {
  const bytes = await buckets.get(manifest, signal);
  const lines = readCsv(readText(bytes), { CSVHeaderLocation: "GIVEN", CSVHeaders: ["uri"] });
  for await (const { value } of lines) {
    const uri = isJsonObject(value) ? String(value["uri"]).trim() : "";
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(uri) ?? [];
    if (bucket === undefined || key === undefined) throw noManifest();
    yield* readObject(buckets, { bucket, key }, config, signal);
  }
}

function parseObject(text: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw noManifest();
  }
  if (!isJsonObject(value)) throw noManifest();
  return value;
}

function noManifest(): DatasetError {
  return new DatasetError("The manifest is not one.");
}
