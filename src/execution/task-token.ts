// Task tokens name an execution and one of its tasks and prove by a MAC that this server made them.
// Text of A-Z a-z 0-9 - _ only, with a length divisible by 3: neither the token nor the Base64 of it
// ever holds `+`, `/` or `=`, so that links put together by States.Format cannot break.
//
//   1 byte  version
//   16      execution id
//   4       task number, big endian
//   24      HMAC-SHA256 over the bytes before, cut to 192 bits
//   = 45 bytes = 60 characters of base64url

import { createHmac, timingSafeEqual } from "node:crypto";
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
  return createHmac("sha256", secret)
    .update(body)
    .digest()
    .subarray(0, TOKEN_BYTES - BODY_BYTES);
}
