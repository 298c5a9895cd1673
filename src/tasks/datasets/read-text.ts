// The text of an object: compressed ones are told by their first bytes.

import { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { DatasetError } from "../../engine/datasets.ts";

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

/** @throws DatasetError when it is not UTF-8 or not what its first bytes say */
export async function* readText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of await decompressed(bytes)) {
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new DatasetError("The data is not UTF-8 text.");
    if (isOfZlib(error)) throw new DatasetError("The compressed data is damaged.");
    throw error;
  }
}

/** @throws DatasetError when it is longer than may be held at once */
export async function readWholeText(
  bytes: AsyncIterable<Uint8Array>,
  charactersMax: number,
): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const part of readText(bytes)) {
    parts.push(part);
    length += part.length;
    if (length > charactersMax) {
      throw new DatasetError(`The data is longer than ${charactersMax} characters.`);
    }
  }
  return parts.join("");
}

async function decompressed(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let isEnded = false;
  while (head.length < ZSTD.length && !isEnded) {
    const next = await iterator.next();
    isEnded = next.done === true;
    if (!next.done) head = Buffer.concat([head, next.value]);
  }
  const whole = resumed(head, iterator);
  if (beginsWith(head, GZIP)) return pipe(whole, createGunzip());
  if (beginsWith(head, ZSTD)) return pipe(whole, createZstdDecompress());
  return whole;
}

async function* resumed(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield head;
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function pipe(
  bytes: AsyncIterable<Uint8Array>,
  transform: NodeJS.ReadWriteStream & { destroy(error?: Error): unknown },
): AsyncIterable<Uint8Array> {
  const source = Readable.from(bytes, { objectMode: false });
  source.on("error", (error) => transform.destroy(error));
  return source.pipe(transform) as unknown as AsyncIterable<Uint8Array>;
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function isOfZlib(error: unknown): boolean {
  const code = error instanceof Error ? String(Reflect.get(error, "code") ?? "") : "";
  return code.startsWith("Z_") || code.startsWith("ZSTD_") || code.startsWith("ERR_ZLIB");
}
