// Lists come in pages of 100 with a token for the next one: the last key of the page, made opaque.

import type { JsonObject } from "../../base/json.ts";
import { invalidParameter } from "../../notifications/errors.ts";
import type { Page } from "../../store/store.ts";
import { textOf } from "./operation-of.ts";

const PAGE_SIZE = 100;

/** Asks for one row more than a page holds, to know whether another page follows. */
export function pageOf(input: JsonObject): Page {
  const token = textOf(input, "NextToken");
  const limit = PAGE_SIZE + 1;
  return token === undefined || token === "" ? { limit } : { after: decodeToken(token), limit };
}

/** The page of the rows found, and the token of the next page where there is one. */
export function splitPage<T>(
  found: readonly T[],
  keyOf: (row: T) => string,
): { readonly rows: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const rows = found.slice(0, PAGE_SIZE);
  const last = rows.at(-1);
  if (found.length <= PAGE_SIZE || last === undefined) return { rows, next: {} };
  return { rows, next: { NextToken: Buffer.from(keyOf(last)).toString("base64url") } };
}

function decodeToken(token: string): string {
  const key = Buffer.from(token, "base64url").toString("latin1");
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(key)) throw invalidParameter("NextToken");
  return key;
}
