// Archives as files: lines of text, compressed where the name ends in `.gz`. A file gets its name when it is
// whole.

import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { CommandError } from "./command.ts";
import { explainCode } from "./read-json.ts";

/**
 * Writes pieces of text to a new file, readable for its owner only.
 * @throws CommandError when it cannot be written; what `pieces` throws
 */
export async function writeArchive<Size>(
  file: string,
  pieces: AsyncGenerator<string, Size>,
): Promise<{ readonly size: Size; readonly bytes: number }> {
  if (existsSync(file)) throw new CommandError(`${file} exists already: give another name.`);
  const partial = `${file}.partial`;
  let size: Size | undefined;
  async function* source() {
    size = yield* pieces;
  }
  try {
    // What an earlier attempt has left may be readable for others.
    await rm(partial, { force: true });
    const target = createWriteStream(partial, { mode: 0o600, flush: true });
    if (file.endsWith(".gz")) await pipeline(Readable.from(source()), createGzip(), target);
    else await pipeline(Readable.from(source()), target);
    await rename(partial, file);
    return { size: size as Size, bytes: (await stat(file)).size };
  } catch (error) {
    await rm(partial, { force: true });
    throw isOfFiles(error)
      ? new CommandError(`${file} cannot be written: ${explainCode(error)}.`)
      : error;
  }
}

/**
 * Lines without their line feeds.
 * @throws CommandError when the file cannot be read
 */
export async function* readArchive(file: string): AsyncGenerator<string> {
  try {
    yield* linesOf(await openText(file));
  } catch (error) {
    if (isOfZlib(error)) throw new CommandError(`${file} is damaged: ${explainCode(error)}.`);
    throw isOfFiles(error)
      ? new CommandError(`${file} cannot be read: ${explainCode(error)}.`)
      : error;
  }
}

async function openText(file: string): Promise<AsyncIterable<Buffer>> {
  if (!(await isCompressed(file))) return createReadStream(file);
  const gunzip = createGunzip();
  // Errors of both come out of the iteration.
  pipeline(createReadStream(file), gunzip).catch(() => {});
  return gunzip;
}

/** https://www.rfc-editor.org/rfc/rfc1952#page-6 */
async function isCompressed(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await handle.close();
  }
}

/** Not with `readline`, which takes other characters for line ends as well. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...pieces, chunk.subarray(start, end)]).toString();
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  if (pieces.length > 0) yield Buffer.concat(pieces).toString();
}

function isOfZlib(error: unknown): boolean {
  return codeOf(error).startsWith("Z_");
}

function isOfFiles(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && codeOf(error) !== "";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
