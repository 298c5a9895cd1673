// Where the items of distributed Maps come from and their results go: S3, or a folder in place of a bucket,
// so that the same definition runs where there is no S3.

import { isJsonObject } from "../base/json.ts";
import { DatasetError, type Datasets, type WriteTarget } from "../engine/datasets.ts";
import type { BucketFolders } from "./datasets/folder-buckets.ts";
import { withFolderBuckets } from "./datasets/folder-buckets.ts";
import { readParameter } from "./datasets/parameters.ts";
import { readDataset } from "./datasets/read-dataset.ts";
import { createS3Buckets, type S3Settings } from "./datasets/s3-buckets.ts";

export interface DatasetsOptions {
  readonly aws: S3Settings;
  /** Folders in place of buckets, by the names of the buckets. */
  readonly folders: BucketFolders;
}

export function createDatasets({ aws, folders }: DatasetsOptions): Datasets {
  const buckets = withFolderBuckets(folders, createS3Buckets(aws));
  return {
    read: (request, signal) => readDataset(buckets, request, signal),
    openTarget(target) {
      const { bucket, prefix } = placeOf(target);
      return { bucket, prefix, put: (key, text) => buckets.put({ bucket, key }, text) };
    },
  };
}

function placeOf({ resource, parameters }: WriteTarget) {
  if (!resource.endsWith(":s3:putObject")) {
    throw new DatasetError(`This server cannot write results to the resource '${resource}'.`);
  }
  const given = isJsonObject(parameters) ? parameters : {};
  const bucket = readParameter(given, "Bucket");
  if (bucket === undefined) throw new DatasetError("The parameter Bucket is missing.");
  return { bucket, prefix: (readParameter(given, "Prefix") ?? "").replace(/\/+$/, "") };
}
