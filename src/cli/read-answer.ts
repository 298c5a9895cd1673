// Reads fields of answers; an answer without them is not from a server of this kind.

import type { Instant } from "../base/instant.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { CommandError } from "./command.ts";

export function textAt(answer: JsonObject, key: string): string {
  const value = answer[key];
  if (typeof value === "string") return value;
  throw new CommandError(`The server's answer has no "${key}".`);
}

export function findText(answer: JsonObject, key: string): string | undefined {
  const value = answer[key];
  return typeof value === "string" ? value : undefined;
}

export function objectsAt(answer: JsonObject, key: string): readonly JsonObject[] {
  const value = answer[key];
  if (isJsonArray(value)) return value.filter((item) => isJsonObject(item));
  throw new CommandError(`The server's answer has no "${key}".`);
}

/** An instant of AWS JSON: epoch seconds with a fraction. */
export function findInstant(answer: JsonObject, key: string): Instant | undefined {
  const value = answer[key];
  return typeof value === "number" ? Math.round(value * 1000) : undefined;
}

/** JSON for programs: what the operation answers, with instants as ISO 8601. */
export function printableJson(value: Json): string {
  return JSON.stringify(withIsoInstants(value), null, 2);
}

function withIsoInstants(value: Json): Json {
  if (isJsonArray(value)) return value.map(withIsoInstants);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [
    key,
    typeof item === "number" && /(?:Date|timestamp)$/.test(key)
      ? new Date(Math.round(item * 1000)).toISOString()
      : withIsoInstants(item),
  ]);
  return Object.fromEntries(entries);
}
