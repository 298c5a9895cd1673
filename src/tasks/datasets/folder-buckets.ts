// Buckets that are folders of this machine: a key is a path in its folder. Nothing outside of the folder can
// be reached, neither by `..` nor by a link.

import { createReadStream } from "node:fs";
import { mkdir, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { DatasetError } from "../../engine/datasets.ts";
import type { Buckets, ListedObject, ObjectReference } from "./bucket.ts";

/** From the name of a bucket to its folder. */
export type BucketFolders = ReadonlyMap<string, string>;

/** @param otherwise where all other buckets are */
export function withFolderBuckets(folders: BucketFolders, otherwise: Buckets): Buckets {
  const folderOf = ({ bucket }: { readonly bucket: string }) => folders.get(bucket);
  return {
    async get(object, signal) {
      const folder = folderOf(object);
      return folder === undefined
        ? otherwise.get(object, signal)
        : read(folder, object.key, signal);
    },
    list(listing, signal) {
      const folder = folderOf(listing);
      return folder === undefined
        ? otherwise.list(listing, signal)
        : list(folder, listing.prefix, signal);
    },
    async put(object, text) {
      const folder = folderOf(object);
      await (folder === undefined ? otherwise.put(object, text) : write(folder, object, text));
    },
  };
}

async function read(
  folder: string,
  key: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const path = pathOf(folder, key);
  const real = path === undefined ? undefined : await inside(folder, path);
  const found = real === undefined ? undefined : await stat(real).catch(() => undefined);
  if (real === undefined || !found?.isFile()) throw missing(key);
  return createReadStream(real, { signal });
}

async function write(folder: string, { key }: ObjectReference, text: string): Promise<void> {
  const path = pathOf(folder, key);
  if (path === undefined) throw outside(key);
  try {
    // The folder that is there already decides, before anything is made in it.
    if (!(await inside(folder, await nearestFolder(dirname(path))))) throw outside(key);
    await mkdir(dirname(path), { recursive: true });
    const unfinished = `${path}.unfinished`;
    await writeFile(unfinished, text);
    await rename(unfinished, path).catch(async (error: unknown) => {
      await rm(unfinished, { force: true });
      throw error;
    });
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw new DatasetError(`The object '${key}' could not be written: ${codeOf(error)}`);
  }
}

async function* list(
  folder: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ListedObject> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) throw new DatasetError("The specified bucket does not exist");
  const keys = (await keysIn(root, "")).filter((key) => key.startsWith(prefix));
  for (const key of keys.sort(byBytes)) {
    signal.throwIfAborted();
    const { size, mtimeMs } = await stat(join(root, key));
    const at = Math.floor(mtimeMs);
    yield {
      Etag: `"${at.toString(16)}-${size.toString(16)}"`,
      Key: key,
      LastModified: Math.floor(at / 1000),
      Size: size,
      StorageClass: "STANDARD",
    };
  }
}

/** Links are no objects: they might lead anywhere. */
async function keysIn(root: string, path: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
    const key = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isFile()) keys.push(key);
    else if (entry.isDirectory()) keys.push(...(await keysIn(root, key)));
  }
  return keys;
}

/** `undefined` for a key that names nothing in the folder. */
function pathOf(folder: string, key: string): string | undefined {
  const root = resolve(folder);
  const path = resolve(root, key);
  const isWithin = path.startsWith(root + sep) && !key.includes("\0") && !key.startsWith("/");
  return isWithin ? path : undefined;
}

/** The real path of what is there, unless a link leads out of the folder. */
async function inside(folder: string, path: string): Promise<string | undefined> {
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(path)]);
    return real === root || real.startsWith(root + sep) ? real : undefined;
  } catch {
    return undefined;
  }
}

async function nearestFolder(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function missing(key: string): DatasetError {
  return new DatasetError(`The specified key does not exist: ${key}`);
}

function outside(key: string): DatasetError {
  return new DatasetError(`The key lies outside of the bucket: ${key}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error ? String(Reflect.get(error, "code") ?? error.message) : "unknown";
}
