// Where items come from and results go when that is outside of this server: objects in buckets.

import type { Json } from "../base/json.ts";
import type { ReadRequest, WriteRequest } from "../execution/map-run-request.ts";

export interface Datasets {
  /**
   * The items that an ItemReader asks for, in their order. At most `maxItems` of them are taken.
   * @throws DatasetError
   */
  read(request: ReadRequest, signal: AbortSignal): AsyncIterable<DatasetItem>;
  /** @throws DatasetError when the parameters name no place */
  openTarget(target: WriteTarget): DatasetTarget;
}

export type WriteTarget = NonNullable<WriteRequest["target"]>;

export interface DatasetItem {
  readonly value: Json;
  /** Where the dataset is an object: the name of the member. */
  readonly key?: string;
  /** As the context object names it: `S3://bucket/key`. */
  readonly source: string;
}

export interface DatasetTarget {
  readonly bucket: string;
  /** Without a slash at its end; may be empty. */
  readonly prefix: string;
  /** Sets the whole object. @throws DatasetError */
  put(key: string, text: string): Promise<void>;
}

/** A dataset cannot be read, or results not be written. The message is the cause that the workflow sees. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
}
