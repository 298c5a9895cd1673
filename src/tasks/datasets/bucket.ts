// Objects in buckets, as far as datasets need them. One kind of bucket lies in S3, another in a folder.

/** Where an object lies. */
export interface ObjectReference {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly expectedBucketOwner?: string;
}

export interface Buckets {
  /** @throws DatasetError */
  get(object: ObjectReference, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** By key, ascending. @throws DatasetError */
  list(
    listing: {
      readonly bucket: string;
      readonly prefix: string;
      readonly expectedBucketOwner?: string;
    },
    signal: AbortSignal,
  ): AsyncIterable<ListedObject>;
  /** @throws DatasetError */
  put(object: ObjectReference, text: string): Promise<void>;
}

/** As AWS makes an item of it: `LastModified` is in seconds. */
export interface ListedObject {
  readonly Etag: string;
  readonly Key: string;
  readonly LastModified: number;
  readonly Size: number;
  readonly StorageClass: string;
}
