import type { DatasetItem } from "../../engine/datasets.ts";
import type { Buckets, ObjectReference } from "./bucket.ts";
import { type ReaderConfig, readRows } from "./read-rows.ts";

/** The items in one object. @throws DatasetError */
export async function* readObject(
  buckets: Buckets,
  object: ObjectReference,
  config: ReaderConfig,
  signal: AbortSignal,
): AsyncGenerator<DatasetItem> {
  const source = `S3://${object.bucket}/${object.key}`;
  const bytes = await buckets.get(object, signal);
  for await (const row of readRows(bytes, config)) yield { ...row, source };
}
