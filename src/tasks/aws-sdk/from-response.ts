// From what a client of the AWS SDK answers to the JSON that a Task state gets: members in PascalCase,
// instants as text, binary values and streams as text.

import type { NormalizedSchema } from "@smithy/core/schema";
import { isoInstant } from "../../base/instant.ts";
import { type Json, setOwn } from "../../base/json.ts";
import type { ToRequestOptions } from "./to-request.ts";

type Blobs = ToRequestOptions["blobs"];

export async function fromResponse(
  schema: NormalizedSchema,
  value: object,
  blobs: Blobs,
): Promise<Record<string, Json>> {
  const structure: Record<string, Json> = {};
  for (const [name, member] of schema.structIterator()) {
    const item: unknown = Reflect.get(value, name);
    if (item !== undefined && item !== null) {
      setOwn(structure, pascalCase(name), await fromMember(member, item, blobs));
    }
  }
  return structure;
}

async function fromMember(schema: NormalizedSchema, value: unknown, blobs: Blobs): Promise<Json> {
  if (value === null || value === undefined) return null;
  if (schema.isDocumentSchema()) return value as Json;
  if (schema.isListSchema() && Array.isArray(value)) {
    return Promise.all(value.map((item) => fromMember(schema.getValueSchema(), item, blobs)));
  }
  if (schema.isMapSchema() && typeof value === "object") {
    const entries: Record<string, Json> = {};
    for (const [key, item] of Object.entries(value)) {
      setOwn(entries, key, await fromMember(schema.getValueSchema(), item, blobs));
    }
    return entries;
  }
  if (schema.isStructSchema() && typeof value === "object") {
    return fromResponse(schema, value, blobs);
  }
  return fromScalar(value, blobs);
}

async function fromScalar(value: unknown, blobs: Blobs): Promise<Json> {
  if (value instanceof Date) return isoInstant(value.getTime());
  if (value instanceof Uint8Array) return textOfBytes(value, blobs);
  if (isStream(value)) return textOfBytes(await readStream(value), blobs);
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : String(value);
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function textOfBytes(bytes: Uint8Array, blobs: Blobs): string {
  if (blobs === "text") {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      // Not text.
    }
  }
  return Buffer.from(bytes).toString("base64");
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** More than a state may get: what comes behind it need not be read for it to be refused. */
const STREAM_BYTES_MAX = 512 * 1024;

async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > STREAM_BYTES_MAX) break;
  }
  return Buffer.concat(chunks);
}
