// Task tokens name an execution and one of its tasks and prove by a MAC that this server made them.
// Text of A-Z a-z 0-9 - _ only, with a length divisible by 3: neither the token nor the Base64 of it
// ever holds `+`, `/` or `=`, so that links put together by States.Format cannot break.
//
//   1 byte  version
//   16      execution id
//   4       task number, big endian
//   24      HMAC-SHA256 over the bytes before, cut to 192 bits
//   = 45 bytes = 60 characters of base64url

import { hash, timingSafeEqual } from "node:crypto";
import { decodeId, encodeId } from "../base/ulid.ts";

export interface TaskReference {
  readonly executionId: string;
  /** Counts the tasks of an execution from 1; every attempt is a task of its own. */
  readonly task: number;
}

const VERSION = 1;
const BODY_BYTES = 21;
const TOKEN_BYTES = 45;

export function mintTaskToken(secret: Uint8Array, of: TaskReference): string {
  const bytes = Buffer.alloc(TOKEN_BYTES);
  bytes[0] = VERSION;
  bytes.set(decodeId(of.executionId), 1);
  bytes.writeUInt32BE(of.task, 17);
  bytes.set(mac(secret, bytes.subarray(0, BODY_BYTES)), BODY_BYTES);
  return bytes.toString("base64url");
}

/** What a token refers to; `undefined` when this server never made it. */
export function readTaskToken(secret: Uint8Array, token: string): TaskReference | undefined {
  if (!/^[A-Za-z0-9_-]{60}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, "base64url");
  const body = bytes.subarray(0, BODY_BYTES);
  if (bytes[0] !== VERSION || !timingSafeEqual(mac(secret, body), bytes.subarray(BODY_BYTES))) {
    return undefined;
  }
  return { executionId: encodeId(bytes.subarray(1, 17)), task: bytes.readUInt32BE(17) };
}

function mac(secret: Uint8Array, body: Uint8Array): Buffer {
  return hmacSha256(secret, body).subarray(0, TOKEN_BYTES - BODY_BYTES);
}

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/** What is hashed for a secret, inside and outside: its key, and room for what stands behind that. */
interface Blocks {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

const blocks = new WeakMap<Uint8Array, Blocks>();

/**
 * From plain hashes, since `createHmac` makes an object that takes longer to make and to collect than the
 * hashes take. https://www.rfc-editor.org/rfc/rfc2104#section-2
 */
function hmacSha256(secret: Uint8Array, body: Uint8Array): Buffer {
  const { inner, outer } = blocksOf(secret);
  inner.set(body, BLOCK_BYTES);
  outer.set(hash("sha256", inner, "buffer"), BLOCK_BYTES);
  return hash("sha256", outer, "buffer");
}

function blocksOf(secret: Uint8Array): Blocks {
  const known = blocks.get(secret);
  if (known) return known;
  const key = secret.length > BLOCK_BYTES ? hash("sha256", secret, "buffer") : secret;
  const made = { inner: padded(key, 0x36, BODY_BYTES), outer: padded(key, 0x5c, HASH_BYTES) };
  blocks.set(secret, made);
  return made;
}

function padded(key: Uint8Array, pad: number, room: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK_BYTES + room).fill(pad, 0, BLOCK_BYTES);
  key.forEach((byte, index) => {
    bytes[index] = byte ^ pad;
  });
  return bytes;
}
