// Properties of a resolved resource, with the shape they must have.

import { isJsonArray, isJsonObject, type JsonObject } from "../../../base/json.ts";
import { textOf } from "../parse-parameter.ts";
import type { ResolvedResource } from "../planned-resource.ts";

/** `undefined` when absent, or after refusing it. */
export function readText(resource: ResolvedResource, name: string): string | undefined {
  const value = resource.properties[name];
  if (value === undefined) return undefined;
  const text = textOf(value);
  if (text === undefined) resource.refuse(`${name} must be text`, name);
  return text;
}

/** An object of texts, numbers and booleans, each as text. */
export function readTexts(
  resource: ResolvedResource,
  name: string,
): Readonly<Record<string, string>> {
  const value = resource.properties[name] ?? {};
  if (!isJsonObject(value)) {
    resource.refuse(`${name} must be an object`, name);
    return {};
  }
  const texts = Object.entries(value).map(([key, item]) => {
    const text = textOf(item);
    if (text === undefined) resource.refuse(`${key} of ${name} must be text`, name, key);
    return [key, text ?? ""] as const;
  });
  return Object.fromEntries(texts);
}

/** The items of a list of objects; others are refused. */
export function readObjects(resource: ResolvedResource, name: string): readonly JsonObject[] {
  const value = resource.properties[name] ?? [];
  if (isJsonArray(value) && value.every(isJsonObject)) return value;
  resource.refuse(`${name} must be a list of objects`, name);
  return [];
}

/** Tags as `[{Key, Value}]`, or as SAM writes them: an object. */
export function readTags(resource: ResolvedResource): Readonly<Record<string, string>> {
  if (!isJsonArray(resource.properties["Tags"])) return readTexts(resource, "Tags");
  return Object.fromEntries(
    readObjects(resource, "Tags").map((tag) => [
      textOf(tag["Key"]) ?? "",
      textOf(tag["Value"]) ?? "",
    ]),
  );
}
