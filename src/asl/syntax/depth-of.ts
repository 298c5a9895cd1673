import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";

/** How many objects and arrays are nested into each other. Does not recurse. */
export function depthOf(value: Json): number {
  let depth = 0;
  let level: readonly Json[] = [value].filter(isContainer);
  for (; level.length > 0; depth++) level = level.flatMap(childrenOf).filter(isContainer);
  return depth;
}

function isContainer(value: Json): boolean {
  return isJsonArray(value) || isJsonObject(value);
}

function childrenOf(value: Json): readonly Json[] {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}
