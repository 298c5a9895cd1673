// Tags of a resource: a JSON object in its record, a list of pairs in the API. Their lengths are checked
// against the service model.
// https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html

import type { JsonObject } from "../../base/json.ts";
import { ApiError } from "../api-error.ts";

export interface Tag {
  readonly key?: string;
  readonly value?: string;
}

const TAGS_MAX = 50;
const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** @throws ApiError `ValidationException` */
export function checkTags(tags: readonly Tag[]): void {
  const seen = new Set<string>();
  for (const { key, value = "" } of tags) {
    if (key === undefined) throw invalid("A tag must have a key.");
    if (!TEXT.test(key) || !TEXT.test(value)) {
      throw invalid(
        "Tag keys and values can contain only letters, digits, spaces and _ . : / = + - @",
      );
    }
    if (/^aws:/i.test(key)) throw invalid("Tag keys that begin with aws: are reserved.");
    if (seen.has(key)) throw invalid(`Duplicate tag key: '${key}'`);
    seen.add(key);
  }
}

/** @throws ApiError `TooManyTags` */
export function mergeTags(before: string, tags: readonly Tag[], arn: string): string {
  const merged = new Map(Object.entries(JSON.parse(before) as Record<string, string>));
  for (const { key = "", value = "" } of tags) merged.set(key, value);
  if (merged.size > TAGS_MAX) {
    throw new ApiError("TooManyTags", `Too many tags: at most ${TAGS_MAX} are allowed.`, {
      members: { resourceName: arn },
    });
  }
  return JSON.stringify(Object.fromEntries(merged));
}

export function removeTags(before: string, keys: readonly string[]): string {
  const kept = Object.entries(JSON.parse(before) as Record<string, string>);
  return JSON.stringify(Object.fromEntries(kept.filter(([key]) => !keys.includes(key))));
}

export function listTags(tags: string): readonly JsonObject[] {
  const entries = Object.entries(JSON.parse(tags) as Record<string, string>);
  return entries.map(([key, value]) => ({ key, value }));
}

function invalid(message: string): ApiError {
  return new ApiError("ValidationException", message);
}
