// What an ItemReader reads: the items in an object, those in all objects that a manifest names, or the
// objects of a bucket themselves.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html

import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { DatasetError, type DatasetItem } from "../../engine/datasets.ts";
import type { ReadRequest } from "../../execution/map-run-request.ts";
import type { Buckets, ObjectReference } from "./bucket.ts";
import { readParameter } from "./parameters.ts";
import { readInventory, readUnloaded } from "./read-manifest.ts";
import { readObject } from "./read-object.ts";
import type { ReaderConfig } from "./read-rows.ts";

/** @throws DatasetError */
export function readDataset(
  buckets: Buckets,
  { resource, parameters, config }: ReadRequest,
  signal: AbortSignal,
): AsyncIterable<DatasetItem> {
  const given = isJsonObject(parameters) ? parameters : {};
  if (resource.endsWith(":s3:listObjectsV2")) return readListing(buckets, given, config, signal);
  if (!resource.endsWith(":s3:getObject")) {
    throw new DatasetError(`This server cannot read items from the resource '${resource}'.`);
  }
  const object = objectOf(given);
  if (config.ManifestType === "ATHENA_DATA") return readUnloaded(buckets, object, config, signal);
  if (config.InputType === "MANIFEST") return readInventory(buckets, object, signal);
  return readObject(buckets, object, config, signal);
}

function objectOf(parameters: JsonObject): ObjectReference {
  const versionId = readParameter(parameters, "VersionId");
  return {
    bucket: readParameter(parameters, "Bucket") ?? missing("Bucket"),
    key: readParameter(parameters, "Key") ?? missing("Key"),
    ...(versionId !== undefined && { versionId }),
    ...ownerOf(parameters),
  };
}

function ownerOf(parameters: JsonObject): { readonly expectedBucketOwner?: string } {
  const expectedBucketOwner = readParameter(parameters, "ExpectedBucketOwner");
  return expectedBucketOwner === undefined ? {} : { expectedBucketOwner };
}

async function* readListing(
  buckets: Buckets,
  parameters: JsonObject,
  config: ReaderConfig,
  signal: AbortSignal,
): AsyncGenerator<DatasetItem> {
  const bucket = readParameter(parameters, "Bucket") ?? missing("Bucket");
  const prefix = readParameter(parameters, "Prefix") ?? "";
  const listing = { bucket, prefix, ...ownerOf(parameters) };
  for await (const { ...object } of buckets.list(listing, signal)) {
    if (config.Transformation !== "LOAD_AND_FLATTEN") {
      yield { value: object as Json, source: `S3://${bucket}` };
    } else if (!object.Key.endsWith("/")) {
      const reference = { bucket, key: object.Key, ...ownerOf(parameters) };
      yield* readObject(buckets, reference, config, signal);
    }
  }
}

function missing(name: string): never {
  throw new DatasetError(`The parameter ${name} is missing.`);
}
