// Buckets in S3, or in what speaks like it, through AWS's SDK, which finds credentials and endpoint as it
// always does. It is loaded when the first dataset asks for it.

import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { DatasetError } from "../../engine/datasets.ts";
import type { Buckets, ListedObject } from "./bucket.ts";

export interface S3Settings {
  readonly region: string;
  /** Buckets stand in the path of URLs: what stands in for S3 has no host name for each of them. */
  readonly isS3PathStyle: boolean;
}

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 60_000;

type S3 = typeof import("@aws-sdk/client-s3");

export function createS3Buckets(settings: S3Settings): Buckets {
  let loading: Promise<{ readonly s3: S3; readonly client: S3Client }> | undefined;
  const load = () => {
    loading ??= import("@aws-sdk/client-s3").then((s3) => ({
      s3,
      client: createClient(s3, settings),
    }));
    return loading;
  };
  return {
    async get({ bucket, key, versionId, expectedBucketOwner }, signal) {
      const { s3, client } = await load();
      const command = new s3.GetObjectCommand({
        Bucket: bucket,
        Key: key,
        VersionId: versionId,
        ExpectedBucketOwner: expectedBucketOwner,
      });
      return bytesOf(await inWords(client.send(command, { abortSignal: signal })));
    },
    async *list({ bucket, prefix, expectedBucketOwner }, signal) {
      const { s3, client } = await load();
      let token: string | undefined;
      do {
        const command = new s3.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ExpectedBucketOwner: expectedBucketOwner,
          ContinuationToken: token,
        });
        const page = await inWords(client.send(command, { abortSignal: signal }));
        for (const object of page.Contents ?? []) yield listed(object);
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
    },
    async put({ bucket, key }, text) {
      const { s3, client } = await load();
      const command = new s3.PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: text,
        ContentType: "application/json",
      });
      await inWords(client.send(command));
    },
  };
}

function createClient(s3: S3, { region, isS3PathStyle }: S3Settings): S3Client {
  return new s3.S3Client({
    region,
    forcePathStyle: isS3PathStyle,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: ANSWER_TIMEOUT_MS },
  });
}

function bytesOf({ Body }: GetObjectCommandOutput): AsyncIterable<Uint8Array> {
  return inWordsOf((Body ?? []) as AsyncIterable<Uint8Array>);
}

/** A connection may also break while an object is read. */
async function* inWordsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw wordsFor(error);
  }
}

async function inWords<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw wordsFor(error);
  }
}

interface S3Error extends Error {
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly extendedRequestId?: string;
  };
}

function wordsFor(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "AbortError") return error;
  const { $metadata: metadata, message, name } = error as S3Error;
  if (metadata?.httpStatusCode === undefined) {
    return new DatasetError(`Unable to execute HTTP request: ${message || name}`);
  }
  const { httpStatusCode, requestId = "null", extendedRequestId = "null" } = metadata;
  return new DatasetError(
    `${message} (Service: Amazon S3; Status Code: ${httpStatusCode}; Error Code: ${name}; ` +
      `Request ID: ${requestId}; S3 Extended Request ID: ${extendedRequestId}; Proxy: null)`,
  );
}

function listed(object: {
  readonly ETag?: string | undefined;
  readonly Key?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly Size?: number | undefined;
  readonly StorageClass?: string | undefined;
}): ListedObject {
  const { ETag = "", Key = "", LastModified, Size = 0, StorageClass = "STANDARD" } = object;
  const seconds = Math.floor((LastModified?.getTime() ?? 0) / 1000);
  return { Etag: ETag, Key, LastModified: seconds, Size, StorageClass };
}
