// nextToken: the key of the last row of a page, tied by a checksum to the listing it belongs to, so that
// a token of another listing or a mistyped one is refused instead of skipping rows. It is no secret.

import { createHash } from "node:crypto";
import { ApiError } from "../api-error.ts";

/** The page size when a caller gives none, or 0. */
const PAGE_SIZE_DEFAULT = 100;
const CHECKSUM_BYTES = 8;

export interface PageRequest {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly nextToken?: string;
}

/**
 * Reads one page of a listing.
 * @param listing what is listed, filters included: tokens are good for the same listing only
 * @param read rows after a key, at most `limit`
 * @throws ApiError `InvalidToken`
 */
export async function readPage<Row>(
  listing: readonly (string | undefined)[],
  request: PageRequest,
  source: {
    readonly read: (page: { after?: string; limit: number }) => Promise<readonly Row[]>;
    readonly keyOf: (row: Row) => string;
  },
): Promise<PageOf<Row>> {
  const size = request.maxResults || PAGE_SIZE_DEFAULT;
  const after =
    request.nextToken === undefined ? undefined : decodePageToken(listing, request.nextToken);
  // One row more tells whether there is a next page: the last one must not carry a token.
  const rows = await source.read({ limit: size + 1, ...(after !== undefined && { after }) });
  const last = rows[size - 1];
  if (rows.length <= size || last === undefined) return { rows };
  return {
    rows: rows.slice(0, size),
    nextToken: encodePageToken(listing, source.keyOf(last)),
  };
}

function encodePageToken(listing: readonly (string | undefined)[], key: string): string {
  return Buffer.concat([checksum(listing, key), Buffer.from(key)]).toString("base64url");
}

function decodePageToken(listing: readonly (string | undefined)[], token: string): string {
  const bytes = Buffer.from(token, "base64url");
  const key = bytes.subarray(CHECKSUM_BYTES).toString();
  if (encodePageToken(listing, key) !== token) {
    throw new ApiError("InvalidToken", "Invalid Token: 'Invalid token'");
  }
  return key;
}

function checksum(listing: readonly (string | undefined)[], key: string): Buffer {
  const text = JSON.stringify([...listing.map((part) => part ?? null), key]);
  return createHash("sha256").update(text).digest().subarray(0, CHECKSUM_BYTES);
}
