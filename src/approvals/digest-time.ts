import { createHmac, timingSafeEqual } from "node:crypto";
import type { Instant } from "../base/instant.ts";
import type { Directory } from "./directory.ts";
import { nextClockTime } from "./policy/working-time.ts";

/** When somebody's next digest is due; never for who has none. */
export function nextDigestAt(
  directory: Directory,
  address: string,
  after: Instant,
): Instant | undefined {
  const { digest, timeZone = directory.timeZone } = directory.findProfile?.(address) ?? {};
  if (!digest) return undefined;
  const { clock, days } = digest;
  return nextClockTime(after, clock, { timeZone, ...(days && { days }) });
}

export interface DigestLinkDeps {
  readonly publicUrl: () => string;
  /** Seals the links. */
  readonly tokenSecret: Uint8Array;
}

/** Where a person stops their digests: whoever has it can do nothing else. */
export function digestLink({ publicUrl, tokenSecret }: DigestLinkDeps, address: string): string {
  const name = Buffer.from(address).toString("base64url");
  return `${publicUrl()}/digests/${name}.${sealOf(tokenSecret, address).toString("base64url")}`;
}

/** The address of whoever a link is for; `undefined` for one that was not made here. */
export function addressOfDigestLink(secret: Uint8Array, key: string): string | undefined {
  const [, name, seal] = /^([\w-]{1,400})\.([\w-]{22})$/.exec(key) ?? [];
  if (name === undefined || seal === undefined) return undefined;
  const address = Buffer.from(name, "base64url").toString();
  const given = Buffer.from(seal, "base64url");
  const right = sealOf(secret, address);
  return given.length === right.length && timingSafeEqual(given, right) ? address : undefined;
}

function sealOf(secret: Uint8Array, address: string): Buffer {
  return createHmac("sha256", secret).update(`digest ${address}`).digest().subarray(0, 16);
}
