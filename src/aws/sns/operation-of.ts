// How the operations of SNS read their input and say what is wrong.

import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { invalidParameter } from "../../notifications/errors.ts";
import { NotificationError } from "../../notifications/message.ts";
import type { TextMap } from "../../notifications/topic-attributes.ts";
import { ApiError } from "../api-error.ts";
import type { Caller, Operation } from "../operation.ts";

/** An operation whose notification errors reach callers as SNS's own. */
export function operationOf(perform: Operation): Operation {
  return async (input, caller) => {
    try {
      return await perform(input, caller);
    } catch (error) {
      if (!(error instanceof NotificationError)) throw error;
      throw new ApiError(error.code, error.message, { status: error.status });
    }
  };
}

/** Without configured credentials, too, a caller who signs has a name. */
export function isUnsigned(caller: Caller): boolean {
  return caller.name === "anonymous";
}

export function textOf(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" ? value : undefined;
}

/** @throws NotificationError */
export function requiredTextOf(input: JsonObject, name: string): string {
  const value = textOf(input, name);
  if (value === undefined)
    throw invalidParameter(`${name} Reason: no value for required parameter`);
  return value;
}

/** A member that is a map from text to text. */
export function textMapOf(input: JsonObject, name: string): TextMap {
  const value = input[name];
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

/** A member that is a list of structures. */
export function structuresOf(input: JsonObject, name: string): readonly JsonObject[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** `Tags`: a list of `Key` and `Value`. @throws NotificationError on a key that is there twice. */
export function tagsOf(input: JsonObject): TextMap {
  const tags = new Map<string, string>();
  for (const tag of structuresOf(input, "Tags")) {
    const key = requiredTextOf(tag, "Key");
    if (tags.has(key)) throw invalidParameter("Duplicated keys are not allowed.");
    tags.set(key, textOf(tag, "Value") ?? "");
  }
  return Object.fromEntries(tags);
}
